/** `grid:diff`: compare two grids. */
import { printJson, printLines, printMessage } from "../io/system/terminal/terminal.ts";
import type { Unreadable } from "../lib/analysis/describe_unreadable.ts";
import type { Metric } from "../lib/grid/settings/settings.ts";
import type { GridDiff } from "../lib/inspect/render_diff.ts";
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
    .argument("<a>", "grid directory, grid file (the newest grid created from it), or directory of finished runs")
    .argument("<b>", "what to compare it with")
    .addOption(expdirOption())
    .option("--metric <name>", "compare this result (default: the metric of the grid, and the most important others)")
    .option("--all", `list all configurations (default: the ${ROWS} whose results differ most)`)
    .option("--json", "print the comparison as JSON");
  const flags = command.parse(args);
  const [a, b] = command.args as [string, string];
  const { diff, unreadable } = await areWithoutPlan(a, b) ? await diffTrees(a, b, flags) : await diffGrids(a, b, flags);
  if (flags.json) printJson({ version: 1, ...diff });
  else {
    const { renderDiff } = await import("../lib/inspect/render_diff.ts");
    printLines(renderDiff(diff, flags.all ? Infinity : ROWS));
  }
  const { describeUnreadable } = await import("../lib/analysis/describe_unreadable.ts");
  describeUnreadable(unreadable).forEach(printMessage);
  return unreadable.length > 0 ? 1 : 0;
}

/** What the command was called with. */
interface DiffFlags {
  readonly expdir: string;
  readonly metric?: string | undefined;
}

interface Compared {
  readonly diff: GridDiff;
  readonly unreadable: readonly Unreadable[];
}

/** Whether one of them is a directory, but no grid: it has no plan to compare. */
async function areWithoutPlan(a: string, b: string): Promise<boolean> {
  const { isTree } = await import("../io/grid/find_grid.ts");
  return isTree(a) || isTree(b);
}

/** Compares by parameters, and reads both together: a parameter is what differs between any two runs. */
async function diffTrees(a: string, b: string, { expdir, metric }: DiffFlags): Promise<Compared> {
  const { findTargets } = await import("../io/grid/find_grid.ts");
  const { analyze } = await import("../io/analysis/analyze.ts");
  const { diffParameters, diffRuns } = await import("../lib/inspect/diff.ts");
  const [left, right] = findTargets([a, b], expdir).map(({ root }) => root) as [string, string];
  using analysis = await analyze([left, right]);
  const { grids, summary } = analysis;
  const rowsOf = (root: string) => {
    const names = new Set([...grids ?? []].flatMap(([path, name]) => `${path}/`.startsWith(`${root}/`) ? [name] : []));
    return grids === undefined ? summary.configurations : summary.configurations.filter(({ grid }) => names.has(grid));
  };
  const [rowsA, rowsB] = [rowsOf(left), rowsOf(right)];
  const columns = await chooseColumns(summary.columns, analysis.metrics, metric);
  const diff: GridDiff = {
    a: relativePath(left, Deno.cwd()),
    b: relativePath(right, Deno.cwd()),
    differences: diffParameters(rowsA, rowsB),
    results: diffRuns(rowsA, rowsB, columns),
  };
  return { diff, unreadable: analysis.unreadable };
}

async function diffGrids(first: string, second: string, { expdir, metric }: DiffFlags): Promise<Compared> {
  const roots = [await findGridDir(first, expdir), await findGridDir(second, expdir)];
  const [a, b] = [await readSide(roots[0]!), await readSide(roots[1]!)];
  using _a = a.analysis;
  using _b = b.analysis;
  const { diffFiles, diffOrigins, diffPlans, diffResults } = await import("../lib/inspect/diff.ts");
  const summaries = [...a.analysis.summary.columns, ...b.analysis.summary.columns];
  const columns = await chooseColumns([...new Set(summaries)], a.analysis.metrics, metric);
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
  return { diff, unreadable: [...a.analysis.unreadable, ...b.analysis.unreadable] };
}

async function readSide(root: string) {
  const { lookAtGrid } = await import("../io/cluster/look_at_grid.ts");
  const { readProvenance } = await import("../io/grid/grid_dir.ts");
  const { analyze } = await import("../io/analysis/analyze.ts");
  const { grid } = await lookAtGrid(root);
  return { grid, provenance: readProvenance(root), analysis: await analyze([root]) };
}

async function chooseColumns(
  columns: readonly string[],
  metrics: readonly Metric[],
  metric: string | undefined,
): Promise<string[]> {
  const { chooseRanking } = await import("../lib/analysis/ranking.ts");
  const { mainResults } = await import("../lib/analysis/result_names.ts");
  const { ranking, problem } = chooseRanking(columns, metrics, { metric });
  if (metric !== undefined && problem !== undefined) throw new UsageError(`error: --metric: ${problem}`);
  return metric === undefined ? mainResults(columns, ranking?.column).slice(0, RESULTS) : [ranking!.column];
}

if (import.meta.main) await runTask(main);
