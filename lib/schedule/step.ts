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
  let next = applyEvent(state, event, now, actions);
  next = enforceDeadlines(next, now, actions);
  next = startJobs(next, now, actions, event.type === "devices" ? event : undefined);
  if (!next.finished && next.running.size === 0 && (next.stop !== undefined || !hasWork(next))) {
    next = { ...next, finished: true };
    actions.push({ type: "finish" });
  }
  return [next, actions];
}

function applyEvent(state: State, event: SchedulerEvent, now: number, actions: Action[]): State {
  switch (event.type) {
    case "ended":
      return endRun(state, event, now, actions);
    case "launch_failed":
      return requeue({ ...state, stop: state.stop ?? "error" }, event.slot, now);
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
