/**
 * How far the runs of a task have got. A run is only stopped early once another one, or itself, has got further than it was when
 * it was judged: at the last row of all runs there is nothing to save, and what they still do, such as saving a model, is theirs.
 */
import { type Halving, resourceAt, type Rung } from "../search/rungs.ts";

/** How far the runs of a task have got. */
export interface TaskProgress {
  /** The highest resource that any of them has reached. */
  readonly farthest: number;
  /** The slots of runs that do not go on, and of which it is not known yet whether that stops anything. */
  readonly waiting: Waiting | undefined;
}

/** A list of slots. Adding one takes constant time. A slot may have another run by now. */
export interface Waiting {
  readonly slot: number;
  readonly next: Waiting | undefined;
}

/** What is known before any row: the highest rung that was reached. */
export function progressAt(rungs: readonly Rung[], halving: Halving | undefined): TaskProgress {
  const last = rungs.findLastIndex(({ of }) => of > 0);
  return { farthest: halving === undefined || last < 0 ? -Infinity : resourceAt(halving, last), waiting: undefined };
}

/** The slots of a list. */
export function* slotsOf(waiting: Waiting | undefined): Generator<number> {
  for (let at = waiting; at !== undefined; at = at.next) yield at.slot;
}
