/**
 * The scheduler as a function of its arguments: `step(state, event, now)` changes the state, and returns the actions to carry out.
 *
 * It decides the order of jobs, retries, timeouts, budgets and stopping, for training and testing, on CPUs, GPUs or a cluster;
 * it starts no processes. The cost of an event does not depend on the size of the grid or on the number of runs
 * that were handed over to a cluster: a step looks at the head of the queue and at the next deadline.
 */
import { endRun, leaseLost, requeue } from "./end_run.ts";
import type { Action, SchedulerEvent } from "./events.ts";
import { carryOutVerdicts, judge } from "./judge.ts";
import { startJobs } from "./start.ts";
import { hasWork, nextDeadline, type State } from "./state.ts";
import { begin, enforceDeadlines, killAll, stopAll } from "./stop.ts";
import { enforceTimeLimit, timeLimitDue } from "./time_limit.ts";

/**
 * Handles one event. Changes the state in place.
 *
 * @param now milliseconds since the epoch
 * @returns the actions to carry out, in order
 */
export function step(state: State, event: SchedulerEvent, now: number): Action[] {
  const actions: Action[] = [];
  const hadStopped = state.stop !== undefined;
  applyEvent(state, event, now, actions);
  enforceTimeLimit(state, now, actions);
  enforceDeadlines(state, now, actions);
  startJobs(state, now, actions, event.type === "devices" ? event : undefined);
  if (!hadStopped && state.stop !== undefined && state.queued > 0 && !isLeft(state)) {
    actions.push({ type: "withdraw" });
  }
  if (!state.finished && isOver(state)) {
    state.finished = true;
    actions.push({ type: "finish" });
  }
  return actions;
}

// After an error of this scheduler, what a cluster has in its queue goes on, too.
function isLeft({ stop, limits }: State): boolean {
  return stop === "left" || (stop === "error" && limits.queues === true);
}

function isOver(state: State): boolean {
  return isLeft(state) || (state.running.size === 0 && (state.stop !== undefined || !hasWork(state)));
}

function applyEvent(state: State, event: SchedulerEvent, now: number, actions: Action[]): void {
  switch (event.type) {
    case "ended":
      return endRun(state, event, now, actions);
    case "launch_failed":
      state.stop ??= "error";
      return requeue(state, event.slot, now);
    case "lease_lost":
      return leaseLost(state, event, now, actions);
    case "began":
      return begin(state, event, now, actions);
    case "report":
      return judge(state, event, now, actions);
    case "begin":
      return carryOutVerdicts(state, now, actions);
    case "leave":
      state.stop = "left";
      return;
    case "stop":
      state.stop = "signal";
      return stopAll(state, now, actions);
    case "kill":
      state.stop = "signal";
      return killAll(state, actions);
    case "drain":
      state.stop ??= event.reason;
      return;
    case "tick":
    case "devices":
      return;
  }
}

/** When the next `tick` is due, in milliseconds since the epoch; `undefined` if nothing is scheduled. */
export function nextWake(state: State): number | undefined {
  const due = nextDeadline(state)?.at;
  const retry = state.stop === undefined && state.freeSlots.length > 0 ? state.waiting.peek()?.due : undefined;
  return earliest(earliest(due, retry), timeLimitDue(state));
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? one ?? other : Math.min(one, other);
}
