/** `grid:analyze`: gathers the results of grids into CSV files. */
import { Option } from "commander";
import { print, say } from "../io/terminal.ts";
import { createCommand, runTask, UsageError, wholeNumber } from "./command_line.ts";
import { EXPDIR } from "./grid_options.ts";
import type { Metric } from "../lib/grid/settings.ts";

interface Flags {
  readonly expdir: string;
  readonly output?: string;
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
  const command = createCommand("grid:analyze", "Gathers results into CSV files and prints their paths.")
    .argument("[dir...]", "grid directories, trees that MI-Prometheus made, or grid files (the newest grid of each)")
    .option("--expdir <dir>", "without a dir: the newest grid in here, or the tree that it is", EXPDIR)
    .option("--output <prefix>", "where the files go and how their names begin (default: into the first dir)")
    .option("--metric <name>", "ranks by this column instead of by the grid's metric")
    .addOption(
      new Option("--goal <goal>", "whether the best is the highest or the lowest").choices(["maximize", "minimize"]),
    )
    .option("--best <n>", "how many configurations are shown", wholeNumber(1), 10)
    .option("--agree", "asks before it starts")
    .option("--quiet", "tells of what cannot be read alone");
  command.parse(args, { from: "user" });
  const flags = command.opts<Flags>();
  if (flags.goal !== undefined && flags.metric === undefined) {
    throw new UsageError("error: --goal goes with --metric: it says which of its values is the best");
  }
  if (flags.agree) {
    const { agree } = await import("./stage_options.ts");
    if (!agree(`Analyze ${command.args.join(", ") || `the newest grid in ${flags.expdir}`}?`)) return 0;
  }
  const { analyze, writeAnalysis } = await import("../io/results/analyze.ts");
  const { chooseRanking } = await import("../lib/results/ranking.ts");
  const analysis = analyze(command.args, flags.expdir);
  for (const { path, reason } of analysis.unreadable) say(`${path}: ${reason}`);
  const { ranking, problem } = chooseRanking(analysis.summary.columns, analysis.metrics, flags);
  if (problem !== undefined && flags.metric !== undefined && analysis.summary.columns.length > 0) {
    throw new UsageError(`error: --metric: ${problem}`);
  }
  for (const path of writeAnalysis(analysis, flags.output, new Date())) print(path);
  if (!flags.quiet) {
    const { sayAnalysis } = await import("../io/results/say_analysis.ts");
    if (problem !== undefined) say(`not ranked: ${problem}`);
    sayAnalysis(analysis, ranking, flags.best);
  }
  return analysis.unreadable.length > 0 ? 1 : 0;
}

if (import.meta.main) await runTask(main);
