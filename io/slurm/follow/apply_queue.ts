/** Compares a job array with what squeue lists. */
import { countElements, entryOf, type JobQueue, jobsNamed } from "../../../lib/slurm/job_queue.ts";
import { staleElements } from "../../../lib/slurm/stale_elements.ts";
import { type FollowContext, type FollowedArray, goOn } from "./followed_array.ts";

/**
 * Applies an answer of squeue to an array: finds its job if its id is not known, and continues stopped runs whose elements are
 * queued again.
 *
 * @param queue what squeue listed after the array was submitted
 * @param found called with the id of the job, if it was not known
 * @returns the lines whose elements are not listed
 */
export function applyQueue(
  context: FollowContext,
  array: FollowedArray,
  queue: JobQueue,
  found: (job: number) => void,
): number[] {
  if (array.job === undefined) {
    const [job] = jobsNamed(queue, array.name);
    if (job !== undefined) found(array.job = job);
  }
  const { job } = array;
  if (job === undefined || !queue.has(job)) return [...array.lines.keys()];
  array.wasListed = true;
  const { left, unstarted } = staleElements(queue, job, array.times, { now: Date.now(), patience: context.patience });
  array.unstarted = new Set(unstarted);
  // Until they are requeued.
  const cancelled = [...array.stale].filter((task) => entryOf(queue, job, task) === "gone");
  array.stale = new Set([...cancelled, ...left]);
  // Any element of a packed array may take a line that nobody has started.
  const hasLiving = countElements(queue, [job]).some(({ running, pending }) => left.length < running + pending);
  return [...array.lines].flatMap(([line, followed]) => {
    const task = followed.task ?? (array.isPacked ? undefined : line);
    const sight = task === undefined ? (hasLiving ? "listed" : "gone") : entryOf(queue, job, task);
    if (sight === "gone" || (task !== undefined && array.stale.has(task))) return [line];
    delete followed.goneSince;
    const next = followed.launch.number + 1;
    const isRequeued = sight !== "listed" && sight.state === "PENDING" && next <= followed.last;
    if (followed.stopped !== undefined && isRequeued) goOn(context, array, line, followed.stopped, next);
    return [];
  });
}
