/** Prints the summary of a stage: what succeeded, what failed and why, and the next command. */
import { bold, dim, green, red, yellow } from "@std/fmt/colors";
import { join } from "@std/path";
import { shellHint } from "../../../lib/failures/shell_hint.ts";
import { commandName, hint } from "../../../lib/messages/hint.ts";
import { printable } from "../../../lib/messages/printable.ts";
import { formatDuration } from "../../../lib/messages/quantity.ts";
import { counted, plural } from "../../../lib/messages/text.ts";
import { beginGroup, END_GROUP } from "../../../lib/messages/workflow_commands.ts";
import { RUN_STATE_NAMES } from "../../../lib/run/run_state.ts";
import { label } from "../../../lib/status/label.ts";
import type { Failure } from "../../../lib/status/progress/progress.ts";
import { experimentDir } from "../../../lib/store/layout.ts";
import { lastLines } from "../../system/files.ts";
import { program } from "../../system/processes/program.ts";
import { printMessage, workflow, writeStderr } from "../../system/terminal/terminal.ts";
import type { StageResult } from "../stage_result.ts";

const MAX_BLOCKED = 5;

/**
 * Prints the summary of a stage to stderr.
 *
 * @param gridDir the grid directory, as shown to the user
 * @param next the command to run next, if any
 * @param train the command that trains what is missing: `train:slurm`
 */
export function printSummary(result: StageResult, gridDir: string, next: string | undefined, train: string): void {
  const { stage, states, unsuccessful, failures, failed, blocked, earlier } = result;
  const done = stage === "train" ? "trained" : "tested";
  printFailures("failed", failures, gridDir);
  if (failed > failures.length) {
    printMessage(`… and ${failed - failures.length} more: ${hint(program(), "status", [gridDir])}`);
  }
  printFailures("failed earlier", earlier.shown, gridDir);
  if (earlier.count > 0) {
    const runs = counted(earlier.count, "run that failed earlier was", "runs that failed earlier were");
    printMessage(`${runs} not run again: add --retry-failed to run ${plural(earlier.count, "it", "them")} again`);
  }
  printWithoutCheckpoint("blocked", blocked, gridDir);
  printWithoutCheckpoint("cannot repeat", result.unrepeatable, gridDir);
  if (result.untrained > 0) printMessage(describeUntrained(result, hint(program(), train, [gridDir])));
  if (result.held > 0) {
    const waiting = counted(result.held, "experiment waits", "experiments wait");
    printMessage(`${waiting} for the success of a first repetition, which early_stopping judges`);
  }
  if (result.untestable > 0) printMessage(`testing skipped: the grid has no test_command`);
  const succeeded = states.get("succeeded") ?? 0;
  const total = succeeded + unsuccessful;
  const others = RUN_STATE_NAMES.filter((state) => state !== "succeeded" && states.has(state));
  if (total === 0 && others.length === 0) return printElsewhere(result);
  const summary = [
    ...(total === 0 ? [] : [`${succeeded} of ${total} ${done}`]),
    ...others.map((state) => `${states.get(state)} ${state.replace("_", " ")}`),
  ].join(", ");
  const colour = unsuccessful === 0 ? green : states.has("failed") || states.has("timed_out") ? red : yellow;
  printMessage(`${bold(colour(summary))} (${describeWork(result, total)}): ${gridDir}`);
  printElsewhere(result);
  if (result.packing !== undefined) printMessage(result.packing);
  if (next !== undefined) printMessage(`next: ${next}`);
}

function describeWork({ ran, stop, duration, earlier }: StageResult, total: number): string {
  if (ran > 0) return `took ${formatDuration(duration / 1000)}`;
  if (stop === "error") return "nothing was run";
  if (earlier.count > 0) return "nothing to run without --retry-failed";
  return total === 0 ? "nothing to run without --continue-stopped" : "nothing to run";
}

// With --only, success is that of the selected experiments.
function printElsewhere({ elsewhere }: StageResult): void {
  if ([...elsewhere.keys()].every((state) => state === "succeeded")) return;
  const words = RUN_STATE_NAMES.filter((state) => elsewhere.has(state)).map((state) =>
    `${elsewhere.get(state)} ${state.replace("_", " ")}`
  );
  printMessage(`not selected: ${words.join(", ")}`);
}

function printFailures(word: string, failures: readonly Failure[], gridDir: string): void {
  for (const failure of failures) {
    const log = join(gridDir, failure.log);
    printMessage(`${red(word)} ${failure.label}: ${failure.reason}, log: ${log}`);
    printLog(failure.label, log);
  }
}

function printWithoutCheckpoint(word: string, tests: StageResult["blocked"], gridDir: string): void {
  for (const { experiment, checkpoint, isCleaned } of tests.slice(0, MAX_BLOCKED)) {
    const dir = join(gridDir, experimentDir(experiment));
    const why = isCleaned
      ? `its checkpoint was removed by ${commandName(program(), "clean")}`
      : `no checkpoint: nothing in ${dir} matches ${checkpoint}`;
    printMessage(`${yellow(word)} ${label(experiment)}: ${why}`);
  }
  if (tests.length > MAX_BLOCKED) printMessage(`… and ${tests.length - MAX_BLOCKED} more without a checkpoint`);
}

function describeUntrained({ untrained, failedTraining }: StageResult, command: string): string {
  const skipped = `skipped ${counted(untrained, "untrained experiment")}`;
  if (failedTraining === 0) return `${skipped}: ${command} trains what is missing`;
  const failed = failedTraining === untrained ? "the training failed" : `the training of ${failedTraining} failed`;
  return `${skipped}: ${failed}; ${command} --retry-failed runs it again`;
}

// Prints the end of the log of a run that failed.

const LINES = 5;

// Folded, so that there is room for a traceback.
const LINES_IN_GROUP = 40;

/**
 * Prints the last lines of a log, indented, and what helps if a shell did not know a word of bash. In a workflow of GitHub
 * Actions the lines are a group.
 *
 * @param title of the group: the label of the run
 * @param print shows a message
 */
export function printLog(title: string, log: string, print: (text: string) => void = printMessage): void {
  const isGroup = workflow() !== undefined;
  const lines = lastLines(log, LINES_IN_GROUP);
  if (lines.length === 0) return;
  if (isGroup) writeStderr(`${beginGroup(printable(`log of ${title}`))}\n`);
  print((isGroup ? lines : lines.slice(-LINES)).map((line) => dim(`  | ${line}`)).join("\n"));
  if (isGroup) writeStderr(`${END_GROUP}\n`);
  const help = shellHint(lines);
  if (help !== undefined) print(`  ${yellow("hint")}: ${printable(help)}`);
}
