/** Finds elements that do not run although Slurm lists them as running: its controller has forgotten what it did before a crash. */
import type { Time } from "../run/run_state.ts";
import type { JobQueue } from "./job_queue.ts";

/** What the marks of a job array show about its elements, by index. */
export interface ElementTimes {
  /** When the newest run of an element started. */
  readonly started: Map<number, Time>;
  /** When an element left by itself. */
  readonly left: Map<number, Time>;
}

/** Elements of which nothing is known. */
export function createElementTimes(): ElementTimes {
  return { started: new Map(), left: new Map() };
}

/** A mark of an element: one of its runs has started, or it has left. */
export interface ElementSign {
  readonly kind: "start" | "left";
  readonly task: number;
  readonly time: Time;
}

/** Takes a mark into account, in any order. */
export function noteMark({ started, left }: ElementTimes, mark: ElementSign): void {
  const times = mark.kind === "left" ? left : started;
  times.set(mark.task, Math.max(mark.time, times.get(mark.task) ?? 0));
}

// Marks have whole seconds, and so has squeue.
const PRECISION_MS = 2_000;

/** Indices of elements that are listed as running. */
export interface StaleElements {
  /** They have ended. */
  readonly left: readonly number[];
  /** They have started nothing so far. */
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
 * @param patience how long Slurm gets to notice, in milliseconds
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
    const since = now - elapsed * 1_000 - PRECISION_MS;
    const [started, left] = [times.started.get(task) ?? 0, times.left.get(task) ?? 0];
    if (Math.max(started, left) < since) {
      if (elapsed * 1_000 >= UNSTARTED * patience) found.unstarted.push(task);
    } else if (left >= started && now - left >= patience) found.left.push(task);
  }
  return found;
}
