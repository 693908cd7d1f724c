/**
 * Handles the end of a run: classifies it, updates the counts, and puts the job back into the queue if it runs again. All of it
 * changes the state in place.
 */
import { classify, decisiveReason, type EndState } from "../run/outcome.ts";
import { isDone, isFailure } from "../run/run_state.ts";
import { noteDuration, release } from "./backlog.ts";
import type { Action, SchedulerEvent } from "./events.ts";
import { backoff, countedLimit, MAX_VOIDS, pauseAfterVoids } from "./retry.ts";
import { freeSlot, type Job, replaceRun, type Running, type State } from "./state.ts";

/** How a run ended. */
export type EndedRun = Omit<Extract<SchedulerEvent, { type: "ended" }>, "type">;

/**
 * Ends a run: frees its slot, and puts its job back into the queue for a retry or a repetition.
 *
 * @param now milliseconds since the epoch
 * @param actions receives the actions to carry out
 */
export function endRun(state: State, end: EndedRun, now: number, actions: Action[]): void {
  const { slot, outcome, endedBeforeSignal = false } = end;
  const run = state.running.get(slot);
  if (run === undefined) return;
  const { job, started } = run;
  const { ending, toldBefore } = run;
  const isOut = run.out !== undefined;
  const told = end.told ?? toldBefore ?? (endedBeforeSignal ? undefined : ending?.why);
  const ended = classify(outcome, decisiveReason(outcome, told, isOut), job.losses);
  // Its cluster expected it to take less.
  const isOverTime = ended === "timed_out" && job.time !== undefined && !job.isExtended;
  const failed = isFailure(ended) && !isOverTime;
  const next: Job = {
    ...job,
    ...(isOverTime && { time: 2 * job.time!, isExtended: true }),
    attempt: job.attempt + 1,
    failures: job.failures + (failed ? 1 : 0),
    losses: ended === "lost" ? job.losses + 1 : 0,
    voids: 0,
  };
  state.ended++;
  if (end.goesOn) {
    actions.push({ type: "record_end", slot, job, started, state: ended, outcome, retryAt: now });
    // The next attempt is in the same slot, and waits to begin.
    return replaceRun(state, slot, { ...ofNextAttempt(run), job: next, started: now, queued: true });
  }
  // What an earlier scheduler stopped is not stopped by this one.
  const isStoppedBefore = ended === "interrupted" && toldBefore === "stop" && ending === undefined;
  const isRetried = !job.noRerun && !isOut &&
    (failed ? next.failures <= job.policy.retries : ended === "lost" || isOverTime || isStoppedBefore);
  const retryAt = isRetried ? now + (failed ? backoff(job.experiment, next.failures) : 0) : undefined;
  const isRepeated = ended === "succeeded" && job.times > 1;
  actions.push({
    type: "record_end",
    slot,
    job,
    started,
    state: ended,
    outcome,
    ...(retryAt !== undefined && { retryAt }),
  });
  freeSlot(state, slot);
  if (isDone(ended)) {
    state.measurements.runs++;
    state.measurements.spent += now - started;
  }
  if (retryAt !== undefined) return putBack(state, next, retryAt);
  if (isRepeated) return putBack(state, { ...next, failures: 0, times: job.times - 1 }, now);
  count(state, ended);
  informKin(state, run, ended, now - started, actions);
  if (state.stop !== undefined || !failed || !hasTooManyFailures(state)) return;
  actions.push({ type: "give_up", failed: state.failed + state.timedOut });
  state.stop = "max_failures";
}

// What is lost, and was not requested, has no final state.
export function count(state: State, ended: EndState): void {
  switch (ended) {
    case "succeeded":
      state.succeeded++;
      return;
    case "failed":
      state.failed++;
      return;
    case "timed_out":
      state.timedOut++;
      return;
    case "interrupted":
      state.interrupted++;
      return;
    case "stopped_early":
      state.stoppedEarly++;
      return;
    case "lost":
      return;
  }
}

// What the end of a run means for the jobs of its kin: how long they take, and whether those that wait for it can start.
function informKin(
  { backlog, limits }: State,
  { job: { kin, waits }, out }: Running,
  ended: EndState,
  duration: number,
  actions: Action[],
): void {
  if (kin === undefined || !isDone(ended)) return;
  if (limits.longestFirst) noteDuration(backlog, kin, duration);
  if (waits) return;
  // Further repetitions follow the verdict, even if the run was complete when it was judged.
  const isFollowed = ended === "succeeded" && out === undefined;
  const released = release(backlog, kin, isFollowed ? limits.longestFirst ? duration : 0 : undefined);
  if (!isFollowed) {
    for (const job of released) actions.push({ type: "skip", job });
  }
}

/** Puts a job whose launch did not start back into the queue, if it was requested. */
export function requeue(state: State, slot: number, now: number): void {
  const run = state.running.get(slot);
  if (run === undefined) return;
  freeSlot(state, slot);
  putBack(state, run.job, now);
}

// What was not requested is not started. If its launch was void, it is pending until a command requests it.
function putBack(state: State, job: Job, due: number): void {
  if (!job.noRerun) state.waiting.push({ job, due, order: state.returned++ });
}

function ofNextAttempt({ ending: _, toldBefore: __, standing: ___, ...run }: Running): Running {
  return run;
}

/**
 * Puts a job back into the queue after a void launch, if it was requested and not stopped meanwhile. Whatever makes launches void
 * may last, like scripts that are missing: a job is tried at once a few times, then after growing pauses, and then given up.
 */
export function leaseLost(
  state: State,
  { slot, unleased = false }: { readonly slot: number; readonly unleased?: boolean },
  now: number,
  actions: Action[],
): void {
  const run = state.running.get(slot);
  if (run === undefined) return;
  const endUnstarted = (reason: string) =>
    endRun(state, { slot, outcome: { kind: "unstarted", reason } }, now, actions);
  // Its element was requeued, and is not run again.
  if (run.out !== undefined) {
    const outcome = { kind: "unstarted", reason: "it was stopped early" } as const;
    return endRun(state, { slot, outcome, told: "early" }, now, actions);
  }
  if (run.ending !== undefined) return endUnstarted("it was stopped before it started");
  if (unleased) return requeue(state, slot, now);
  const voids = (run.job.voids ?? 0) + 1;
  if (voids >= MAX_VOIDS) {
    return endUnstarted(
      `${voids} launches in a row were void: each was claimed already, or no supervisor could start it`,
    );
  }
  freeSlot(state, slot);
  putBack(state, { ...run.job, voids }, now + pauseAfterVoids(voids));
}

function hasTooManyFailures(state: State): boolean {
  const { failures, unlessSuccess } = countedLimit(state.limits.failures, state.jobs);
  if (failures === 0 || unlessSuccess && state.succeeded > 0) return false;
  return state.failed + state.timedOut >= failures;
}
