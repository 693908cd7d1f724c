/** `grid:report`: write a report of grids as one HTML file. */
import { dirname } from "@std/path";
import { InvalidArgumentError, Option } from "commander";
import { statIfExists } from "../io/system/files.ts";
import { dropPermissions } from "../io/system/permissions.ts";
import { createProgressBar } from "../io/system/progress_bar.ts";
import { untilSignal } from "../io/system/signals.ts";
import { isInteractive, printData, printMessage } from "../io/system/terminal.ts";
import type { Metric } from "../lib/grid/metric.ts";
import { parseSize } from "../lib/messages/quantity.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import { exitCodeOf } from "../lib/schedule/exit_code.ts";
import { createCommand, expdirOption, runTask, UsageError, wholeNumber } from "./flags/command_line.ts";

interface Flags {
  readonly expdir: string;
  readonly output?: string;
  readonly metric?: string;
  readonly goal?: Metric["goal"];
  readonly best: number;
  readonly maxSize?: number;
  readonly diff: boolean;
  readonly quiet?: true;
}

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand("grid:report", "Write a report as one HTML file and print its path.")
    .argument(
      "[dir...]",
      "grid directories, experiment trees of MI-Prometheus, or grid files (the newest grid of each)",
    )
    .addOption(
      expdirOption("report all grids and experiments in this directory; with grid files: their newest grids there"),
    )
    .option("--output <prefix>", "path prefix of the file (default: inside the first dir)")
    .option("--metric <name>", "rank by this column instead of the metric of the grid")
    .addOption(
      new Option("--goal <goal>", "whether to maximize or minimize --metric").choices(["maximize", "minimize"]),
    )
    .option("--best <n>", "number of configurations to print", wholeNumber(1), 10)
    .option("--max-size <size>", "thin curves until the file fits: 10MB", size)
    .option("--no-diff", "leave out uncommitted changes")
    .option("--quiet", "print only the path, unreadable files and warnings");
  command.parse(args, { from: "user" });
  const flags = command.opts<Flags>();
  dropPermissions([...command.args, flags.expdir, flags.output ?? "."]);
  if (flags.goal !== undefined && flags.metric === undefined) {
    throw new UsageError("error: --goal requires --metric");
  }
  if (flags.output === "") throw new UsageError("error: --output is empty: use . for the current directory");
  const isNamed = command.getOptionValueSource("expdir") === "cli" && statIfExists(flags.expdir)?.isDirectory === true;
  return await run(command.args.length === 0 && isNamed ? [flags.expdir] : command.args, flags);
}

async function run(targets: readonly string[], flags: Flags): Promise<number> {
  const { gatherReport } = await import("../io/report/gather_report.ts");
  const { makeReport } = await import("../io/report/make_report.ts");
  const { newFilesPrefix, writeNewFiles } = await import("../io/analysis/write_new_files.ts");
  const { describeReport, formatFileSize } = await import("../lib/report/describe_report.ts");
  const now = new Date();
  using bar = createProgressBar("reading", !flags.quiet && isInteractive());
  const gathered = await gatherReport({
    targets,
    expdir: flags.expdir,
    metric: flags.metric,
    goal: flags.goal,
    withDiff: flags.diff,
    now,
    progress: bar.show,
  });
  bar[Symbol.dispose]();
  const { unreadable, problem, summary } = gathered;
  for (const { path, reason } of unreadable) printMessage(`${path}: ${reason}`);
  if (problem !== undefined && flags.metric !== undefined && summary.columns.length > 0) {
    throw new UsageError(`error: --metric: ${problem}`);
  }
  const target = { output: flags.output ?? `${gathered.directory}/`, now, what: "the report" };
  const made = makeReport({ ...gathered, home: dirname(newFilesPrefix(target)) }, flags.maxSize);
  const written = await untilSignal((signal) =>
    writeNewFiles(new Map([["grid_report.html", [made.html]]]), target, signal)
  );
  if (typeof written === "string") return exitCodeOf({ unsuccessful: 0, stop: undefined, signal: written });
  printData(shownPath(written[0]!, Deno.cwd()));
  if (!flags.quiet) printMessage(describeReport(made.report, made.size));
  if (made.size > (flags.maxSize ?? Infinity)) {
    printMessage(`the file has ${formatFileSize(made.size)}, more than --max-size: there is nothing left to leave out`);
  }
  return unreadable.length > 0 ? 1 : 0;
}

function size(text: string): number {
  const bytes = parseSize(text);
  if (bytes === undefined) throw new InvalidArgumentError("Expected a size, such as 10MB.");
  return bytes;
}

if (import.meta.main) await runTask(main);
