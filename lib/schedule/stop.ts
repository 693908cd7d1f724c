/** Stops runs: on request, and at the end of their timeout or grace period. All of it changes the state in place. */
import type { Told } from "../run/outcome.ts";
import type { Action } from "./events.ts";
import { nextDeadline, replaceRun, type Running, runsBySlot, type State } from "./state.ts";

/** Terminates all runs that have not been told to end yet. SIGKILL follows after the grace period. */
export function stopAll(state: State, now: number, actions: Action[]): void {
  for (const [slot, run] of runsBySlot(state)) {
    if (run.ending !== undefined || run.queued) continue;
    replaceRun(state, slot, told(run, "stop", now + state.limits.grace));
    actions.push({ type: "terminate", slot });
  }
}

/** Kills all runs. */
export function killAll(state: State, actions: Action[]): void {
  for (const [slot, run] of runsBySlot(state)) {
    if (run.queued) continue;
    replaceRun(state, slot, { ...run, ending: { why: run.ending?.why ?? "stop", killAt: 0, killed: true } });
    actions.push({ type: "kill", slot });
  }
}

/**
 * A run has left the queue of a cluster: its timeout counts from now on. After a stop or the time limit it is terminated, and so is
 * one that was stopped early, and that the cluster has started again.
 *
 * @param at when it started
 */
export function begin(
  state: State,
  { slot, at }: { readonly slot: number; readonly at: number },
  now: number,
  actions: Action[],
): void {
  const run = state.running.get(slot);
  if (run === undefined || !run.queued) return;
  const { queued: _, ...begun } = { ...run, started: at };
  const why = begun.out !== undefined ? "early" : state.stop === "signal" || state.isTimeUp ? "stop" : undefined;
  if (why === undefined) return replaceRun(state, slot, begun);
  actions.push({ type: "terminate", slot });
  replaceRun(state, slot, told(begun, why, now + state.limits.grace));
}

/** Terminates runs whose timeout has expired, and kills those whose grace period has. */
export function enforceDeadlines(state: State, now: number, actions: Action[]): void {
  const due: (readonly [number, Running])[] = [];
  for (let next = nextDeadline(state); next !== undefined && next.at <= now; next = nextDeadline(state)) {
    state.deadlines.pop();
    due.push([next.slot, next.run]);
  }
  for (const [slot, run] of due) {
    if (run.ending === undefined) {
      replaceRun(state, slot, told(run, "timeout", now + state.limits.grace));
      actions.push({ type: "terminate", slot });
    } else {
      replaceRun(state, slot, { ...run, ending: { ...run.ending, killed: true } });
      actions.push({ type: "kill", slot });
    }
  }
}

/** The run once it was told to end. @param killAt when it is killed: milliseconds, as `step()` takes them */
export function told(run: Running, why: Told, killAt: number): Running {
  return { ...run, ending: { why, killAt, killed: false } };
}
