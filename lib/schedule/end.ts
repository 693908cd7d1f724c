/** Handles the end of a run: classifies it, updates the counts, and puts the job back into the queue if it runs again. */
import type { MaxFailures } from "../grid/settings/settings.ts";
import { classify, decisiveReason, type EndState } from "../run/outcome.ts";
import { isDone, isFailure, isNewestOut, type Run } from "../run/run_state.ts";
import { insert } from "../search/queue.ts";
import { type Backlog, release, withDuration } from "./backlog.ts";
import type { Action, SchedulerEvent } from "./events.ts";
import { add } from "./limits.ts";
import { freeSlot, runIn } from "./slots.ts";
import { type FailureLimit, type Job, placeRun, type Running, type State } from "./state.ts";

/** How a run ended. */
export type RunEnd = Omit<Extract<SchedulerEvent, { type: "ended" }>, "type">;

/**
 * Ends a run: frees its slot, and puts its job back into the queue for a retry or a repetition.
 *
 * @param now milliseconds since the epoch
 * @param actions receives the actions to carry out
 */
export function endRun(state: State, end: RunEnd, now: number, actions: Action[]): State {
  const { slot, outcome, endedBeforeSignal = false } = end;
  const run = runIn(state.running, slot);
  if (run === undefined) return state;
  const { job, started } = run;
  const { ending, toldBefore } = run;
  const isOut = run.out !== undefined;
  const told = end.told ?? toldBefore ?? (endedBeforeSignal ? undefined : ending?.why);
  const ended = classify(outcome, decisiveReason(outcome, told, isOut), job.losses);
  const failed = isFailure(ended);
  const next: Job = {
    ...job,
    attempt: job.attempt + 1,
    failures: job.failures + (failed ? 1 : 0),
    losses: ended === "lost" ? job.losses + 1 : 0,
    voids: 0,
  };
  if (end.goesOn) {
    actions.push({ type: "record_end", slot, job, started, state: ended, outcome, retryAt: now });
    // The next attempt is in the same slot, and waits to begin.
    const again: Running = { ...withoutEnding(run), job: next, started: now, queued: true };
    return { ...placeRun(state, slot, again), ended: state.ended + 1 };
  }
  // What an earlier scheduler stopped is not stopped by this one.
  const isStoppedBefore = ended === "interrupted" && toldBefore === "stop" && ending === undefined;
  const isRetried = !job.noRerun && !isOut &&
    (failed ? next.failures <= job.policy.retries : ended === "lost" || isStoppedBefore);
  const retryAt = isRetried ? now + (failed ? backoff(job.experiment, next.failures) : 0) : undefined;
  const isRepeated = ended === "succeeded" && job.times > 1;
  let waiting = state.waiting;
  if (retryAt !== undefined) waiting = insert(waiting, retryAt, state.ended, next);
  else if (isRepeated) waiting = insert(waiting, now, state.ended, { ...next, failures: 0, times: job.times - 1 });
  actions.push({
    type: "record_end",
    slot,
    job,
    started,
    state: ended,
    outcome,
    ...(retryAt !== undefined && { retryAt }),
  });
  const isFinal = retryAt === undefined && !isRepeated;
  const count = (endState: EndState) => isFinal && ended === endState ? 1 : 0;
  const after: State = {
    ...withoutRun(state, slot, run),
    waiting,
    ended: state.ended + 1,
    measurements: isDone(ended) ? withMeasurement(state.measurements, now - started) : state.measurements,
    succeeded: state.succeeded + count("succeeded"),
    failed: state.failed + count("failed"),
    timedOut: state.timedOut + count("timed_out"),
    interrupted: state.interrupted + count("interrupted"),
    stoppedEarly: state.stoppedEarly + count("stopped_early"),
    ...(isFinal && { backlog: afterEnd(state, run, ended, now - started, actions) }),
  };
  if (after.stop !== undefined || !failed || !isFinal || !hasTooManyFailures(after)) return after;
  actions.push({ type: "give_up", failed: after.failed + after.timedOut });
  return { ...after, stop: "max_failures" };
}

function withMeasurement({ runs, spent }: State["measurements"], duration: number): State["measurements"] {
  return { runs: runs + 1, spent: spent + duration };
}

// What the end of a run means for the jobs of its kin: how long they take, and whether those that wait for it can start.
function afterEnd(
  { backlog, limits }: State,
  { job: { kin, waits }, out }: Running,
  ended: EndState,
  duration: number,
  actions: Action[],
): Backlog<Job> {
  if (kin === undefined || !isDone(ended)) return backlog;
  const known = limits.longestFirst ? withDuration(backlog, kin, duration) : backlog;
  if (waits) return known;
  // Further repetitions follow the verdict, even if the run was complete when it was judged.
  const isFollowed = ended === "succeeded" && out === undefined;
  const [after, released] = release(known, kin, isFollowed ? limits.longestFirst ? duration : 0 : undefined);
  if (!isFollowed) {
    for (const job of released) actions.push({ type: "skip", job });
  }
  return after;
}

