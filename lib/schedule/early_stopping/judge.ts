/** Judges the values that runs report, and tells runs to end that are not among the best. */
import { judgeAt, standingAfter } from "../../search/rungs.ts";
import type { Action, SchedulerEvent } from "../events.ts";
import { placeRun } from "../place_run.ts";
import { runIn, runsIn } from "../slot_table.ts";
import type { Running, State } from "../state.ts";
import { told } from "../stop.ts";

/**
 * Handles a value that a run has reported. At each rung that it has reached, it is judged once. What comes
 * after it was told to end does not count. A run that has ended is told nothing: it is complete, and its value counts for others.
 *
 * @param actions receives the verdicts, and what follows from them
 */
export function judge(
  state: State,
  { slot, resource, value, hasEnded = false }: Extract<SchedulerEvent, { type: "report" }>,
  now: number,
  actions: Action[],
): State {
  const { halving } = state.limits;
  const run = runIn(state.running, slot);
  if (halving === undefined || run?.job.judged === undefined || run.ending !== undefined || run.isOut) return state;
  const standing = standingAfter(run.standing, value, halving);
  const { task } = run.job.judged;
  const { rungs, verdicts, behind } = judgeAt(
    state.rungs.get(task) ?? [],
    run.job.judged.rungs,
    { value: standing, resource },
    halving,
  );
  if (verdicts.length === 0) {
    return Object.is(standing, run.standing) ? state : placeRun(state, slot, { ...run, standing });
  }
  for (const verdict of verdicts) {
    actions.push({ type: "judge", slot, value: standing, ...verdict, ...(hasEnded && { hasEnded }) });
  }
  const judged: Running = { ...run, standing, job: { ...run.job, judged: { task, rungs: behind } } };
  const after = { ...state, rungs: new Map(state.rungs).set(task, rungs) };
  if (verdicts.at(-1)!.verdict.goesOn) return placeRun(after, slot, judged);
  const out: Running = { ...judged, isOut: true };
  return hasEnded ? placeRun(after, slot, out) : stopEarly(after, slot, out, now, actions);
}

/** Tells adopted runs to end that an earlier scheduler judged and did not tell any more. */
export function carryOutVerdicts(state: State, now: number, actions: Action[]): State {
  let next = state;
  for (const [slot, run] of runsIn(state.running)) {
    if (run.isOut && run.ending === undefined) next = stopEarly(next, slot, run, now, actions);
  }
  return next;
}

function stopEarly(state: State, slot: number, run: Running, now: number, actions: Action[]): State {
  actions.push({ type: "terminate", slot });
  return placeRun(state, slot, told(run, "early", now + state.limits.grace));
}
