/** Benchmarks reading series: event files against TensorBoard's own reader, and lines of a log by an expression of the user. */
import { join } from "@std/path";
import { findPython } from "../can_run.ts";
import { compare, type Contender, execute, median, report, reportRatio, scratch } from "./measure.ts";

const ROUNDS = 3;
const RUNS = 50;
const STEPS = 1_000;
const LINES = 100_000;

/** Runs the benchmark: 50 runs of 1,000 steps with five tags, a record each. */
export function benchSeries(): void {
  report(`series: event files of ${RUNS} runs, ${STEPS} steps of five tags each`);
  const dir = scratch("bench-series-");
  try {
    const python = findPython("import tensorboard");
    if (python === undefined) report("  python3 with tensorboard not found: skipped");
    else compareReaders(dir, python);
    readLog(dir);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

function compareReaders(dir: string, python: string): void {
  const script = new URL("./series.py", import.meta.url).pathname;
  const runs = join(dir, "runs");
  execute(python, [script, "--make", runs, String(RUNS), String(STEPS)], { cwd: dir });
  const outputs = { ours: join(dir, "ours.json"), python: join(dir, "python.json") };
  const seconds = { ours: [] as number[], python: [] as number[] };
  const contender = (name: "ours" | "python", program: string, args: readonly string[]): Contender => ({
    name,
    run() {
      execute(program, [...args, runs, outputs[name]], { cwd: dir });
      seconds[name].push(JSON.parse(Deno.readTextFileSync(outputs[name])).seconds);
    },
  });
  const reader = new URL("./read_series.ts", import.meta.url).pathname;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const times = compare([
    contender("ours", Deno.execPath(), ["run", "-A", "--no-check", "--config", config, reader]),
    contender("python", python, [script]),
  ], ROUNDS);
  const [ours, theirs] = [outputs.ours, outputs.python].map((path) => JSON.parse(Deno.readTextFileSync(path)).results);
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) throw new Error("the values differ");
  for (const [name, text] of [["ours", "readSeries()"], ["python", "EventAccumulator"]] as const) {
    report(
      `  ${text.padEnd(22)} ${median(seconds[name]).toFixed(3)} s, with start-up ${
        median(times.get(name)!).toFixed(2)
      } s`,
    );
  }
  const ratios = seconds.python.map((time, round) => time / seconds.ours[round]!);
  reportRatio("EventAccumulator ÷ readSeries(), without start-up", median(ratios), "≥ 20");
}

function readLog(dir: string): void {
  const run = join(dir, "log");
  Deno.mkdirSync(run);
  const lines = Array.from(
    { length: LINES },
    (_, at) =>
      at % 2 === 0 ? `epoch ${at} loss ${(1 / (1 + at)).toFixed(5)} acc 88.1` : `INFO [12:00:${at}] ${at} it/s`,
  );
  Deno.writeTextFileSync(join(run, "train.log"), lines.join("\n"));
  const reader = new URL("./read_series.ts", import.meta.url).pathname;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const output = join(dir, "log.json");
  const pattern = String.raw`epoch (?<epoch>\d+) loss (?<loss>[\d.]+) acc (?<validation_accuracy>[\d.]+)`;
  execute(Deno.execPath(), ["run", "-A", "--no-check", "--config", config, reader, dir, output, pattern], { cwd: dir });
  const { seconds } = JSON.parse(Deno.readTextFileSync(output));
  reportRatio(`${LINES} lines of a log by an expression, s`, seconds, "< 2");
}
