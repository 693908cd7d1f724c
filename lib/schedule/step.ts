/**
 * The scheduler, as a pure function: `step(state, event, now)` gives the next state and what is to be done.
 *
 * Training and testing, on CPUs, GPUs or a cluster, differ in what a slot is; order, retries, timeouts, budgets and stopping
 * are decided here, without a process. An event costs the same whatever the size of the grid: it looks at the running jobs
 * and at the head of the queue, never at all jobs.
 */
import { endRun, leaseLost, putBack } from "./end.ts";
import type { Action, SchedulerEvent } from "./events.ts";
import { startJobs } from "./start.ts";
import { hasWork, type State } from "./state.ts";
import { deadline, enforce, killAll, stopAll } from "./stop.ts";

/**
 * One event.
 *
 * @param now milliseconds, on a clock that is never set: its steps would end runs too early, or never
 * @returns the next state, and what is to be done, in order
 */
export function step(state: State, event: SchedulerEvent, now: number): [State, Action[]] {
  const actions: Action[] = [];
  let next = state;
  if (event.type === "ended") next = endRun(next, event, now, actions);
  else if (event.type === "launch_failed") next = putBack({ ...next, stop: next.stop ?? "fault" }, event.slot, now);
  else if (event.type === "lease_lost") next = leaseLost(next, event.slot, now, actions);
  else if (event.type === "stop") next = stopAll({ ...next, stop: "signal" }, now, actions);
  else if (event.type === "kill") next = killAll({ ...next, stop: "signal" }, actions);
  else if (event.type === "drain") next = { ...next, stop: next.stop ?? event.reason };
  next = enforce(next, now, actions);
  next = startJobs(next, now, actions, event.type === "devices" ? event : undefined);
  if (!next.finished && next.running.size === 0 && (next.stop !== undefined || !hasWork(next))) {
    next = { ...next, finished: true };
    actions.push({ type: "finish" });
  }
  return [next, actions];
}

/** When the next `tick` is due, in milliseconds on the same clock; `undefined` when only events matter. */
export function nextWake(state: State): number | undefined {
  let wake: number | undefined;
  const consider = (at: number | undefined) => {
    if (at !== undefined && (wake === undefined || at < wake)) wake = at;
  };
  for (const run of state.running.values()) {
    if (run.ending === undefined) consider(deadline(run));
    else if (!run.ending.killed) consider(run.ending.killAt);
  }
  if (state.stop === undefined && state.freeSlots.length > 0) consider(state.waiting?.priority);
  return wake;
}
