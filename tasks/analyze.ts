/** `grid:analyze`: gathers the results of grids into files, and holds them against requirements. */
import { Option } from "commander";
import type { Format } from "../io/analysis/write_tables.ts";
import { createGauge } from "../io/system/gauge.ts";
import { dropPermissions } from "../io/system/permissions.ts";
import { untilSignal } from "../io/system/signals.ts";
import { agree, isInteractive, print, say } from "../io/system/terminal.ts";
import type { Requirement } from "../lib/analysis/requirement.ts";
import type { Metric } from "../lib/grid/metric.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import { exitCodeOf } from "../lib/schedule/exit_code.ts";
import {
  agreeOption,
  collect,
  createCommand,
  expdirOption,
  runTask,
  UsageError,
  wholeNumber,
} from "./flags/command_line.ts";

interface Flags {
  readonly expdir: string;
  readonly output?: string;
  readonly format: Format;
  readonly long?: true;
  readonly require: readonly string[];
  readonly metric?: string;
  readonly goal?: Metric["goal"];
  readonly best: number;
  readonly agree?: true;
  readonly quiet?: true;
}

/**
 * @param args of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  dropPermissions();
  const command = createCommand("grid:analyze", "Gathers results into files and prints their paths.")
    .argument("[dir...]", "grid directories, trees that MI-Prometheus made, or grid files (the newest grid of each)")
    .addOption(expdirOption("without a dir: the newest grid in here, or the tree that it is"))
    .option("--output <prefix>", "where the files go and how their names begin (default: into the first dir)")
    .addOption(new Option("--format <format>", "of the files").choices(["csv", "json"]).default("csv"))
    .option("--long", "writes a further table with a row for each number, as plotting libraries want it")
    .option("--metric <name>", "ranks by this column instead of by the grid's metric")
    .addOption(
      new Option("--goal <goal>", "whether the best is the highest or the lowest").choices(["maximize", "minimize"]),
    )
    .option("--best <n>", "how many configurations are shown", wholeNumber(1), 10)
    .option(
      "--require <requirement>",
      "exits with 1 unless the best configuration, by the metric, has such a mean ('test_accuracy >= 0.97'); " +
        "asked of every configuration where there is no metric, and with 'every test_accuracy >= 0.9'; repeatable",
      collect,
      [] as string[],
    )
    .addOption(agreeOption())
    .option("--quiet", "tells of what cannot be read, and of requirements that are not met, alone");
  command.parse(args, { from: "user" });
  const flags = command.opts<Flags>();
  if (flags.goal !== undefined && flags.metric === undefined) {
    throw new UsageError("error: --goal goes with --metric: it says which of its values is the best");
  }
  if (flags.output === "") throw new UsageError("error: --output is empty: . is the directory that you are in");
  const targets = command.args.join(", ") || `the newest grid in ${flags.expdir}`;
  if (flags.agree && !agree(`Analyze ${targets}?`)) return 0;
  return await run(command.args, flags);
}

async function run(targets: readonly string[], flags: Flags): Promise<number> {
  const { analyze } = await import("../io/analysis/analyze.ts");
  const { writeTables } = await import("../io/analysis/write_tables.ts");
  const { chooseRanking } = await import("../lib/analysis/ranking.ts");
  const { checkRequirements, parseRequirement } = await import("../lib/analysis/requirement.ts");
  const requirements = flags.require.map((text) => parsed(text, parseRequirement));
  using gauge = createGauge("analyzing", !flags.quiet && isInteractive());
  using analysis = await analyze(targets, {
    expdir: flags.expdir,
    long: flags.long ?? false,
    progress: gauge.show,
  });
  gauge[Symbol.dispose]();
  const { summary, columns, unreadable } = analysis;
  for (const { path, reason } of unreadable) say(`${path}: ${reason}`);
  const { ranking, problem } = chooseRanking(summary.columns, analysis.metrics, flags);
  if (problem !== undefined && flags.metric !== undefined && summary.columns.length > 0) {
    throw new UsageError(`error: --metric: ${problem}`);
  }
  const verdict = checkRequirements(requirements, summary, ranking ?? problem, columns);
  if ("problem" in verdict) throw new UsageError(`error: --require: ${verdict.problem}`);
  const target = { format: flags.format, output: flags.output ?? `${analysis.home}/`, now: new Date() };
  const written = await untilSignal((signal) => writeTables(analysis.tables, target, signal));
  if (typeof written === "string") return exitCodeOf({ unsuccessful: 0, stop: undefined, signal: written });
  for (const path of written) print(shownPath(path, Deno.cwd()));
  if (!flags.quiet) {
    const { showAnalysis } = await import("../io/analysis/show_analysis.ts");
    if (problem !== undefined) say(`not ranked: ${problem}`);
    showAnalysis(analysis, ranking, flags.best);
    for (const what of verdict.met) say(`met: ${what}`);
  }
  for (const what of verdict.unmet) say(`not met: ${what}`);
  return unreadable.length > 0 || verdict.unmet.length > 0 ? 1 : 0;
}

function parsed(text: string, parse: (text: string) => Requirement): Requirement {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`error: --require ${JSON.stringify(text)}: ${error.message}`, { cause: error });
  }
}

if (import.meta.main) await runTask(main);
