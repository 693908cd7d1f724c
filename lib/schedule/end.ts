/** Ends runs: what they count as, and whether their jobs go back to the queue. */
import { classify, type EndState } from "../run/outcome.ts";
import { add } from "./budget.ts";
import type { Action, SchedulerEvent } from "./events.ts";
import { insert } from "./queue.ts";
import { backoff } from "./retry.ts";
import type { Job, Running, State } from "./state.ts";

/** How a run ended. */
export type RunEnd = Omit<Extract<SchedulerEvent, { type: "ended" }>, "type">;

/** Ends a run: its slot is free, and its job goes back to the queue if it is to run again. */
export function endRun(state: State, end: RunEnd, now: number, actions: Action[]): State {
  const { slot, outcome, endedBeforeSignal = false } = end;
  const run = state.running.get(slot);
  if (run === undefined) return state;
  const { job, started } = run;
  const ended = classify(outcome, endedBeforeSignal ? undefined : run.ending?.why, job.losses);
  const counts = ended === "failed" || ended === "timed_out";
  const next: Job = {
    ...job,
    attempt: job.attempt + 1,
    failures: job.failures + (counts ? 1 : 0),
    losses: ended === "lost" ? job.losses + 1 : 0,
  };
  const again = !job.last && (counts ? next.failures <= job.policy.retries : ended === "lost");
  const retryAt = again ? now + (counts ? backoff(job.experiment, next.failures) : 0) : undefined;
  const repeat = ended === "succeeded" && job.times > 1;
  let waiting = state.waiting;
  if (retryAt !== undefined) waiting = insert(waiting, retryAt, state.ended, next);
  else if (repeat) waiting = insert(waiting, now, state.ended, { ...next, failures: 0, times: job.times - 1 });
  actions.push({
    type: "settle",
    slot,
    job,
    started,
    state: ended,
    outcome,
    ...(retryAt !== undefined && { retryAt }),
  });
  const final = retryAt === undefined && !repeat;
  const count = (what: EndState) => final && ended === what ? 1 : 0;
  const settled: State = {
    ...state,
    ...withoutRun(state, slot, run),
    waiting,
    ended: state.ended + 1,
    succeeded: state.succeeded + count("succeeded"),
    failed: state.failed + count("failed"),
    timedOut: state.timedOut + count("timed_out"),
    interrupted: state.interrupted + count("interrupted"),
  };
  if (settled.stop !== undefined || !counts || !final || !tooManyFailures(settled)) return settled;
  actions.push({ type: "give_up", failed: settled.failed + settled.timedOut });
  return { ...settled, stop: "max_failures" };
}

/** Puts a job that was not started back into the queue. */
export function putBack(state: State, slot: number, now: number): State {
  const run = state.running.get(slot);
  if (run === undefined) return state;
  const waiting = insert(state.waiting, now, state.ended, run.job);
  return { ...state, ...withoutRun(state, slot, run), waiting };
}

function withoutRun(state: State, slot: number, run: Running): Pick<State, "running" | "freeSlots" | "used"> {
  const running = new Map(state.running);
  running.delete(slot);
  return { running, freeSlots: [slot, ...state.freeSlots], used: add(state.used, run.needs, -1) };
}

/** Puts a job back whose GPU another scheduler took, unless it was stopped meanwhile. */
export function leaseLost(state: State, slot: number, now: number, actions: Action[]): State {
  if (state.running.get(slot)?.ending === undefined) return putBack(state, slot, now);
  const outcome = { kind: "unstarted", reason: "it was stopped before it started" } as const;
  return endRun(state, { slot, outcome }, now, actions);
}

function tooManyFailures(state: State): boolean {
  const limit = state.limits.failures;
  const failed = state.failed + state.timedOut;
  switch (limit.kind) {
    case "none":
      return false;
    case "first":
      return failed >= limit.count && state.succeeded === 0;
    case "count":
      return failed >= limit.count;
    case "percent":
      return failed > state.jobs.length * limit.percent / 100;
  }
}
