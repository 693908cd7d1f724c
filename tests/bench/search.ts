/** Benchmarks early stopping for real, and the order of jobs with known durations. */
import { join } from "@std/path";
import { createRung, enter } from "../../lib/search/halving.ts";
import { shuffled } from "./early_stopping.ts";
import { spanOf } from "./makespan.ts";
import { compare, execute, hasProgram, median, ratio, report, reportRatio, scratch } from "./measure.ts";
import { tasksDir } from "./tasks_dir.ts";

/** Runs the benchmark. */
export function benchSearch(): void {
  benchReal();
  benchLooking();
  benchOrder();
  benchRungs();
}

// 24 networks, with and without early stopping, by the time that the CPUs spend on both.
function benchReal(): void {
  const dir = scratch("bench-search-");
  try {
    const project = join(tasksDir, "..");
    const trainer = `deno run --quiet --config ${project}/deno.json -A ${project}/grids/mnist/train.ts`;
    const grid = (early: string) => `
grid_tasks: [{default_configs: ${project}/grids/mnist/mlp.yaml}]
grid_overwrite: {training: {problem: {size: 2000}, epochs: 27}, validation: {problem: {size: 1000}}}
grid_axes:
  training.optimizer.lr: {loguniform: [0.001, 0.5]}
  training.optimizer.momentum: {uniform: [0, 0.95]}
  model.width: {logint: [16, 64]}
grid_sample: {n: 24, seed: 1}
grid_settings:
  seed: 1
  command: ${trainer} --config {config} --out {dir} --seed {seed}
  metric: validation_accuracy
${early}
`;
    Deno.writeTextFileSync(join(dir, "all.yaml"), grid(""));
    Deno.writeTextFileSync(join(dir, "early.yaml"), grid("  early_stopping: {first: 3, eta: 3}"));
    const spent = new Map<string, number>();
    for (const name of ["all", "early"]) {
      const before = childCpu();
      execute(Deno.execPath(), ["run", "-A", "--no-check", join(tasksDir, "train.ts"), `${name}.yaml`, "--quiet"], {
        cwd: dir,
      });
      spent.set(name, childCpu() - before);
    }
    report("early stopping: 24 networks for 27 epochs, for real");
    reportRatio("CPU time ÷ that without early stopping", spent.get("early")! / spent.get("all")!, "≤ 0.5");
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

// Per second.
const TICKS = 100;

// User and system time of all children that have ended, in ticks.
function childCpu(): number {
  const fields = Deno.readTextFileSync("/proc/self/stat").split(") ")[1]!.split(" ");
  return Number(fields[13]) + Number(fields[14]);
}

const STOPPED = 20;
const WATCHED = 64;
const WATCHED_S = 8;

// How soon a run is told to end after it has written a bad row, and what looking at running ones costs.
function benchLooking(): void {
  const dir = scratch("bench-looking-");
  try {
    Deno.writeTextFileSync(
      join(dir, "latency.sh"),
      `trap 'date +%s%N >> "$1/told"; exit' TERM
file="$1/validation_statistics.csv"
echo epoch,accuracy > "$file"
[ "$2" != 1 ] || { printf '1,1\\n2,1\\n' >> "$file"; exit; }
sleep 0.$(($$ % 10))
echo "1,0.$2" >> "$file"
date +%s%N > "$1/wrote"
sleep 5 & wait
`,
    );
    const grid = (command: string, count: number, early: string) => `
grid_axes: {i: {range: [1, ${count}, 1]}}
grid_settings:
  command: ${command}
  max_concurrent_runs: 64
  cpus_per_run: 0.01
  metric: {name: validation_accuracy, goal: maximize}
${early}
`;
    const early = "  early_stopping: {first: 1, eta: 1000}";
    const best = early.replace("1000", "2");
    Deno.writeTextFileSync(join(dir, "latency.yaml"), grid("sh latency.sh {dir} {i}", STOPPED + 1, best));
    const train = (name: string, expdir: string, more: readonly string[] = []) =>
      execute(Deno.execPath(), [
        ...["run", "-A", "--no-check", join(tasksDir, "train.ts"), `${name}.yaml`, "--quiet", "--expdir", expdir],
        ...more,
      ], { cwd: dir });
    train("latency", "l", ["--max-concurrent-runs", "4"]);
    report("early stopping: looking at running trainings");
    const latencies = runDirs(join(dir, "l")).flatMap((run) => {
      try {
        const [wrote, told] = ["wrote", "told"].map((name) => BigInt(Deno.readTextFileSync(join(run, name)).trim()));
        return [Number(told! - wrote!) / 1e9];
      } catch {
        return [];
      }
    });
    reportRatio(`a row is written → SIGTERM, seconds (median of ${latencies.length})`, median(latencies), "≤ 0.3");
    const watched =
      `"{{ echo epoch,accuracy; echo 1,0.5; }} > {dir}/validation_statistics.csv; sleep ${WATCHED_S}; : {i}"`;
    Deno.writeTextFileSync(join(dir, "with.yaml"), grid(watched, WATCHED, early));
    Deno.writeTextFileSync(join(dir, "without.yaml"), grid(watched, WATCHED, ""));
    const spentOn = (name: string, round: number) => {
      const before = childCpu();
      train(name, `${name}${round}`);
      return (childCpu() - before) / TICKS;
    };
    const extra = Array.from({ length: 5 }, (_, round) => -spentOn("without", round) + spentOn("with", round));
    reportRatio(`looking at ${WATCHED} running ones, percent of a core`, 100 * median(extra) / WATCHED_S, "< 1");
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

function runDirs(expdir: string): string[] {
  const [grid] = Array.from(Deno.readDirSync(expdir), ({ name }) => join(expdir, name));
  return Array.from(Deno.readDirSync(grid!)).filter(({ isDirectory }) => isDirectory).map(({ name }) =>
    join(grid!, name)
  );
}

const SLOTS = 8;

// 24 configurations with 3 repetitions each, which take from 0.2 to 2 s.
function benchOrder(): void {
  const seconds = shuffled(Array.from({ length: 24 }, (_, i) => Number((0.2 * 10 ** (i / 23)).toFixed(3))), 1);
  const all = seconds.flatMap((time) => [time, time, time]);
  const bound = Math.max(Math.max(...seconds), all.reduce((sum, time) => sum + time, 0) / SLOTS);
  report(`order: ${all.length} sleeps on ${SLOTS} slots; no order takes less than ${bound.toFixed(2)} s`);
  const dir = scratch("bench-order-");
  try {
    const grid = (order: string) => `
grid_axes: {t: [${seconds.join(", ")}]}
grid_settings: {command: "exec sleep {t}", experiment_repetitions: 3, max_concurrent_runs: ${SLOTS}, cpus_per_run: 0.01, order: ${order}}
`;
    for (const order of ["longest", "plan"]) Deno.writeTextFileSync(join(dir, `${order}.yaml`), grid(order));
    const rounds = [0, 1, 2].flatMap(() => seconds).join("\n");
    let round = 0;
    // From the first start to the last end: start-up is measured by another benchmark.
    const spans = new Map<string, number[]>();
    const contenders = ["longest", "plan"].map((order) => ({
      name: order,
      run: () => {
        // Durations of earlier grids would count.
        const args = ["run", "-A", "--no-check", join(tasksDir, "train.ts"), `${order}.yaml`, "--quiet"];
        const expdir = `${order}${round++}`;
        execute(Deno.execPath(), [...args, "--expdir", expdir], { cwd: dir });
        spans.set(order, [...spans.get(order) ?? [], spanOf(join(dir, expdir))]);
      },
    }));
    const parallel = hasProgram("parallel")
      ? [{
        name: "parallel",
        run: () => execute("parallel", ["-j", String(SLOTS), "sleep", "{}"], { cwd: dir, input: rounds }),
      }]
      : [];
    const times = compare([...contenders, ...parallel], 3);
    if (parallel.length > 0) spans.set("parallel", [...times.get("parallel")!]);
    for (const [name, taken] of spans) {
      reportRatio(
        `${name}: time ÷ lower bound`,
        median(taken) / bound,
        name === "longest" ? "≤ 1.03" : "–",
      );
    }
    reportRatio("longest ÷ plan", ratio(spans, "longest", "plan"), "< 1");
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

function benchRungs(): void {
  const halving = { first: 1, eta: 3, goal: "maximize" } as const;
  const perEntry = (count: number) => {
    const rung = createRung();
    for (let i = 0; i < count; i++) enter(rung, Math.random(), halving);
    const begun = performance.now();
    for (let i = 0; i < 2_000; i++) enter(rung, Math.random(), halving);
    return (performance.now() - begun) / 2_000;
  };
  perEntry(1_000);
  const ratios = Array.from({ length: 5 }, () => perEntry(100_000) / perEntry(1_000));
  report("rungs");
  reportRatio("an entry at a rung with 100,000 values ÷ with 1,000", median(ratios), "≤ 2");
}
