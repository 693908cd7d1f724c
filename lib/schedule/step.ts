/**
 * The scheduler as a pure function: `step(state, event, now)` returns the next state and the actions to carry out.
 *
 * It decides the order of jobs, retries, timeouts, budgets and stopping, for training and testing, on CPUs, GPUs or a cluster;
 * it starts no processes. The cost of an event does not depend on the size of the grid: a step looks at the running jobs and
 * at the head of the queue, never at all jobs.
 */
import { endRun, leaseLost, requeue } from "./end.ts";
import type { Action, SchedulerEvent } from "./events.ts";
import { startJobs } from "./start.ts";
import { hasWork, type State } from "./state.ts";
import { deadline, enforceDeadlines, killAll, stopAll } from "./stop.ts";

/**
 * Handles one event.
 *
 * @param now milliseconds since the epoch
 * @returns the next state, and the actions to carry out, in order
 */
export function step(state: State, event: SchedulerEvent, now: number): [State, Action[]] {
  const actions: Action[] = [];
  let next = state;
  if (event.type === "ended") next = endRun(next, event, now, actions);
  else if (event.type === "launch_failed") next = requeue({ ...next, stop: next.stop ?? "error" }, event.slot, now);
  else if (event.type === "lease_lost") next = leaseLost(next, event.slot, now, actions);
  else if (event.type === "stop") next = stopAll({ ...next, stop: "signal" }, now, actions);
  else if (event.type === "kill") next = killAll({ ...next, stop: "signal" }, actions);
  else if (event.type === "drain") next = { ...next, stop: next.stop ?? event.reason };
  next = enforceDeadlines(next, now, actions);
  next = startJobs(next, now, actions, event.type === "devices" ? event : undefined);
  if (!next.finished && next.running.size === 0 && (next.stop !== undefined || !hasWork(next))) {
    next = { ...next, finished: true };
    actions.push({ type: "finish" });
  }
  return [next, actions];
}

/** When the next `tick` is due, in milliseconds since the epoch; `undefined` if nothing is scheduled. */
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
