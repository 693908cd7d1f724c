/** `grid:report`: write a report of grids as one HTML file. */
import { dirname } from "@std/path";
import type { GatheredReport } from "../io/report/gather_report.ts";
import { untilSignal } from "../io/system/processes/stop_signals.ts";
import { createProgressBar } from "../io/system/terminal/live_area.ts";
import { isInteractive, printData, printLines, printMessage } from "../io/system/terminal/terminal.ts";
import type { NewFiles } from "../io/system/write_new_files.ts";
import { printable, relativePath } from "../lib/messages/printable.ts";
import { parseSize } from "../lib/messages/quantity.ts";
import { counted, firstOf } from "../lib/messages/text.ts";
import type { ReportContents } from "../lib/report/build/build_report.ts";
import { exitCodeOf } from "../lib/schedule/exit_code.ts";
import { analyzedTargets, checkGoal, lookThenDropPermissions, withMetricOptions } from "./flags/analysis_flags.ts";
import {
  createCommand,
  expdirOption,
  type FlagsOf,
  InvalidArgumentError,
  runTask,
  UsageError,
  wholeNumber,
} from "./flags/command_line.ts";

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = reportCommand();
  const flags = command.parse(args);
  checkFlags(flags, command.isTyped("best"));
  const targets = await analyzedTargets(command, flags.expdir);
  await lookThenDropPermissions(targets, flags.expdir, [flags.output ?? ".", flags.figures ?? "."]);
  if (flags.print !== undefined) return await print(targets, flags, flags.print);
  return await (flags.watch ? watch(targets, flags) : write(targets, flags));
}

type Flags = FlagsOf<ReturnType<typeof reportCommand>>;

function reportCommand() {
  const command = createCommand("report", "Write a report as one HTML file and print its path.")
    .argument(
      "[dir...]",
      "grid directories, directories of finished runs (Lightning, Hydra, TensorBoard, MLflow, ...), experiment trees of " +
        "MI-Prometheus, or grid files (the newest grid of each)",
    )
    .addOption(
      expdirOption("report all grids and experiments in this directory; with grid files: their newest grids there"),
    )
    .option("--output <prefix>", "path prefix of the file (default: inside the first dir)");
  return withMetricOptions(command)
    .addOption(
      {
        flags: "--print <format>",
        description: "write no file; print the best configurations as a table: markdown or latex",
        choices: ["markdown", "latex"],
      },
    )
    .option("--best <n>", "with --print: number of configurations", wholeNumber(1), 10)
    .option("--fresh", "with --print: another column, over the seeds that early stopping has not selected")
    .option("--figures <dir>", "also write each chart as an SVG file into this directory")
    .option("--overwrite", "replace earlier files (inside a dir: those named latest_…) instead of adding new ones")
    .option("--max-size <size>", "thin curves until the file fits (default: 12MB)", size)
    .option("--no-diff", "leave out uncommitted changes")
    .option("--watch", "write grid_report.html, and again every 10 s while the grid runs")
    .option("--quiet", "print only the path, unreadable files and warnings");
}

/**
 * Writes a report of a grid directory that was just analyzed, without repeating what could not be read.
 *
 * @returns the exit code
 */
export function reportAnalyzed(root: string): Promise<number> {
  return write([root], reportCommand().parse([]), false);
}

function checkFlags(flags: Flags, isBestGiven: boolean): void {
  const { output, figures, maxSize, diff, print, fresh, watch, overwrite } = flags;
  checkGoal(flags);
  if (output === "") throw new UsageError("error: --output is empty: use . for the current directory");
  if (figures === "") throw new UsageError("error: --figures is empty: use . for the current directory");
  const given = [
    output !== undefined && "--output",
    figures !== undefined && "--figures",
    maxSize !== undefined && "--max-size",
    !diff && "--no-diff",
    watch && "--watch",
    overwrite && "--overwrite",
  ].filter((name) => typeof name === "string");
  if (print !== undefined && given.length > 0) {
    throw new UsageError(`error: --print writes no file: ${given.join(", ")} cannot be used with it`);
  }
  if (fresh && print === undefined) throw new UsageError("error: --fresh requires --print: the page has these means");
  if (isBestGiven && print === undefined) throw new UsageError("error: --best requires --print");
  if (watch && overwrite) {
    throw new UsageError("error: --overwrite cannot be used with --watch, which replaces its file");
  }
  if (watch && figures !== undefined) throw new UsageError("error: --figures cannot be used with --watch");
}

