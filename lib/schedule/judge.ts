/** Judges the values that runs report, and tells runs to end that are not among the best. */
import { betterOf, EMPTY_RUNG, enter, resourceAt } from "../search/rungs.ts";
import type { Action, SchedulerEvent } from "./events.ts";
import { placeRun } from "./place_run.ts";
import { runIn, runsIn } from "./slot_table.ts";
import type { Running, State } from "./state.ts";
import { told } from "./stop.ts";

/**
 * Handles a value that a run has reported. At each rung that it has reached, its best value so far is judged once. What comes
 * after it was told to end does not count.
 *
 * @param actions receives the verdicts, and what follows from them
 */
export function judge(
  state: State,
  { slot, resource, value }: Extract<SchedulerEvent, { type: "report" }>,
  now: number,
  actions: Action[],
): State {
  const { halving } = state.limits;
  const run = runIn(state.running, slot);
  if (halving === undefined || run?.job.judged === undefined || run.ending !== undefined || run.isOut) return state;
  const best = betterOf(run.best, value, halving);
  const { task } = run.job.judged;
  let { rungs } = run.job.judged;
  const ofTask = [...state.rungs.get(task) ?? []];
  const before = rungs;
  let goesOn = true;
  while (goesOn && resource >= resourceAt(halving, rungs)) {
    const [rung, verdict] = enter(ofTask[rungs] ?? EMPTY_RUNG, best, halving);
    ofTask[rungs] = rung;
    actions.push({ type: "judge", slot, rung: resourceAt(halving, rungs), value: best, verdict });
    goesOn = verdict.goesOn;
    rungs++;
  }
  if (rungs === before) return Object.is(best, run.best) ? state : placeRun(state, slot, { ...run, best });
  const judged: Running = { ...run, best, job: { ...run.job, judged: { task, rungs } } };
  const after = { ...state, rungs: new Map(state.rungs).set(task, ofTask) };
  return goesOn ? placeRun(after, slot, judged) : stopEarly(after, slot, judged, now, actions);
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
