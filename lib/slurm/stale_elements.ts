/** Finds elements that Slurm lists as running although they have ended: its controller was killed before it could note that. */
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

/**
 * The elements of a job that are listed as running, and have left since they were started.
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
): number[] {
  return [...queue.get(job)?.single ?? []].flatMap(([task, { state, elapsed }]) => {
    const left = times.left.get(task);
    if (state !== "RUNNING" || elapsed === undefined || left === undefined || now - left < patience) return [];
    const isNewer = left < now - elapsed * 1_000 - PRECISION_MS || left < (times.started.get(task) ?? 0);
    return isNewer ? [] : [task];
  });
}
