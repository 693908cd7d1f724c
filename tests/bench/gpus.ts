/** Benchmarks starting runs on GPUs, with a fake nvidia-smi. */
import { join } from "@std/path";
import { FakeGpus } from "../fake_gpus.ts";
import { compare, execute, median, ratio, report, reportRatio, scratch } from "./measure.ts";
import { tasksDir } from "./tasks_dir.ts";

const ROUNDS = 3;

/** Runs the benchmark. */
export function benchGpus(): void {
  const dir = scratch("bench-gpus-");
  try {
    const runs = 1_000;
    report(`GPUs: ${runs} no-op runs on 2 devices and on 64, ${ROUNDS} rounds; pauses between runs of 0.2 s on 2`);
    Deno.writeTextFileSync(join(dir, "noop.yaml"), gridOf(runs, "true"));
    Deno.writeTextFileSync(
      join(dir, "pause.yaml"),
      gridOf(40, 'echo "$CUDA_VISIBLE_DEVICES $(date +%s%N)" > {dir}/times; sleep 0.2; date +%s%N >> {dir}/times'),
    );
    const contenders = [2, 64].map((devices) => ({
      name: `${devices} devices`,
      run: () => train(dir, "noop", devices),
    }));
    const times = compare(contenders, ROUNDS);
    for (const { name } of contenders) {
      report(
        `  ${name.padEnd(12)} ${(median(times.get(name)!) / runs * 1_000).toFixed(2)} ms a run, start-up included`,
      );
    }
    reportRatio("time, 64 devices ÷ 2", ratio(times, "64 devices", "2 devices"), "1");
    reportRatio("a freed device is refilled within, median ms", median(pausesOf(train(dir, "pause", 2))), "≤ 50");
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

function gridOf(runs: number, command: string): string {
  return `grid_axes: {x: {range: [1, ${runs}, 1]}}\ngrid_settings: {command: '${command}'}\n`;
}

let round = 0;

// Returns the directory of the grid.
function train(dir: string, grid: string, devices: number): string {
  using gpus = new FakeGpus(Array.from({ length: devices }, (_, i) => ({ uuid: `GPU-${1_000 + i}` })));
  const expdir = `e${round++}`;
  const task = ["run", "-A", "--no-check", join(tasksDir, "train.ts"), `${grid}.yaml`];
  execute(Deno.execPath(), [...task, "--on", "gpu", "--quiet", "--expdir", expdir], {
    cwd: dir,
    env: { ...gpus.env, GRID_WORKERS_LEASE_DIR: join(dir, "leases") },
  });
  const [made] = Array.from(Deno.readDirSync(join(dir, expdir)));
  return join(dir, expdir, made!.name);
}

// Milliseconds from the end of each run to the start of the next one on its device, as measured by the runs.
function pausesOf(grid: string): number[] {
  const spans = new Map<string, [number, number][]>();
  for (const entry of Deno.readDirSync(grid)) {
    if (!entry.isDirectory || entry.name === "devices") continue;
    const [first, last] = Deno.readTextFileSync(join(grid, entry.name, "times")).trim().split("\n");
    const [device, start] = first!.split(" ");
    spans.set(device!, [...(spans.get(device!) ?? []), [Number(start) / 1e6, Number(last) / 1e6]]);
  }
  return [...spans.values()].flatMap((runs) => {
    runs.sort(([a], [b]) => a - b);
    return runs.slice(1).map(([start], i) => start - runs[i]![1]);
  });
}
