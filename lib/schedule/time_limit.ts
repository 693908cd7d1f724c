/**
 * Ends a stage at its time limit. Runs are terminated early enough to be killed, after their grace, before the limit. Nothing
 * is started that is not expected to end by then, judging by the mean duration of the runs that have succeeded. After the time
 * that `max_time` sets, nothing more is started, and what runs may end.
 */
import type { Stage } from "../run/stage.ts";
import type { Action } from "./events.ts";
import { hasWork, type State } from "./state.ts";
import { stopAll } from "./stop.ts";

/** Starts nothing more once it is too late, and terminates all runs at the end. Changes the state in place. */
export function enforceTimeLimit(state: State, now: number, actions: Action[]): void {
  const { stopAt, startUntil = Infinity } = state.limits;
  if (now >= startUntil && isWaitingToStart(state)) {
    actions.push({ type: "max_time", running: state.running.size - state.queued });
    state.stop = "max_time";
  }
  if (stopAt === undefined || state.isTimeUp || state.finished) return;
  const running = state.running.size - state.queued;
  if (now >= stopAt) {
    if (state.stop !== "signal" && (state.running.size > 0 || hasWork(state))) {
      actions.push({ type: "time_limit", running });
    }
    state.isTimeUp = true;
    state.stop ??= "time_limit";
    return stopAll(state, now, actions);
  }
  if (!isWaitingToStart(state) || now < lastStart(state, stopAt)) return;
  actions.push({ type: "time_limit", running, expected: { mean: meanDuration(state), left: stopAt - now } });
  state.stop = "time_limit";
}

/** When {@link enforceTimeLimit} is due, in milliseconds as `step()` takes them; `undefined` without a limit, and after it. */
export function timeLimitDue(state: State): number | undefined {
  const { stopAt, startUntil } = state.limits;
  const isWaiting = isWaitingToStart(state);
  if (stopAt === undefined || state.isTimeUp) return isWaiting ? startUntil : undefined;
  return isWaiting ? Math.min(lastStart(state, stopAt), startUntil ?? Infinity) : stopAt;
}

// In the queue of a cluster, runs wait although they have a slot.
function isWaitingToStart(state: State): boolean {
  return state.stop === undefined && (state.queued > 0 || (state.freeSlots.length > 0 && hasWork(state)));
}

function lastStart(state: State, stopAt: number): number {
  return stopAt - meanDuration(state);
}

function meanDuration({ measurements: { runs, spent } }: State): number {
  return runs === 0 ? 0 : spent / runs;
}

// Divides the time of a command (`--time-limit`) between its stages.

/** The time of a command. All times are milliseconds. */
export interface CommandTime {
  readonly limit: number;
  /** Between SIGTERM and SIGKILL. */
  readonly grace: number;
  /** Whether it trains and then tests. */
  readonly isTested: boolean;
}

/**
 * When all runs of a stage have to have ended, after the start of the command. With tests, the training leaves them a tenth of the
 * time, and at least as much as ending them takes. They also have what the training does not use.
 */
export function endOfStage(stage: Stage, { limit, grace, isTested }: CommandTime): number {
  return stage === "train" && isTested ? limit - Math.max(limit / 10, 2 * grace) : limit;
}

/** The longest time that leaves no time for a run in some stage. */
export function shortestLimit({ grace, isTested }: Pick<CommandTime, "grace" | "isTested">): number {
  return isTested ? 3 * grace : grace;
}
