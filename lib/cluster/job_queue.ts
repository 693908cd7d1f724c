/** The jobs of a user in the queue of a cluster, in the words of Slurm: other batch systems are translated. */

/** Elements that the queue lists on one line: those that wait are together, each of the others has its own. */
export interface QueueLine {
  /** The id of the element; of the array where elements wait. An element has the same one after a requeue. */
  readonly id: number;
  /** The id of the array, which its submission printed. */
  readonly job: number;
  /** Ranges of elements, ends included; 0 for a job that is not an array. */
  readonly tasks: readonly (readonly [number, number])[];
  /** In the words of Slurm: `RUNNING`. New versions have new states. */
  readonly state: string;
  /** Seconds since it was started. */
  readonly elapsed?: number;
  readonly node: string;
  /** Why it waits: `Priority`; several reasons are separated by commas. */
  readonly reason: string;
  readonly name: string;
}

/** What the queue lists about an element, or what is known about one that has ended. */
export interface QueueEntry extends Omit<QueueLine, "tasks" | "name" | "elapsed"> {
  readonly task: number;
  /** Only of an element that has ended. */
  readonly exitCode?: number;
}

/** The elements of a job in the queue. */
export interface QueuedJob {
  readonly lines: QueueLine[];
  /** Lines with a single element, by that element. */
  readonly single: Map<number, QueueLine>;
}

/** All jobs of a user in the queue, by the ids of their arrays. */
export type JobQueue = ReadonlyMap<number, QueuedJob>;

/** What the queue has about an element. An element that it does not have is gone: it has ended, or was never there. */
export function entryOf(queue: JobQueue, job: number, task: number): QueueEntry | "gone" {
  const queued = queue.get(job);
  const line = queued?.single.get(task) ??
    queued?.lines.find(({ tasks }) => tasks.some(([from, to]) => from <= task && task <= to));
  if (line === undefined) return "gone";
  const { id, state, node, reason } = line;
  return { id, job, task, state, node, reason };
}

// What an element has a node for is not among them, and neither is what is about to end.
const WAITING: ReadonlySet<string> = new Set([
  ...["PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "SPECIAL_EXIT"],
]);

/** Whether an element waits to be started, for the first time or again. */
export function isWaiting({ state }: Pick<QueueEntry, "state">): boolean {
  return WAITING.has(state);
}

/** The ids of the jobs with this name, in ascending order. Ids can be used again after a crash of the controller, names are unique. */
export function jobsNamed(queue: JobQueue, name: string): number[] {
  return jobsWithNames(queue, [name]);
}

/** The ids of the jobs with any of these names, in ascending order. */
export function jobsWithNames(queue: JobQueue, names: Iterable<string>): number[] {
  const wanted = new Set(names);
  const jobs = [...queue].filter(([, { lines }]) => lines.some(({ name }) => wanted.has(name)));
  return jobs.map(([job]) => job).sort((a, b) => a - b);
}

/** The elements of a job in the queue, by what they do. */
export interface JobCounts {
  /** The id of the job. */
  readonly id: number;
  /** Elements that have a node, whatever their state. */
  readonly running: number;
  /** Elements that wait. */
  readonly pending: number;
  /** Why elements wait; empty if none does. */
  readonly reason: string;
}

/** Counts the elements of jobs. Jobs that the queue does not have are left out. */
export function countElements(queue: JobQueue, jobs: Iterable<number>): JobCounts[] {
  return [...jobs].flatMap((id) => {
    const lines = queue.get(id)?.lines;
    if (lines === undefined) return [];
    const pending = lines.filter(({ state }) => state === "PENDING");
    const reasons = pending.flatMap(({ reason }) => reason.split(",")).filter((reason) => reason !== "None");
    const waiting = sizeOf(pending);
    return [{ id, running: sizeOf(lines) - waiting, pending: waiting, reason: [...new Set(reasons)].join(", ") }];
  });
}

function sizeOf(lines: readonly QueueLine[]): number {
  return lines.flatMap(({ tasks }) => tasks).reduce((sum, [from, to]) => sum + to - from + 1, 0);
}

/**
 * The elements of a job that the cluster holds as it could not start them, which it does not try again by itself: ranges, ends
 * included.
 */
export function heldElements(queue: JobQueue, job: number): (readonly [number, number])[] {
  const held = queue.get(job)?.lines.filter(({ reason }) => /launch.failed.requeued.held/i.test(reason)) ?? [];
  return held.flatMap(({ tasks }) => tasks);
}
