/**
 * Judges the values that runs report, and tells runs to end that are not among the best.
 *
 * A run is only stopped early once another one, or itself, has got further than it was when it was judged: at the last row of all
 * runs there is nothing to save, and what they still do, such as saving a model, is theirs.
 */
import { judgeAt, type Rung, standingAfter } from "../search/halving.ts";
import type { Action, SchedulerEvent } from "./events.ts";
import { replaceRun, type Running, runsBySlot, type State } from "./state.ts";
import { told } from "./stop.ts";

type ReportEvent = Extract<SchedulerEvent, { type: "report" }>;

/**
 * Handles a value that a run has reported. At each rung that it has reached, it is judged once. What comes after it was told to
 * end does not count. A run that has ended is told nothing: it is complete, and its value counts for others. Changes the state in
 * place.
 *
 * @param actions receives the verdicts, and what follows from them
 */
export function judge(state: State, event: ReportEvent, now: number, actions: Action[]): void {
  const { slot, resource, value, hasEnded = false } = event;
  const { halving } = state.limits;
  const run = state.running.get(slot);
  if (halving === undefined || run?.job.judged === undefined || run.ending !== undefined) return;
  const { task } = run.job.judged;
  noteProgress(state, task, event, now, actions);
  if (run.out !== undefined) return;
  const standing = standingAfter(run.standing, value, halving);
  const rungs = rungsOf(state, task);
  const { verdicts, behind } = judgeAt(rungs, run.job.judged.rungs, { value: standing, resource }, halving);
  const last = verdicts.at(-1);
  if (last === undefined) {
    if (!Object.is(standing, run.standing)) replaceRun(state, slot, { ...run, standing });
    return;
  }
  for (const verdict of verdicts) actions.push({ type: "judge", slot, value: standing, ...verdict });
  const judged: Running = { ...run, standing, job: { ...run.job, judged: { task, rungs: behind } } };
  if (last.verdict.goesOn) return replaceRun(state, slot, judged);
  const out: Running = { ...judged, out: { resource, judged: { value: standing, ...last } } };
  if (hasEnded) replaceRun(state, slot, out);
  else stopBehind(state, slot, out, now, actions);
}

function rungsOf({ rungs }: State, task: string): Rung[] {
  const ofTask = rungs.get(task) ?? [];
  rungs.set(task, ofTask);
  return ofTask;
}

/** Tells adopted runs to end that an earlier scheduler judged and did not tell any more. Changes the state in place. */
export function carryOutVerdicts(state: State, now: number, actions: Action[]): void {
  for (const [slot, run] of runsBySlot(state)) {
    if (run.out === undefined || run.ending !== undefined) continue;
    const stop = run.toldBefore === undefined ? stopBehind : stopEarly;
    stop(state, slot, run, now, actions);
  }
}

// A run got further than all others of its task: those that wait can be stopped.
function noteProgress(
  state: State,
  task: string,
  { slot: reporter, resource, hasEnded }: ReportEvent,
  now: number,
  actions: Action[],
): void {
  const { farthest, waiting } = state.progress.get(task) ?? { farthest: -Infinity, waiting: [] };
  if (resource <= farthest) return;
  state.progress.set(task, { farthest: resource, waiting: [] });
  for (const slot of waiting.toReversed()) {
    const run = state.running.get(slot);
    if (run?.out === undefined || run.ending !== undefined || run.job.judged?.task !== task) continue;
    if (slot !== reporter || !hasEnded) stopEarly(state, slot, run, now, actions);
  }
}

// Stops a run that does not go on, now or as soon as any run of its task is further than it was.
function stopBehind(state: State, slot: number, run: Running, now: number, actions: Action[]): void {
  const task = run.job.judged?.task;
  const progress = task === undefined ? undefined : state.progress.get(task);
  if (progress === undefined || run.out!.resource < progress.farthest) {
    return stopEarly(state, slot, run, now, actions);
  }
  progress.waiting.push(slot);
  replaceRun(state, slot, run);
}

function stopEarly(state: State, slot: number, run: Running, now: number, actions: Action[]): void {
  const { judged } = run.out!;
  actions.push({ type: "terminate", slot, ...(judged !== undefined && { verdict: judged }) });
  replaceRun(state, slot, told(run, "early", now + state.limits.grace));
}
