/**
 * The scheduler as a pure function: `step(state, event, now)` returns the next state and the actions to carry out.
 *
 * It decides the order of jobs, retries, timeouts, budgets and stopping, for training and testing, on CPUs, GPUs or a cluster;
 * it starts no processes. The cost of an event does not depend on the size of the grid or on the number of runs
 * that were handed over to a cluster: a step looks at the head of the queue, and changes persistent structures.
 */
import { endRun, leaseLost, requeue } from "./end.ts";
import type { Action, SchedulerEvent } from "./events.ts";
import { carryOutVerdicts, judge } from "./judge.ts";
import { currentDeadlines } from "./slots.ts";
import { startJobs } from "./start.ts";
import { hasWork, type State } from "./state.ts";
import { begin, enforceDeadlines, killAll, stopAll } from "./stop.ts";
import { enforceTimeLimit, timeLimitDue } from "./time_limit.ts";

/**
 * Handles one event.
 *
 * @param now milliseconds since the epoch
 * @returns the next state, and the actions to carry out, in order
 */
export function step(state: State, event: SchedulerEvent, now: number): [State, Action[]] {
  const actions: Action[] = [];
  let next = applyEvent(state, event, now, actions);
  next = enforceTimeLimit(next, now, actions);
  next = enforceDeadlines(next, now, actions);
  next = startJobs(next, now, actions, event.type === "devices" ? event : undefined);
  if (state.stop === undefined && next.stop !== undefined && next.queued > 0 && !isLeft(next)) {
    actions.push({ type: "withdraw" });
  }
  if (!next.finished && isOver(next)) {
    next = { ...next, finished: true };
    actions.push({ type: "finish" });
  }
  // So that nextWake() only looks at the first deadline.
  const deadlines = currentDeadlines(next.deadlines, next.running);
  return [deadlines === next.deadlines ? next : { ...next, deadlines }, actions];
}

// After an error of this scheduler, what a cluster has in its queue goes on, too.
function isLeft({ stop, limits }: State): boolean {
  return stop === "left" || (stop === "error" && limits.queues === true);
}

function isOver(state: State): boolean {
  return isLeft(state) || (state.running.size === 0 && (state.stop !== undefined || !hasWork(state)));
}

function applyEvent(state: State, event: SchedulerEvent, now: number, actions: Action[]): State {
  switch (event.type) {
    case "ended":
      return endRun(state, event, now, actions);
    case "launch_failed":
      return requeue({ ...state, stop: state.stop ?? "error" }, event.slot, now);
    case "lease_lost":
      return leaseLost(state, event, now, actions);
    case "began":
      return begin(state, event, now, actions);
    case "report":
      return judge(state, event, now, actions);
    case "begin":
      return carryOutVerdicts(state, now, actions);
    case "leave":
      return { ...state, stop: "left" };
    case "stop":
      return stopAll({ ...state, stop: "signal" }, now, actions);
    case "kill":
      return killAll({ ...state, stop: "signal" }, actions);
    case "drain":
      return { ...state, stop: state.stop ?? event.reason };
    case "tick":
    case "devices":
      return state;
  }
}

/** When the next `tick` is due, in milliseconds since the epoch; `undefined` if nothing is scheduled. */
export function nextWake(state: State): number | undefined {
  const due = state.deadlines?.priority;
  const retry = state.stop === undefined && state.freeSlots.count > 0 ? state.waiting?.priority : undefined;
  return earliest(earliest(due, retry), timeLimitDue(state));
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? one ?? other : Math.min(one, other);
}
