/** Finds elements that do not run although the cluster lists them as running: its controller has forgotten what it did before a crash. */
import type { Time } from "../run/run_state.ts";
import type { JobQueue } from "./job_queue.ts";

/** The mark of an element: it has come to its node, or it is done, or was ended by SIGTERM. If it is requeued, it comes back. */
export interface ElementMark {
  readonly kind: "came" | "left";
  /** The index of the element. */
  readonly task: number;
  /** How often it was requeued before. On a node that the cluster has lost, an element may go on beside its successor. */
  readonly restart: number;
  /** A whole second. */
  readonly time: Time;
}

/** The newest mark with which an element came, and all with which it has left, by its index. */
export interface ElementTimes {
  readonly came: Map<number, ElementMark>;
  readonly left: Map<number, ElementMark[]>;
}

/** Elements of which nothing is known. */
export function createElementTimes(): ElementTimes {
  return { came: new Map(), left: new Map() };
}

/** Takes a mark into account, in any order. */
export function noteMark({ came, left }: ElementTimes, mark: ElementMark): void {
  const { kind, task, time } = mark;
  if (kind === "left") left.set(task, [...left.get(task) ?? [], mark]);
  else if (time >= (came.get(task)?.time ?? 0)) came.set(task, mark);
}

/** Indices of elements that are listed as running. */
export interface StaleElements {
  /** They have ended since they were started. */
  readonly left: readonly number[];
  /** They have not come to their nodes: the cluster has forgotten them, or they are slow. */
  readonly unstarted: readonly number[];
}

// In units of the patience. A prolog may take minutes.
const UNSTARTED_AFTER = 5;

/**
 * The elements of a job that do not run, as far as their marks show, although they are listed as running.
 *
 * @param job its id
 * @param now milliseconds since the epoch, when the queue was listed
 * @param patience how long the cluster gets to notice an end, in milliseconds. The clocks of nodes may differ by half of it
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
      if (elapsed * 1_000 >= UNSTARTED_AFTER * patience) found.unstarted.push(task);
      continue;
    }
    const hasLeft = (times.left.get(task) ?? []).some(({ restart, time }) =>
      restart === came.restart && time >= came.time && now - time >= patience
    );
    if (hasLeft) found.left.push(task);
  }
  return found;
}
