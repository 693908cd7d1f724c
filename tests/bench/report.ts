/** Benchmarks reports against analyses of the same grids: time, memory, and the sizes of the files. */
import { join } from "@std/path";
import {
  compare,
  type Contender,
  execute,
  median,
  peakMemory,
  ratio,
  report,
  reportRatio,
  scratch,
} from "./measure.ts";
import { makeReportGrid, type ReportGrid } from "./report_grid.ts";
import { measurePages } from "./report_page.ts";
import { tasksDir } from "./tasks_dir.ts";

const ROUNDS = 5;

interface Case extends ReportGrid {
  /** Limits: megabytes, the time divided by that of an analysis, and until the page is interactive by that of the first. */
  readonly size: number;
  readonly time: number;
  readonly interactive: number;
}

const CASES: readonly Case[] = [
  { axes: [3, 1], repetitions: 2, rows: 86, size: 0.45, time: 2.5, interactive: 1 },
  { axes: [20, 10], repetitions: 5, rows: 1_000, size: 4, time: 4, interactive: 4 },
  { axes: [50, 40], repetitions: 5, rows: 200, size: 12, time: 3, interactive: 7 },
];
const MAX_MEMORY = 3;
// Milliseconds, with 2,000 experiments.
const MAX_KEY = 100;

/** Runs the benchmark. The largest grid takes minutes to make. */
export async function benchReport(): Promise<void> {
  const pages = scratch("bench-report-pages-");
  const first = join(pages, "0.html");
  for (const [at, { size, time, interactive, ...grid }] of CASES.entries()) {
    const dir = scratch("bench-report-");
    try {
      const path = makeReportGrid(dir, grid);
      report(`report: ${2 * grid.axes[0] * grid.axes[1] * grid.repetitions} experiments × ${grid.rows} rows`);
      let round = 0;
      const run = (task: string): Contender => ({
        name: `grid:${task}`,
        run: () => execute(Deno.execPath(), arguments_(task, path, join(dir, `out${round++}`)), { cwd: dir }),
      });
      const times = compare([run("analyze"), run("report")], ROUNDS);
      for (const [name, seconds] of times) report(`  ${name.padEnd(22)} ${median(seconds).toFixed(2)} s`);
      reportRatio("grid:report ÷ grid:analyze", ratio(times, "grid:report", "grid:analyze"), `≤ ${time}`);
      const [file] = Array.from(Deno.readDirSync(dir), ({ name }) => name).filter((name) => name.endsWith(".html"));
      reportRatio("file, MB", Deno.statSync(join(dir, file!)).size / 1e6, `≤ ${size}`);
      const memory = (task: string) =>
        peakMemory(join(tasksDir, `${task}.ts`), [path, "--quiet", "--output", join(dir, "memory")], dir);
      reportRatio("memory ÷ grid:analyze", memory("report") / memory("analyze"), `≤ ${MAX_MEMORY}`);
      const page = join(pages, `${at}.html`);
      Deno.copyFileSync(join(dir, file!), page);
      const [small, large] = await measurePages([first, page], ROUNDS);
      report(`  interactive after      ${large!.interactive.toFixed(0)} ms`);
      reportRatio("interactive ÷ the first", large!.interactive / small!.interactive, `≤ ${interactive}`);
      reportRatio("a key in the filter, ms", large!.key, `≤ ${MAX_KEY} with 2,000`);
    } finally {
      Deno.removeSync(dir, { recursive: true });
    }
  }
  Deno.removeSync(pages, { recursive: true });
}

function arguments_(task: string, grid: string, output: string): string[] {
  return ["run", "-A", "--no-check", join(tasksDir, `${task}.ts`), grid, "--quiet", "--output", output];
}
