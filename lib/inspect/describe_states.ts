/** Describes how many runs are in each state. */
import { RUN_STATE_NAMES, type RunStateName } from "../run/run_state.ts";

/** The numbers of runs in words: `2 succeeded, 1 timed out`. */
export function describeStates(states: ReadonlyMap<RunStateName, number>): string {
  return RUN_STATE_NAMES.filter((state) => states.has(state)).map((state) =>
    `${states.get(state)} ${state.replace("_", " ")}`
  ).join(", ");
}
