/** Finds elements that do not run although Slurm lists them as running: its controller has forgotten what it did before a crash. */
import type { Time } from "../run/run_state.ts";
import type { JobQueue } from "./job_queue.ts";

/** A mark of an element: it has come to its node, or it has left by itself. */
export interface ElementSign {
  readonly kind: "came" | "left";
  readonly task: number;
  /** How often it was requeued before. On a node that Slurm has lost, an element may go on beside its successor. */
  readonly restart: number;
  readonly time: Time;
}

/** The newest time at which an element came, and the marks with which it has left, by its index. */
export interface ElementTimes {
  readonly came: Map<number, ElementSign>;
  readonly left: Map<number, ElementSign[]>;
}

/** Elements of which nothing is known. */
export function createElementTimes(): ElementTimes {
  return { came: new Map(), left: new Map() };
}

/** Takes a mark into account, in any order. */
export function noteSign({ came, left }: ElementTimes, sign: ElementSign): void {
  const { kind, task, time } = sign;
  if (kind === "left") left.set(task, [...left.get(task) ?? [], sign]);
  else if (time >= (came.get(task)?.time ?? 0)) came.set(task, sign);
}

/** Indices of elements that are listed as running. */
export interface StaleElements {
  /** They have ended. */
  readonly left: readonly number[];
  /** They have not come to their nodes so far. */
  readonly unstarted: readonly number[];
}

// A prolog may take minutes.
const UNSTARTED = 5;

/**
 * The elements of a job that are listed as running: those that have `left` since they were started; and those that are
 * `unstarted`, as they have made no mark for five times as long. The latter may have been forgotten, or are slow.
 *
 * @param job its id
 * @param now milliseconds since the epoch, when the queue was listed
 * @param patience how long Slurm gets to notice, in milliseconds. The clocks of nodes may differ by half of it
 */
export function staleElements(
  queue: JobQueue,
  job: number,
  times: ElementTimes,
  { now, patience }: { readonly now: Time; readonly patience: number },
): StaleElements {
  const found = { left: [] as number[], unstarted: [] as number[] };
  for (const [task, { state, elapsed }] of queue.get(job)?.single ?? []) {
    if (state !== "RUNNING" || elapsed === undefined) continue;
    const came = times.came.get(task);
    if (came === undefined || came.time < now - elapsed * 1_000 - patience / 2) {
      if (elapsed * 1_000 >= UNSTARTED * patience) found.unstarted.push(task);
      continue;
    }
    const hasLeft = (times.left.get(task) ?? []).some(({ restart, time }) =>
      restart === came.restart && time >= came.time && now - time >= patience
    );
    if (hasLeft) found.left.push(task);
  }
  return found;
}
