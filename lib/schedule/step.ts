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
 * @param now milliseconds since the epoch
 * @returns the next state, and what is to be done, in order
 */
export function step(state: State, event: SchedulerEvent, now: number): [State, Action[]] {
  const actions: Action[] = [];
  let next = take(state, event, now, actions);
  next = enforce(next, now, actions);
  next = startJobs(next, now, actions, event.type === "devices" ? event : undefined);
  if (!next.finished && next.running.size === 0 && (next.stop !== undefined || !hasWork(next))) {
    next = { ...next, finished: true };
    actions.push({ type: "finish" });
  }
  return [next, actions];
}

function take(state: State, event: SchedulerEvent, now: number, actions: Action[]): State {
  switch (event.type) {
    case "ended":
      return endRun(state, event, now, actions);
    case "launch_failed":
      return putBack({ ...state, stop: state.stop ?? "fault" }, event.slot, now);
    case "lease_lost":
      return leaseLost(state, event.slot, now, actions);
    case "stop":
      return stopAll({ ...state, stop: "signal" }, now, actions);
    case "kill":
      return killAll({ ...state, stop: "signal" }, actions);
    case "drain":
      return { ...state, stop: state.stop ?? event.reason };
    case "begin":
    case "tick":
    case "devices":
      return state;
  }
}

/** When the next `tick` is due, in milliseconds since the epoch; `undefined` when only events matter. */
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
