/** Benchmarks the start-up of tasks under `deno task`, `--help` and `grid:status`, and of the same through the dispatcher. */
import { join } from "@std/path";
import { compare, type Contender, execute, median, report, reportRatio } from "./measure.ts";
import { tasksDir } from "./tasks_dir.ts";

const ROUNDS = 15;
const TASKS = ["grid:expand", "grid:train", "grid:test", "grid:analyze", "grid:status", "grid:run"];

/** Runs the benchmark. */
export function benchStartup(): void {
  report(`start-up under deno task, ${ROUNDS} rounds, milliseconds`);
  // Not in /dev/shm, to which grid:analyze has no access.
  const dir = Deno.makeTempDirSync({ prefix: "bench-startup-" });
  try {
    Deno.writeTextFileSync(join(dir, "g.yaml"), "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'true'}\n");
    execute(Deno.execPath(), ["run", "-A", "--no-check", join(tasksDir, "train.ts"), "g.yaml"], { cwd: dir });
    const config = join(tasksDir, "..", "deno.json");
    const task = (...args: string[]): Contender => ({
      name: args.join(" "),
      run: () => execute(Deno.execPath(), ["task", "-q", "--config", config, ...args], { cwd: dir }),
    });
    const contenders = [...TASKS.map((name) => task(name, "--help")), task("grid:status")];
    const times = compare(contenders, ROUNDS);
    for (const { name } of contenders) reportRatio(name, median(times.get(name)!) * 1_000, "≤ 100");
    benchDispatcher(dir);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

function benchDispatcher(cwd: string): void {
  const script = (name: string, ...words: string[]): Contender => ({
    name,
    run: () => execute(Deno.execPath(), ["run", "-q", "-A", ...words, "--help"], { cwd }),
  });
  const times = compare([
    script("status.ts", join(tasksDir, "status.ts")),
    script("grid.ts status", join(tasksDir, "grid.ts"), "status"),
  ], ROUNDS);
  const [alone, dispatched] = ["status.ts", "grid.ts status"].map((name) => median(times.get(name)!));
  reportRatio("grid.ts status --help / status.ts --help", dispatched! / alone!, "≤ 1.2");
}
