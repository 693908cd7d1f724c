/** `grid:logs`: print the logs of runs. */
import { delay } from "@std/async/delay";
import type { OpenGrid } from "../io/grid/session.ts";
import type { LogTail } from "../io/inspect/logs/log_file.ts";
import type { PrintedAttempt } from "../io/inspect/logs/print_logs.ts";
import { printMessage } from "../io/system/terminal/terminal.ts";
import { shownPath } from "../lib/messages/printable.ts";
import type { ChosenRun } from "../lib/plan/choose_runs.ts";
import { type Stage, STAGES } from "../lib/run/stage.ts";
import { createCommand, expdirOption, runTask, UsageError, wholeNumber } from "./flags/command_line.ts";
import { findRuns, RUN_ARGUMENTS, selectRuns, warnDeleted } from "./reading/find_runs.ts";

// Only the end of a longer log is printed, unless the user asks for more.
const MAX_BYTES = 2 ** 20;

// How often to check whether a run has started.
const START_MS = 200;

/**
 * @param args the arguments of the command line
 * @returns the exit code: 1 if there is nothing to print
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand(
    "logs",
    "Print the logs of runs. Without a selector: that of the newest failed run, or else of the newest one.",
  )
    .argument("[dir]", RUN_ARGUMENTS.dir)
    .argument("[selector...]", RUN_ARGUMENTS.selector)
    .addOption(expdirOption())
    .option("-f, --follow", "follow the log until the run has ended, through retries")
    .addOption({
      flags: "--stage <stage>",
      description: "train or test (default: the one that the experiment is at)",
      choices: STAGES,
    })
    .option("--attempt <n>", "of this attempt, from 1 (default: the newest)", wholeNumber(1))
    .option("-n, --tail <lines>", "only the last lines; all: everything (default: up to 1 MiB)", readTail);
  const flags = command.parse(args);
  if (flags.follow && flags.attempt !== undefined) {
    throw new UsageError("error: --attempt cannot be used with --follow, which follows the newest attempt");
  }
  const found = await findRuns(command.args, flags.expdir);
  const { root } = found;
  const { askRarely, lookAtGrid } = await import("../io/cluster/look_at_grid.ts");
  const { chooseRuns } = await import("../lib/plan/choose_runs.ts");
  const ask = askRarely();
  let { grid } = await lookAtGrid(root, ask);
  const selected = await selectRuns(grid, found, flags.stage);
  const { follow: prefersRunning = false, stage } = flags;
  const choose = () => chooseRuns(grid.plan, grid.runs, { selected, stage, prefersRunning });
  let chosen = choose();
  // A scheduler that was just started.
  for (; flags.follow && chosen.length === 0 && grid.scheduler !== undefined; chosen = choose()) {
    await delay(START_MS);
    ({ grid } = await lookAtGrid(root, ask));
  }
  const set = { root, isPrefixed: chosen.length > 1, tail: flags.tail ?? { kind: "bytes", count: MAX_BYTES } } as const;
  if (flags.follow && chosen.length > 0) {
    const { followLogs } = await import("../io/inspect/logs/follow_logs.ts");
    await followLogs(set, grid, chosen);
    return 0;
  }
  await warnDeleted(grid, chosen);
  const attempts = await attemptsToPrint(grid, chosen, flags.attempt);
  if (attempts.length === 0) {
    printMessage(await describeNothing(grid, chosen, stage));
    return 1;
  }
  const { printLogs } = await import("../io/inspect/logs/print_logs.ts");
  return printLogs(set, attempts) ? 0 : 1;
}

function readTail(value: string): LogTail {
  return value === "all" ? { kind: "all" } : { kind: "lines", count: wholeNumber(0)(value) };
}

async function attemptsToPrint(
  grid: OpenGrid,
  chosen: readonly ChosenRun[],
  number: number | undefined,
): Promise<PrintedAttempt[]> {
  if (number === undefined) {
    return chosen.flatMap((chosen) => {
      const { newest, state } = chosen.run;
      return newest === undefined ? [] : [{ chosen, attempt: { launch: newest, state } }];
    });
  }
  const { readAttempts } = await import("../io/inspect/journal_records.ts");
  const all = readAttempts(grid, chosen);
  const printed = chosen.flatMap((chosen, index) => {
    const attempt = all[index]!.find((attempt) => attempt.number === number);
    return attempt === undefined ? [] : [{ chosen, attempt }];
  });
  const most = Math.max(0, ...all.map(({ length }) => length));
  if (printed.length > 0 || most === 0) return printed;
  throw new UsageError(
    `error: --attempt ${number}: there ${most === 1 ? "is only 1 attempt" : `are ${most} attempts`}`,
  );
}

async function describeNothing(
  { root }: OpenGrid,
  chosen: readonly ChosenRun[],
  stage: Stage | undefined,
): Promise<string> {
  const { describeRun } = await import("../lib/inspect/run_details.ts");
  const { jobLabel } = await import("../lib/status/label.ts");
  const [first] = chosen;
  if (first !== undefined && chosen.length === 1) {
    return `${jobLabel(first.experiment, first.key)} has not started: ${describeRun(first.run, Date.now())}`;
  }
  const which = first === undefined ? "no" : `none of the ${chosen.length} selected`;
  return `${shownPath(root, Deno.cwd())}: ${which} ${stage === "test" ? "test" : "run"} has started`;
}

if (import.meta.main) await runTask(main);
