/** Counts runs by their states. */
import { type Run, type RunStateName, stateName } from "../run/run_state.ts";

/** Runs by their states, and how many of them have not succeeded. */
export interface StateCounts {
  readonly states: ReadonlyMap<RunStateName, number>;
  readonly unsuccessful: number;
}

/** Counts runs by their states. */
export function countStates(runs: readonly Run[]): StateCounts {
  const states = new Map<RunStateName, number>();
  for (const { state } of runs) states.set(stateName(state), (states.get(stateName(state)) ?? 0) + 1);
  return { states, unsuccessful: runs.length - (states.get("succeeded") ?? 0) };
}
