/** Benchmarks starting runs: no-op runs on two slots, compared with GNU parallel and xargs. */
import { join } from "@std/path";
import {
  compare,
  type Contender,
  execute,
  hasProgram,
  median,
  ratio,
  report,
  reportRatio,
  scratch,
} from "./measure.ts";
import { tasksDir } from "./tasks_dir.ts";

const ROUNDS = 5;

/** Runs the benchmark: start-up matters with 500 runs, and hardly with 2,000. */
export function benchDispatch(): void {
  for (const runs of [500, 2_000]) dispatch(runs);
}

function dispatch(runs: number): void {
  report(`dispatch: ${runs} no-op runs on 2 slots, ${ROUNDS} rounds`);
  const dir = scratch("bench-dispatch-");
  try {
    Deno.writeTextFileSync(
      join(dir, "g.yaml"),
      `grid_axes: {x: {range: [1, ${runs}, 1]}}\ngrid_settings: {max_concurrent_runs: 2, command: ["true"]}\n`,
    );
    let round = 0;
    const train = ["run", "-A", "--no-check", join(tasksDir, "train.ts"), "g.yaml", "--quiet", "--expdir"];
    const input = Array.from({ length: runs }, (_, i) => `${i + 1}\n`).join("");
    const contenders: Contender[] = [
      { name: "grid:train", run: () => execute(Deno.execPath(), [...train, `e${round++}`], { cwd: dir }) },
      { name: "xargs", run: () => execute("xargs", ["-P2", "-n1", "true"], { cwd: dir, input }) },
    ];
    if (hasProgram("parallel")) {
      const args = () => ["-j2", "--joblog", `log${round}`, "--results", `results${round++}`, "true"];
      contenders.push({ name: "parallel", run: () => execute("parallel", args(), { cwd: dir, input }) });
    } else report("  GNU parallel not found: skipped");
    if (hasProgram("cc")) {
      execute("cc", ["-O2", "-o", "spawn", new URL("./spawn.c", import.meta.url).pathname], { cwd: dir });
      contenders.push({ name: "posix_spawn", run: () => execute("./spawn", [String(runs)], { cwd: dir }) });
    } else report("  C compiler not found: skipped");
    const times = compare(contenders, ROUNDS);
    for (const { name } of contenders) {
      report(
        `  ${name.padEnd(12)} ${(median(times.get(name)!) / runs * 1_000).toFixed(2)} ms per run, including start-up`,
      );
    }
    if (times.has("parallel")) {
      const target = runs === 500 ? "≥ 2" : "≥ 3";
      reportRatio(
        "runs per second, grid:train ÷ parallel --joblog --results",
        ratio(times, "parallel", "grid:train"),
        target,
      );
    }
    if (times.has("posix_spawn")) {
      reportRatio("time, grid:train ÷ a C loop of posix_spawn", ratio(times, "grid:train", "posix_spawn"), "≤ 3.5");
    }
    reportRatio("time, grid:train ÷ xargs -P2 (keeps no records)", ratio(times, "grid:train", "xargs"), "none");
    reportRefill(dir);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

// From the end of a run to the next start in a slot, by the journal's own times.
function reportRefill(dir: string): void {
  const grids = Array.from(Deno.readDirSync(dir)).filter((entry) => /^e\d+$/.test(entry.name));
  const [grid] = Array.from(Deno.readDirSync(join(dir, grids[0]!.name)));
  const pauses: number[] = [];
  let ended: number | undefined;
  for (
    const line of Deno.readTextFileSync(join(dir, grids[0]!.name, grid!.name, "journal.ndjson")).trim().split("\n")
  ) {
    const { type, time } = JSON.parse(line);
    if (type === "end") ended = time;
    else if (type === "start" && ended !== undefined) {
      pauses.push(time - ended);
      ended = undefined;
    }
  }
  reportRatio("a freed slot is refilled within, median ms", median(pauses), "≤ 5");
}
