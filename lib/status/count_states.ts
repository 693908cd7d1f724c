/** Counts runs by state, for the summary of a stage. */
import { type Run, type RunStateName, stateName } from "../run/run_state.ts";

/** The number of runs in each state, and the number of runs that have neither succeeded nor were stopped early. */
export interface StateCounts {
  readonly states: ReadonlyMap<RunStateName, number>;
  readonly unsuccessful: number;
}

/** Counts runs by state. States without runs are absent from the map. */
export function countStates(runs: readonly Run[]): StateCounts {
  const states = new Map<RunStateName, number>();
  for (const { state } of runs) states.set(stateName(state), (states.get(stateName(state)) ?? 0) + 1);
  const done = (states.get("succeeded") ?? 0) + (states.get("stopped_early") ?? 0);
  return { states, unsuccessful: runs.length - done };
}