/** Writes a report, and prints its path. */
async function write(targets: readonly string[], flags: Flags, tellUnreadable = true): Promise<number> {
  const { makeReport } = await import("../io/report/make_report.ts");
  const { newFilesPrefix, writeNewFiles } = await import("../io/system/write_new_files.ts");
  const gathered = await gather(targets, flags, tellUnreadable);
  const target = {
    output: flags.output ?? `${gathered.directory}/`,
    now: new Date(gathered.created),
    what: "the report",
    replace: flags.overwrite === true,
  };
  const made = makeReport({ ...gathered, home: dirname(newFilesPrefix(target)) }, { maxSize: flags.maxSize });
  const figures = await prepareFigures(made.contents, flags.figures, target);
  const written = await untilSignal((signal) =>
    writeNewFiles(new Map([["grid_report.html", [made.html]]]), target, signal)
  );
  if (typeof written === "string") return exitCodeOf({ unsuccessful: 0, stop: undefined, signal: written });
  printData(relativePath(written[0]!, Deno.cwd()));
  if (!flags.quiet) {
    const { describeReport } = await import("../lib/report/model.ts");
    printMessage(describeReport(made.contents.report, made.size));
  }
  if (figures !== undefined) await writeFigures(figures);
  if (made.size > (flags.maxSize ?? Infinity)) {
    const { formatFileSize } = await import("../lib/report/model.ts");
    printMessage(`the file has ${formatFileSize(made.size)}, more than --max-size: there is nothing left to leave out`);
  }
  return gathered.unreadable.length > 0 ? 1 : 0;
}

interface Figures {
  /** SVG texts by the end of the file's name. */
  readonly files: ReadonlyMap<string, readonly [string]>;
  readonly directory: string;
  readonly target: NewFiles;
}

/**
 * Draws the figures, and checks that they can be written.
 *
 * @throws {InputError} if they cannot
 */
async function prepareFigures(
  contents: ReportContents,
  directory: string | undefined,
  { now, replace }: Pick<NewFiles, "now" | "replace">,
): Promise<Figures | undefined> {
  if (directory === undefined) return undefined;
  const { drawFigures } = await import("../lib/report/charts/draw_figures.ts");
  const { checkLocation } = await import("../io/system/write_new_files.ts");
  const files = new Map(drawFigures(contents).map(({ name, svg }) => [`${name}.svg`, [svg]] as const));
  const target = {
    output: `${directory}/`,
    now,
    what: "the figures",
    flag: "--figures DIR",
    replace: replace === true,
  };
  if (files.size > 0) checkLocation(target);
  return { files, directory, target };
}

async function writeFigures({ files, directory, target }: Figures): Promise<void> {
  if (files.size === 0) return void printMessage("no figures: the report has no charts");
  const { writeNewFiles } = await import("../io/system/write_new_files.ts");
  await writeNewFiles(files, target);
  printMessage(`${counted(files.size, "figure")} in ${directory}`);
}

