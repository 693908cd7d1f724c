/** Follows the logs of runs, until the runs have ended. */
import { delay } from "@std/async/delay";
import { goesOn } from "../../../lib/inspect/grid_end.ts";
import { describeRun } from "../../../lib/inspect/run_details.ts";
import type { ChosenRun } from "../../../lib/plan/choose_runs.ts";
import { findSpec } from "../../../lib/plan/plan.ts";
import { type Run, runOf } from "../../../lib/run/run_state.ts";
import { jobLabel } from "../../../lib/status/label.ts";
import { askRarely, lookAtGrid } from "../../cluster/look_at_grid.ts";
import type { OpenGrid } from "../../grid/session.ts";
import { steadyNow } from "../../system/clock.ts";
import { printMessage } from "../../system/terminal/terminal.ts";
import { type LogSet, openPrintedLog, type PrintedLog, UnreadError } from "./print_logs.ts";

interface FollowedRun {
  readonly set: LogSet;
  readonly chosen: ChosenRun;
  readonly label: string;
  /** What the last message said it waits for: `start`, or the number of the launch after which it is retried. */
  waitsFor?: string;
  /** The launch whose log is printed, once it has started. */
  current?: { readonly launch: number; readonly log: PrintedLog };
}

// How often logs are looked at.
const LOOK_MS = 100;

// How often the states of runs are read. In large grids less often, so that it takes at most a tenth of the time.
const STATE_MS = 500;
const COST_FACTOR = 10;

// How much of a log is printed at a time, so that a run that writes without end does not hold up the logs of others.
const MAX_BYTES = 2 ** 20;

/**
 * Prints the logs of runs to stdout as they grow, through retries, until all runs have ended. Runs that have not started are
 * waited for, as long as there is a scheduler. Messages about their states go to stderr.
 */
export async function followLogs(set: LogSet, grid: OpenGrid, chosen: readonly ChosenRun[]): Promise<void> {
  let followed = chosen.map((chosen): FollowedRun => ({ set, chosen, label: jobLabel(chosen.experiment, chosen.key) }));
  let pause = STATE_MS;
  const ask = askRarely();
  try {
    for (let opened = grid;;) {
      followed = followed.filter((one) => {
        const isGoingOn = advance(one, opened);
        if (!isGoingOn) one.current?.log[Symbol.dispose]();
        return isGoingOn;
      });
      if (followed.length === 0) return;
      await printUntil(followed, steadyNow() + pause);
      const before = steadyNow();
      ({ grid: opened } = await lookAtGrid(set.root, ask));
      pause = Math.max(STATE_MS, COST_FACTOR * (steadyNow() - before));
    }
  } catch (error) {
    if (!(error instanceof UnreadError)) throw error;
  } finally {
    for (const { current } of followed) current?.log[Symbol.dispose]();
  }
}

async function printUntil(followed: readonly FollowedRun[], due: number): Promise<void> {
  while (steadyNow() < due) {
    await delay(LOOK_MS);
    for (const { current } of followed) current?.log.print(MAX_BYTES);
  }
}

// Prints what a run has written, as far as its state is known. Returns whether it goes on.
function advance(followed: FollowedRun, { plan, runs, scheduler }: OpenGrid): boolean {
  const { chosen: { key, experiment }, label } = followed;
  const run = runOf(runs, key);
  const now = Date.now();
  const { retries } = findSpec(plan.groups[experiment.group]!, key.stage, key.test).settings;
  const isGoingOn = goesOn(run, { isScheduled: scheduler !== undefined, retries, now });
  if (run.newest === undefined) {
    if (isGoingOn) tell(followed, "start", `${describeRun(run, now)}, waiting for it to start`);
    else printMessage(`${label}: ${describeRun(run, now)}`);
    return isGoingOn;
  }
  if (run.newest.number !== followed.current?.launch) startLaunch(followed, run);
  followed.current!.log.print(isGoingOn ? MAX_BYTES : undefined);
  if (isGoingOn && run.state.kind === "ended") {
    endLog(followed);
    tell(followed, String(run.newest.number), `${describeRun(run, now)}, waiting for a retry`);
  }
  if (isGoingOn) return true;
  endLog(followed);
  printMessage(`${label}: ${describeRun(run, now)}`);
  return false;
}

// Prints one message per start or retry. With several runs there is none about starts, because most of them wait to start.
function tell(followed: FollowedRun, waitsFor: string, text: string): void {
  if (followed.waitsFor === waitsFor || followed.set.isPrefixed && waitsFor === "start") return;
  followed.waitsFor = waitsFor;
  printMessage(`${followed.label}: ${text}`);
}

function startLaunch(followed: FollowedRun, run: Run): void {
  const { set, chosen, label, current } = followed;
  const launch = run.newest!;
  if (current !== undefined) endLog(followed);
  current?.log[Symbol.dispose]();
  // The log of a retry is printed from its beginning.
  const log = openPrintedLog(current === undefined ? set : { ...set, tail: { kind: "all" } }, chosen, launch);
  followed.current = { launch: launch.number, log };
  const attempt = run.attempts > 1 ? `attempt ${run.attempts}, ` : "";
  if (!set.isPrefixed || current !== undefined) {
    printMessage(`${label}: ${attempt}${describeRun(run, Date.now())} (${log.path})`);
  }
}

function endLog({ current }: FollowedRun): void {
  current!.log.print();
  current!.log.end();
}
