/** Judges the values that runs report, and tells runs to end that are not among the best. */
import { judgeAt, standingAfter } from "../search/rungs.ts";
import type { Action, SchedulerEvent } from "./events.ts";
import { progressAt, slotsOf } from "./progress.ts";
import { runIn, runsIn } from "./slots.ts";
import { placeRun, type Running, type State } from "./state.ts";
import { told } from "./stop.ts";

type Report = Extract<SchedulerEvent, { type: "report" }>;

/**
 * Handles a value that a run has reported. At each rung that it has reached, it is judged once. What comes after it was told to
 * end does not count. A run that has ended is told nothing: it is complete, and its value counts for others.
 *
 * @param actions receives the verdicts, and what follows from them
 */
export function judge(before: State, event: Report, now: number, actions: Action[]): State {
  const { slot, resource, value, hasEnded = false } = event;
  const { halving } = before.limits;
  const run = runIn(before.running, slot);
  if (halving === undefined || run?.job.judged === undefined || run.ending !== undefined) return before;
  const { task } = run.job.judged;
  const state = noteProgress(before, task, event, now, actions);
  if (run.out !== undefined) return state;
  const standing = standingAfter(run.standing, value, halving);
  const { rungs, verdicts, behind } = judgeAt(
    state.rungs.get(task) ?? [],
    run.job.judged.rungs,
    { value: standing, resource },
    halving,
  );
  if (verdicts.length === 0) {
    return Object.is(standing, run.standing) ? state : placeRun(state, slot, { ...run, standing });
  }
  for (const verdict of verdicts) actions.push({ type: "judge", slot, value: standing, ...verdict });
  const judged: Running = { ...run, standing, job: { ...run.job, judged: { task, rungs: behind } } };
  const after = { ...state, rungs: new Map(state.rungs).set(task, rungs) };
  const last = verdicts.at(-1)!;
  if (last.verdict.goesOn) return placeRun(after, slot, judged);
  const out: Running = { ...judged, out: { resource, judged: { value: standing, ...last } } };
  return hasEnded ? placeRun(after, slot, out) : stopBehind(after, slot, out, now, actions);
}

/** Tells adopted runs to end that an earlier scheduler judged and did not tell any more. */
export function carryOutVerdicts(state: State, now: number, actions: Action[]): State {
  let next = state;
  for (const [slot, run] of runsIn(state.running)) {
    if (run.out === undefined || run.ending !== undefined) continue;
    const stop = run.toldBefore === undefined ? stopBehind : stopEarly;
    next = stop(next, slot, run, now, actions);
  }
  return next;
}

// A run got further than all others of its task: those that wait can be stopped.
function noteProgress(
  state: State,
  task: string,
  { slot: reporter, resource, hasEnded }: Report,
  now: number,
  actions: Action[],
): State {
  const { farthest, waiting } = state.progress.get(task) ?? progressAt([], undefined);
  if (resource <= farthest) return state;
  let next: State = {
    ...state,
    progress: new Map(state.progress).set(task, { farthest: resource, waiting: undefined }),
  };
  for (const slot of slotsOf(waiting)) {
    const run = runIn(next.running, slot);
    if (run?.out === undefined || run.ending !== undefined || run.job.judged?.task !== task) continue;
    if (slot !== reporter || !hasEnded) next = stopEarly(next, slot, run, now, actions);
  }
  return next;
}

// Stops a run that does not go on, now or as soon as any run of its task is further than it was.
function stopBehind(state: State, slot: number, run: Running, now: number, actions: Action[]): State {
  const task = run.job.judged?.task;
  const progress = task === undefined ? undefined : state.progress.get(task);
  if (task === undefined || progress === undefined || run.out!.resource < progress.farthest) {
    return stopEarly(state, slot, run, now, actions);
  }
  const waiting = { slot, next: progress.waiting };
  return { ...placeRun(state, slot, run), progress: new Map(state.progress).set(task, { ...progress, waiting }) };
}

function stopEarly(state: State, slot: number, run: Running, now: number, actions: Action[]): State {
  const { judged } = run.out!;
  actions.push({ type: "terminate", slot, ...(judged !== undefined && { verdict: judged }) });
  return placeRun(state, slot, told(run, "early", now + state.limits.grace));
}
