/** Names states of runs for people, and counts them. */
import { RUN_STATE_NAMES, type RunStateName } from "./run_state.ts";

/** A state as people read it: `timed out`. */
export function stateInWords(name: RunStateName): string {
  return name.replace("_", " ");
}

/** How many runs are in each state: `2 succeeded, 1 timed out`. States without runs are left out. */
export function describeStates(states: ReadonlyMap<RunStateName, number>): string {
  return RUN_STATE_NAMES.filter((state) => (states.get(state) ?? 0) > 0).map((state) =>
    `${states.get(state)} ${stateInWords(state)}`
  ).join(", ");
}
