/** Benchmarks how close a grid with long runs at its end comes to the ideal list schedule. */
import { join } from "@std/path";
import { compare, execute, median, report, reportRatio, scratch } from "./measure.ts";
import { tasksDir } from "./tasks_dir.ts";

const SHORT = 0.4;
const LONG = 2;
const ROUNDS = 3;
const SLOTS = Math.min(2, navigator.hardwareConcurrency);

/** Runs the benchmark: 24 runs of which the three longest come last. */
export function benchMakespan(): void {
  const durations = [...Array<number>(21).fill(SHORT), LONG, LONG, LONG];
  const ideal = listSchedule(durations, SLOTS);
  report(
    `makespan: 24 runs on ${SLOTS} slots, the three longest last; the ideal list schedule takes ${ideal.toFixed(2)} s`,
  );
  const dir = scratch("bench-makespan-");
  try {
    Deno.writeTextFileSync(
      join(dir, "g.yaml"),
      `grid_axes: {run: {range: [1, 24, 1]}}
grid_settings:
  max_concurrent_runs: ${SLOTS}
  command: if [ {run} -gt 21 ]; then exec sleep ${LONG}; else exec sleep ${SHORT}; fi
`,
    );
    // Only from the first start to the last end: start-up is measured by another benchmark.
    const spans: number[] = [];
    let round = 0;
    compare([{
      name: "grid:train",
      run: () => {
        const expdir = `e${round++}`;
        const args = ["run", "-A", "--no-check", join(tasksDir, "train.ts"), "g.yaml", "--quiet", "--expdir", expdir];
        execute(Deno.execPath(), args, { cwd: dir });
        spans.push(spanOf(join(dir, expdir)));
      },
    }], ROUNDS);
    reportRatio("makespan ÷ ideal", median(spans) / ideal, "≤ 1.02");
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

/** The seconds from the first start to the last end in the only grid of a directory. */
export function spanOf(expdir: string): number {
  const [grid] = Array.from(Deno.readDirSync(expdir));
  const records = Deno.readTextFileSync(join(expdir, grid!.name, "journal.ndjson")).trim().split("\n").map((line) =>
    JSON.parse(line)
  );
  const starts = records.filter((record) => record.type === "start").map((record) => record.time);
  const ends = records.filter((record) => record.type === "end").map((record) => record.time);
  return (Math.max(...ends) - Math.min(...starts)) / 1_000;
}

/** The time that runs take on slots if each starts, in their order, in the slot that is free first. */
export function listSchedule(durations: readonly number[], slots: number): number {
  const free = Array<number>(slots).fill(0);
  for (const duration of durations) {
    const slot = free.indexOf(Math.min(...free));
    free[slot]! += duration;
  }
  return Math.max(...free);
}
