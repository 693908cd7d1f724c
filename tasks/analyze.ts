/** `grid:analyze`: collect the results of grids into tables, rank configurations, and check requirements. */
import { dropPermissions } from "../io/system/permissions.ts";
import { createProgressBar } from "../io/system/terminal/live_area.ts";
import { isInteractive, printMessage } from "../io/system/terminal/terminal.ts";
import type { Requirement } from "../lib/analysis/requirement.ts";
import { shownPath } from "../lib/messages/printable.ts";
import { exitCodeOf } from "../lib/schedule/exit_code.ts";
import {
  analyzedTargets,
  checkGoal,
  lookThenDropPermissions,
  parseRequirements,
  withMetricOptions,
  withRequireOption,
} from "./flags/analysis_flags.ts";
import {
  AGREE,
  createCommand,
  expdirOption,
  type FlagsOf,
  runTask,
  UsageError,
  wholeNumber,
} from "./flags/command_line.ts";
import { checkOutput, chooseOutput, withOutputOptions, writeOutput } from "./reading/write_analysis.ts";

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = analyzeCommand();
  const flags = command.parse(args);
  checkGoal(flags);
  checkOutput(flags);
  const targets = await analyzedTargets(command, flags.expdir);
  await lookThenDropPermissions(targets, flags.expdir, [flags.output ?? "."]);
  if (flags.agree) await confirmAnalysis(targets, flags.expdir);
  const requirements = await parseRequirements(flags.require, flags.fresh);
  return await run(targets, flags, { requirements, isAfterRuns: false });
}

type Flags = FlagsOf<ReturnType<typeof analyzeCommand>>;

function analyzeCommand() {
  const command = withRequireOption(
    createCommand("analyze", "Collect results into tables and print the paths of the files."),
  )
    .argument(
      "[dir...]",
      "grid directories, directories of finished runs (Lightning, Hydra, TensorBoard, MLflow, ...), experiment trees of " +
        "MI-Prometheus, or grid files (the newest grid of each)",
    )
    .addOption(
      expdirOption("analyze all grids and experiments in this directory; with grid files: their newest grids there"),
    );
  return withMetricOptions(withOutputOptions(command))
    .option("--best <n>", "number of configurations to show", wholeNumber(1), 10)
    .addOption(AGREE)
    .option("--quiet", "print only unreadable files and requirements that are not met");
}

/**
 * Analyzes a grid directory whose experiments have just run.
 *
 * @param fresh whether means of fresh seeds are shown
 * @returns the exit code; a requirement on an unknown result is not met
 */
export function analyzeTrained(
  root: string,
  requirements: readonly Requirement[],
  fresh: true | undefined,
): Promise<number> {
  dropPermissions([root]);
  return run([root], { ...analyzeCommand().parse([]), ...(fresh && { fresh }) }, { requirements, isAfterRuns: true });
}

async function confirmAnalysis(targets: readonly string[], expdir: string): Promise<void> {
  const { findTargets } = await import("../io/grid/find_grid.ts");
  const { confirmStart } = await import("./scheduling/agree.ts");
  printMessage("to analyze:");
  for (const { root } of findTargets(targets, expdir)) printMessage(`  ${shownPath(root, Deno.cwd())}`);
  confirmStart();
}

interface Check {
  readonly requirements: readonly Requirement[];
  /**
   * Whether an unknown result is reported as a requirement that is not met instead of an error, because other messages follow
   * hours of training.
   */
  readonly isAfterRuns: boolean;
}

async function run(targets: readonly string[], flags: Flags, { requirements, isAfterRuns }: Check): Promise<number> {
  const { analyze } = await import("../io/analysis/analyze.ts");
  const { chooseRanking, missingMetrics } = await import("../lib/analysis/ranking.ts");
  const { describeUnreadable } = await import("../lib/analysis/describe_unreadable.ts");
  const { checkRequirements } = await import("../lib/analysis/requirement.ts");
  using bar = createProgressBar("analyzing", !flags.quiet && isInteractive());
  using analysis = await analyze(targets, {
    expdir: flags.expdir,
    long: flags.long ?? flags.table === "long",
    ...(flags.table === "curves" && { curves: (await import("../io/report/gather_report.ts")).READ_DETAILS }),
    progress: bar.show,
  });
  bar[Symbol.dispose]();
  const { summary, columns, unreadable } = analysis;
  describeUnreadable(unreadable).forEach(printMessage);
  const { ranking, problem } = chooseRanking(summary.columns, analysis.metrics, flags);
  if (problem !== undefined && flags.metric !== undefined && summary.columns.length > 0) {
    throw new UsageError(`error: --metric: ${problem}`);
  }
  const verdict = checkRequirements(requirements, summary, ranking ?? problem, columns);
  if (verdict.unknown.length > 0 && !isAfterRuns) {
    throw new UsageError(verdict.unknown.map((problem) => `error: --require: ${problem}`).join("\n"));
  }
  const { table, results } = await chooseOutput(analysis, flags);
  const signal = await writeOutput(analysis, table, flags);
  if (signal !== undefined) return exitCodeOf({ unsuccessful: 0, stop: undefined, signal });
  if (!flags.quiet) {
    const { showAnalysis } = await import("../io/analysis/show_analysis.ts");
    if (problem !== undefined) printMessage(`not ranked: ${problem}`);
    showAnalysis(analysis, { ranking, best: flags.best, results, fresh: flags.fresh ?? false });
    for (const requirement of verdict.met) printMessage(`met: ${requirement}`);
  }
  for (const warning of analysis.warnings) printMessage(`warning: ${warning}`);
  for (const requirement of verdict.unmet) printMessage(`not met: ${requirement}`);
  const missing = isAfterRuns && summary.trained > 0 ? missingMetrics(summary.columns, analysis.metrics) : [];
  for (const { name } of missing) printMessage(`not met: the metric of the grid, ${name}, is in no run`);
  return unreadable.length + verdict.unmet.length + missing.length > 0 ? 1 : 0;
}

if (import.meta.main) await runTask(main);
