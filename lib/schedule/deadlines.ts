/**
 * When something is due for a run: the end of its timeout, or of its grace period. A persistent queue by time.
 *
 * An entry is for one state of a run. It is out of date as soon as the run has changed, and is dropped when it comes first.
 */
import { insert, type Queue, removeFirst } from "../search/queue.ts";
import { runIn, runsIn, type SlotTable } from "./slot_table.ts";

/** What decides when a run is due. Times are milliseconds, as `step()` takes them. */
export interface TimedRun {
  readonly job: { readonly policy: { readonly timeout: number | undefined } };
  readonly started: number;
  /** It has not begun yet. */
  readonly queued?: true;
  readonly ending?: { readonly killAt: number; readonly killed: boolean };
}

/** Deadlines of runs, the next one first. */
export type Deadlines<R extends TimedRun> = Queue<{ readonly slot: number; readonly run: R }> | undefined;

/** When a run is due: to be terminated at its timeout, to be killed at the end of its grace; `undefined` for never. */
export function deadline({ job, started, queued, ending }: TimedRun): number | undefined {
  if (ending !== undefined) return ending.killed ? undefined : ending.killAt;
  return queued || job.policy.timeout === undefined ? undefined : started + job.policy.timeout;
}

/** The deadlines of all runs. */
export function deadlinesOf<R extends TimedRun>(running: SlotTable<R>): Deadlines<R> {
  let deadlines: Deadlines<R>;
  for (const [slot, run] of runsIn(running)) deadlines = withDeadline(deadlines, slot, run);
  return deadlines;
}

/** The deadlines with that of a run in a slot, if it has one. */
export function withDeadline<R extends TimedRun>(deadlines: Deadlines<R>, slot: number, run: R): Deadlines<R> {
  const at = deadline(run);
  return at === undefined ? deadlines : insert(deadlines, at, slot, { slot, run });
}

/** Drops the first deadlines as long as they are out of date. */
export function currentDeadlines<R extends TimedRun>(deadlines: Deadlines<R>, running: SlotTable<R>): Deadlines<R> {
  let current = deadlines;
  while (current !== undefined && runIn(running, current.item.slot) !== current.item.run) {
    current = removeFirst(current);
  }
  return current;
}
