/** `grid:diff`: compare two grids. */
import { printJson, printLines, printMessage } from "../io/system/terminal/terminal.ts";
import { relativePath } from "../lib/messages/printable.ts";
import { createCommand, expdirOption, runTask, UsageError } from "./flags/command_line.ts";
import { findGridDir } from "./scheduling/find_or_make_grid.ts";

const ROWS = 30;
// More results do not fit on a terminal side by side.
const RESULTS = 2;

/**
 * @param args the arguments of the command line
 * @returns the exit code: 0 whether the grids differ or not, 1 if a file could not be read
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand("diff", "Compare two grids: configuration, code, and the results of equal experiments.")
    .argument("<a>", "grid directory, or grid file (the newest grid created from it)")
    .argument("<b>", "the grid to compare it with")
    .addOption(expdirOption())
    .option("--metric <name>", "compare this result (default: the metric of the grid, and the most important others)")
    .option("--all", `list all configurations (default: the ${ROWS} whose results differ most)`)
    .option("--json", "print the comparison as JSON");
  const flags = command.parse(args);
  const roots = [await findGridDir(command.args[0], flags.expdir), await findGridDir(command.args[1], flags.expdir)];
  const [a, b] = [await readSide(roots[0]!), await readSide(roots[1]!)];
  using _a = a.analysis;
  using _b = b.analysis;
  const { diffFiles, diffOrigins, diffPlans, diffResults } = await import("../lib/inspect/diff.ts");
  const columns = await chooseColumns(a, b, flags.metric);
  const diff = {
    a: relativePath(a.grid.root, Deno.cwd()),
    b: relativePath(b.grid.root, Deno.cwd()),
    differences: [
      ...diffOrigins(a.provenance, b.provenance),
      ...diffPlans(a.grid.plan, b.grid.plan),
      ...diffFiles(a.grid.fingerprints, b.grid.fingerprints),
    ],
    results: diffResults(
      { plan: a.grid.plan, summary: a.analysis.summary },
      { plan: b.grid.plan, summary: b.analysis.summary },
      columns,
    ),
  };
  if (flags.json) printJson({ version: 1, ...diff });
  else {
    const { renderDiff } = await import("../lib/inspect/render_diff.ts");
    printLines(renderDiff(diff, flags.all ? Infinity : ROWS));
  }
  const unreadable = [...a.analysis.unreadable, ...b.analysis.unreadable];
  const { describeUnreadable } = await import("../lib/analysis/describe_unreadable.ts");
  describeUnreadable(unreadable).forEach(printMessage);
  return unreadable.length > 0 ? 1 : 0;
}

type Side = Awaited<ReturnType<typeof readSide>>;

async function readSide(root: string) {
  const { lookAtGrid } = await import("../io/slurm/look_at_grid.ts");
  const { readProvenance } = await import("../io/grid/grid_dir.ts");
  const { analyze } = await import("../io/analysis/analyze.ts");
  const { grid } = await lookAtGrid(root);
  return { grid, provenance: readProvenance(root), analysis: await analyze([root]) };
}

async function chooseColumns(a: Side, b: Side, metric: string | undefined): Promise<string[]> {
  const { chooseRanking } = await import("../lib/analysis/ranking.ts");
  const { mainResults } = await import("../lib/analysis/result_names.ts");
  const columns = [...new Set([...a.analysis.summary.columns, ...b.analysis.summary.columns])];
  const { ranking, problem } = chooseRanking(columns, a.analysis.metrics, { metric });
  if (metric !== undefined && problem !== undefined) throw new UsageError(`error: --metric: ${problem}`);
  return metric === undefined ? mainResults(columns, ranking?.column).slice(0, RESULTS) : [ranking!.column];
}

if (import.meta.main) await runTask(main);
