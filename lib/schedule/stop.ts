/** Stops runs: on request, and at the end of their timeout or grace period. */
import type { Told } from "../run/outcome.ts";
import { removeFirst } from "../search/queue.ts";
import type { Action } from "./events.ts";
import { currentDeadlines, runIn, runsIn } from "./slots.ts";
import { placeRun, type Running, type State } from "./state.ts";

/** Terminates all runs that have not been told to end yet. SIGKILL follows after the grace period. */
export function stopAll(state: State, now: number, actions: Action[]): State {
  let next = state;
  for (const [slot, run] of runsIn(state.running)) {
    if (run.ending !== undefined || run.queued) continue;
    next = placeRun(next, slot, told(run, "stop", now + state.limits.grace));
    actions.push({ type: "terminate", slot });
  }
  return next;
}

/** Kills all runs. */
export function killAll(state: State, actions: Action[]): State {
  let next = state;
  for (const [slot, run] of runsIn(state.running)) {
    if (run.queued) continue;
    next = placeRun(next, slot, { ...run, ending: { why: run.ending?.why ?? "stop", killAt: 0, killed: true } });
    actions.push({ type: "kill", slot });
  }
  return next;
}

/**
 * A run has left the queue of a cluster: its timeout counts from now on. After a stop or the time limit it is terminated.
 *
 * @param at when it started
 */
export function begin(
  state: State,
  { slot, at }: { readonly slot: number; readonly at: number },
  now: number,
  actions: Action[],
): State {
  const run = runIn(state.running, slot);
  if (run === undefined || !run.queued) return state;
  const { queued: _, ...begun } = run;
  if (state.stop !== "signal" && !state.isTimeUp) return placeRun(state, slot, { ...begun, started: at });
  actions.push({ type: "terminate", slot });
  return placeRun(state, slot, told({ ...begun, started: at }, "stop", now + state.limits.grace));
}

/** Terminates runs whose timeout has expired, and kills those whose grace period has. */
export function enforceDeadlines(state: State, now: number, actions: Action[]): State {
  const due: [number, Running][] = [];
  let deadlines = currentDeadlines(state.deadlines, state.running);
  while (deadlines !== undefined && deadlines.priority <= now) {
    due.push([deadlines.item.slot, deadlines.item.run]);
    deadlines = currentDeadlines(removeFirst(deadlines), state.running);
  }
  let next = deadlines === state.deadlines ? state : { ...state, deadlines };
  for (const [slot, run] of due) {
    if (run.ending === undefined) {
      next = placeRun(next, slot, told(run, "timeout", now + state.limits.grace));
      actions.push({ type: "terminate", slot });
    } else {
      next = placeRun(next, slot, { ...run, ending: { ...run.ending, killed: true } });
      actions.push({ type: "kill", slot });
    }
  }
  return next;
}

/** The run once it was told to end. @param killAt when it is killed: milliseconds, as `step()` takes them */
export function told(run: Running, why: Told, killAt: number): Running {
  return { ...run, ending: { why, killAt, killed: false } };
}
