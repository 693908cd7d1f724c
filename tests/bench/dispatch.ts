/** How fast runs are started: no-op runs on two slots, beside GNU parallel and xargs. */
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

const RUNS = 500;
const ROUNDS = 5;

/** Runs the benchmark. */
export function benchDispatch(): void {
  report(`dispatch: ${RUNS} no-op runs on 2 slots, ${ROUNDS} rounds`);
  const dir = scratch("bench-dispatch-");
  try {
    Deno.writeTextFileSync(
      join(dir, "g.yaml"),
      `grid_axes: {x: {range: [1, ${RUNS}, 1]}}\ngrid_settings: {max_concurrent_runs: 2, command: ["true"]}\n`,
    );
    let round = 0;
    const train = join(tasksDir, "train.ts");
    const contenders: Contender[] = [{
      name: "grid:train",
      run: () =>
        execute(Deno.execPath(), ["run", "-A", "--no-check", train, "g.yaml", "--quiet", "--expdir", `e${round++}`], {
          cwd: dir,
        }),
    }];
    const list = Array.from({ length: RUNS }, (_, i) => i + 1).join("\n") + "\n";
    if (hasProgram("parallel")) {
      contenders.push({
        name: "parallel",
        run: () => {
          execute("parallel", ["-j2", "--joblog", `log${round}`, "--results", `results${round++}`, "true"], {
            cwd: dir,
            input: list,
          });
        },
      });
    } else report("  GNU parallel is not there: skipped");
    contenders.push({ name: "xargs", run: () => execute("xargs", ["-P2", "-n1", "true"], { cwd: dir, input: list }) });
    const times = compare(contenders, ROUNDS);
    for (const { name } of contenders) {
      const seconds = median(times.get(name)!);
      report(`  ${name.padEnd(12)} ${(seconds / RUNS * 1_000).toFixed(2)} ms a run, start-up included`);
    }
    if (times.has("parallel")) {
      reportRatio(
        "runs a second, grid:train ÷ parallel --joblog --results",
        ratio(times, "parallel", "grid:train"),
        "≥ 2",
      );
    }
    reportRatio("time, grid:train ÷ xargs -P2 (keeps no records)", ratio(times, "grid:train", "xargs"), "none");
    reportRefill(dir, round - 1);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

// From the end of a run to the next start in a slot, by the journal's own times.
function reportRefill(dir: string, _round: number): void {
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