/** Rewrites a report at intervals, and prints its path once. */
async function watch(targets: readonly string[], flags: Flags): Promise<number> {
  const { makeReport } = await import("../io/report/make_report.ts");
  const { watchReport } = await import("../io/report/watch_report.ts");
  const { isAnyRunning } = await import("../io/report/is_running.ts");
  const { watchedPath } = await import("../io/system/write_new_files.ts");
  const { findTargets } = await import("../io/grid/find_grid.ts");
  const { describeReport } = await import("../lib/report/model.ts");
  // Chosen once, because the newest grid may be another one later.
  const roots = findTargets(targets, flags.expdir).map(({ root }) => root);
  const path = watchedPath(flags.output ?? `${roots[0]}/`, "grid_report.html");
  let isFirst = true;
  let unreadable = 0;
  let summary = "";
  const ended = await untilSignal((signal) =>
    watchReport({
      path,
      isRunning: () => isAnyRunning(roots),
      async make(reload) {
        const gathered = await gather(roots, flags, isFirst);
        const made = makeReport({ ...gathered, home: dirname(path) }, { maxSize: flags.maxSize, reload });
        unreadable = gathered.unreadable.length;
        summary = describeReport(made.contents.report, made.size);
        return made.html;
      },
      onWritten() {
        if (isFirst) printData(relativePath(path, Deno.cwd()));
        isFirst = false;
      },
    }, signal)
  );
  if (!flags.quiet) printMessage(summary);
  if (typeof ended === "string") return exitCodeOf({ unsuccessful: 0, stop: undefined, signal: ended });
  return unreadable > 0 ? 1 : 0;
}

/** Prints the best configurations as a table. */
async function print(targets: readonly string[], flags: Flags, format: "markdown" | "latex"): Promise<number> {
  const { printReport } = await import("../io/report/print_report.ts");
  const gathered = await gather(targets, flags);
  const { text, shown, total, unranked } = printReport({ ...gathered, home: gathered.directory }, format, {
    best: flags.best,
    withFresh: flags.fresh ?? false,
  });
  printLines(text.trimEnd().split("\n"));
  if (shown < Math.min(flags.best, total)) printMessage(`only the best ${shown} of ${total} fit into 1 MiB`);
  const { ranking, summary } = gathered;
  if (ranking !== undefined && unranked.length > 0) {
    const names = unranked.map(({ name, failed }) => failed === 0 ? name : `${name}: ${failed} failed`).map(printable);
    const without = counted(unranked.length, "configuration has", "configurations have");
    printMessage(
      `${without} no ${ranking.column}, and ${unranked.length === 1 ? "is" : "are"} last: ${firstOf(names, 5)}`,
    );
  }
  if (!flags.quiet && ranking !== undefined) {
    const { describeSelected } = await import("../lib/analysis/describe_doubts.ts");
    const { rank } = await import("../lib/analysis/ranking.ts");
    const [winner] = rank(summary, ranking.column, ranking.goal);
    const selected = winner && describeSelected(winner, ranking.column, summary);
    if (selected !== undefined) printMessage(selected);
  }
  return gathered.unreadable.length > 0 ? 1 : 0;
}

async function gather(targets: readonly string[], flags: Flags, tellUnreadable = true): Promise<GatheredReport> {
  const { gatherReport } = await import("../io/report/gather_report.ts");
  using bar = createProgressBar("reading", tellUnreadable && !flags.quiet && isInteractive());
  const gathered = await gatherReport({
    targets,
    expdir: flags.expdir,
    metric: flags.metric,
    goal: flags.goal,
    withDiff: flags.diff,
    withDetails: flags.print === undefined,
    now: new Date(),
    progress: bar.show,
  });
  bar[Symbol.dispose]();
  const { unreadable, unranked, summary } = gathered;
  if (tellUnreadable) {
    const { describeUnreadable } = await import("../lib/analysis/describe_unreadable.ts");
    describeUnreadable(unreadable).forEach(printMessage);
  }
  if (unranked !== undefined && flags.metric !== undefined && summary.columns.length > 0) {
    throw new UsageError(`error: --metric: ${unranked}`);
  }
  return gathered;
}

function size(text: string): number {
  const bytes = parseSize(text);
  if (bytes === undefined) throw new InvalidArgumentError("Expected a size, such as 10MB.");
  return bytes;
}

if (import.meta.main) await runTask(main);