/** Puts a job whose launch did not start back into the queue. */
export function requeue(state: State, slot: number, now: number): State {
  const run = runIn(state.running, slot);
  return run === undefined ? state : putBack(state, slot, now, run.job);
}

function putBack(state: State, slot: number, at: number, job: Job): State {
  const waiting = insert(state.waiting, at, state.ended, job);
  return { ...withoutRun(state, slot, runIn(state.running, slot)!), waiting };
}

function withoutRun(state: State, slot: number, run: Running): State {
  return {
    ...placeRun(state, slot, undefined),
    freeSlots: freeSlot(state.freeSlots, slot),
    used: add(state.used, run.needs, -1),
  };
}

function withoutEnding({ ending: _, toldBefore: __, ...run }: Running): Running {
  return run;
}

/**
 * Puts a job back into the queue after a void launch, unless the job was stopped meanwhile. Whatever makes launches void may
 * last, like scripts that are missing: a job is tried at once a few times, then after growing pauses, and then given up.
 */
export function leaseLost(
  state: State,
  { slot, unleased = false }: { readonly slot: number; readonly unleased?: boolean },
  now: number,
  actions: Action[],
): State {
  const run = runIn(state.running, slot);
  if (run === undefined) return state;
  const endUnstarted = (reason: string) =>
    endRun(state, { slot, outcome: { kind: "unstarted", reason } }, now, actions);
  if (run.ending !== undefined) return endUnstarted("it was stopped before it started");
  if (unleased) return requeue(state, slot, now);
  const voids = (run.job.voids ?? 0) + 1;
  if (voids >= MAX_VOIDS) {
    return endUnstarted(
      `${voids} launches in a row were void: each was claimed already, or no supervisor could start it`,
    );
  }
  return putBack(state, slot, now + pauseAfterVoids(voids), { ...run.job, voids });
}

function hasTooManyFailures(state: State): boolean {
  const { failures, unlessSuccess } = countedLimit(state.limits.failures, state.jobs);
  if (failures === 0 || unlessSuccess && state.succeeded > 0) return false;
  return state.failed + state.timedOut >= failures;
}

// Rules for retries (how many, after what delay) and for giving up after too many failures.

/**
 * Whether a run that failed or timed out has retries left: then it was waiting for a retry when its scheduler ended. One that is
 * not among the best has none.
 */
export function hasRetriesLeft(run: Run, retries: number): boolean {
  return run.failures <= retries && !isNewestOut(run);
}

/** The failure limit for a setting. By default, scheduling stops if the first ten runs to end all failed. */
export function failureLimit(setting: MaxFailures): FailureLimit {
  return setting.kind === "default" ? { kind: "first", count: 10 } : setting;
}

/**
 * The delay before a retry, in milliseconds: 1 s, doubled with each failure up to 60 s, minus up to 25 % of jitter so that
 * runs that failed together do not retry together. The jitter is a hash of the arguments: equal arguments, equal delay.
 *
 * @param failures failures so far, at least 1
 */
export function backoff(experiment: number, failures: number): number {
  const full = Math.min(60_000, 1_000 * 2 ** Math.min(failures - 1, 10));
  const spread = (Math.imul(experiment + 1, 0x9e3779b1) ^ Math.imul(failures, 0x85ebca6b)) >>> 0;
  return Math.round(full * (1 - spread / 2 ** 32 / 4));
}

/** A job whose launches were void this often in a row is given up. */
const MAX_VOIDS = 25;

/**
 * The pause after void launches, in milliseconds: none after the first 20, then 0.25 s, doubled each time.
 *
 * @param voids void launches in a row, at least 1
 */
function pauseAfterVoids(voids: number): number {
  return voids <= 20 ? 0 : 250 * 2 ** (voids - 21);
}

/** A limit on failures as a number: what a scheduler counts, and elements of a cluster that run without one. */
export interface CountedLimit {
  /** After this many failures nothing more is started; 0: no limit. */
  readonly failures: number;
  /** Whether that only holds before the first success. */
  readonly unlessSuccess: boolean;
}

/** @param jobs the number of jobs, of which a limit may be a percentage */
export function countedLimit(limit: FailureLimit, jobs: number): CountedLimit {
  switch (limit.kind) {
    case "none":
      return { failures: 0, unlessSuccess: false };
    case "first":
      return { failures: limit.count, unlessSuccess: true };
    case "count":
      return { failures: limit.count, unlessSuccess: false };
    case "percent":
      return { failures: Math.floor(jobs * limit.percent / 100) + 1, unlessSuccess: false };
  }
}
