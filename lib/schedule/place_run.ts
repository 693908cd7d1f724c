/** Changes the run in a slot of a scheduler's state, and everything that is derived from it. */
import { deadlinesOf, withDeadline } from "./deadlines.ts";
import { runIn, withRun } from "./slot_table.ts";
import type { Running, State } from "./state.ts";

// Deadlines that are out of date may outnumber the runs by this factor, plus a constant. Then the queue is built anew, which
// costs a constant per event on average.
const EXCESS = 2;
const SPARE = 64;

/** The state in which a slot has this run; `undefined` if it has none. The list of free slots is left to the caller. */
export function placeRun(state: State, slot: number, run: Running | undefined): State {
  const before = runIn(state.running, slot);
  const running = withRun(state.running, slot, run);
  const queued = state.queued + (run?.queued ? 1 : 0) - (before?.queued ? 1 : 0);
  const added = run === undefined ? state.deadlines : withDeadline(state.deadlines, slot, run);
  const isExcessive = (added?.size ?? 0) > EXCESS * running.size + SPARE;
  return { ...state, running, queued, deadlines: isExcessive ? deadlinesOf(running) : added };
}
