/**
 * Benchmarks the start-up of commands, as ratios to `deno run` of an empty file: `--help`, the status of a running grid, and the
 * same under `deno task` and through the dispatcher.
 */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import { compare, type Contender, EMPTY, emptyRun, execute, median, ratio, report, reportRatio } from "./measure.ts";
import { tasksDir } from "./tasks_dir.ts";

const ROUNDS = 15;
const COMMANDS = ["expand", "train", "test", "analyze", "status", "run", "logs", "show", "report", "stop"];
const RUNNING = 1_000;

/** Runs the benchmark. */
export async function benchStartup(): Promise<void> {
  report(`start-up, ${ROUNDS} rounds, times that of deno run of an empty file`);
  // Not in /dev/shm, to which grid:analyze has no access.
  const dir = Deno.makeTempDirSync({ prefix: "bench-startup-" });
  const grid = join(dir, "g.yaml");
  Deno.writeTextFileSync(
    grid,
    `grid_axes: {x: {range: [1, ${RUNNING}, 1]}}\ngrid_settings: {command: "sleep 600 {x}", max_concurrent_runs: 2}\n`,
  );
  const scheduler = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", join(tasksDir, "train.ts"), grid, "--quiet"],
    cwd: dir,
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    await untilRunning(dir);
    compareStartups(dir);
  } finally {
    scheduler.kill("SIGTERM");
    await scheduler.status;
    Deno.removeSync(dir, { recursive: true });
  }
}

async function untilRunning(dir: string): Promise<void> {
  const isRunning = () => {
    try {
      const [grid] = Deno.readDirSync(join(dir, "experiments"));
      const journal = Deno.readTextFileSync(join(dir, "experiments", grid!.name, "journal.ndjson"));
      return journal.split('"type":"start"').length > 2;
    } catch {
      return false;
    }
  };
  while (!isRunning()) await delay(20);
}

function compareStartups(cwd: string): void {
  const deno = (name: string, ...args: string[]): Contender => ({
    name,
    run: () => execute(Deno.execPath(), args, { cwd }),
  });
  const run = (name: string, script: string, ...args: string[]) =>
    deno(name, "run", "-q", "-A", "--no-check", script, ...args);
  const command = (name: string, ...args: string[]) => [join(tasksDir, `${name}.ts`), ...args] as const;
  const config = join(tasksDir, "..", "deno.json");
  const status = `status of a running grid of ${RUNNING} experiments`;
  const targets: readonly (readonly [Contender, string])[] = [
    ...COMMANDS.map((name) => [run(`${name} --help`, ...command(name, "--help")), "≤ 2.2"] as const),
    [run("grid status --help", ...command("grid", "status", "--help")), "≤ 2.4"],
    [deno("deno task grid:status --help", "task", "-q", "--config", config, "grid:status", "--help"), "≤ 3"],
    [run(status, ...command("status")), "≤ 4.5"],
  ];
  const times = compare([emptyRun(cwd), ...targets.map(([contender]) => contender)], ROUNDS);
  reportRatio(`${EMPTY}, milliseconds`, median(times.get(EMPTY)!) * 1_000, "none");
  for (const [{ name }, target] of targets) reportRatio(name, ratio(times, name, EMPTY), target);
}
