/**
 * The jobs that were never started, in the order in which they start: first those whose duration is unknown, in the order of the
 * plan; then the others, the longest first, so that no long run is left for the end.
 *
 * The duration of a job becomes known when another run of the same kin has ended: of the same configuration and, in tests, of the
 * same name. Jobs can also wait for the first run of their kin to succeed.
 */
import { BinaryHeap } from "@std/data-structures/binary-heap";

/** What the order of jobs depends on. */
export interface OrderedJob {
  /** Runs that take as long as each other have the same number; absent if jobs start in the order of the plan. */
  readonly kin?: number;
  /** How long it is expected to run, in milliseconds, if that is known. */
  readonly duration?: number;
  /** It waits until another run of its kin has succeeded. */
  readonly waits?: true;
}

/** A job with its place in the order of the plan. */
interface Place<J> {
  readonly job: J;
  readonly order: number;
}

/** A job whose duration is known. */
interface Measured<J> extends Place<J> {
  /** Milliseconds. */
  readonly duration: number;
  /** The step of the duration: see {@link stepOf}. */
  readonly step: number;
}

/** Jobs that were never started. The functions of this module change it in place. */
export interface Backlog<J extends OrderedJob> {
  /** The jobs that do not wait and whose duration was not known at first, in the order of the plan. */
  readonly listed: readonly Place<J>[];
  /** The index of the first of these that was not started and whose duration is unknown. */
  next: number;
  /** Jobs with a known duration, the longest first. */
  readonly measured: BinaryHeap<Measured<J>>;
  /** The total duration of these, in milliseconds. */
  measuredTime: number;
  /** By kin: its duration in milliseconds, if that is known by now. */
  readonly known: Map<number, number>;
  /** By kin: the indices of the listed jobs, and the jobs that wait. */
  readonly kins: ReadonlyMap<number, { readonly listed: readonly number[]; readonly waiting: Place<J>[] }>;
  /** The number of jobs that can start, now or later. */
  size: number;
  /** The number of jobs that wait. */
  waiting: number;
}

/** The backlog of jobs in the order of the plan. */
export function createBacklog<J extends OrderedJob>(jobs: readonly J[]): Backlog<J> {
  const listed: Place<J>[] = [];
  const kins = new Map<number, { listed: number[]; waiting: Place<J>[] }>();
  const backlog: Backlog<J> = {
    listed,
    next: 0,
    measured: new BinaryHeap((a, b) => b.step - a.step || a.order - b.order),
    measuredTime: 0,
    known: new Map(),
    kins,
    size: 0,
    waiting: 0,
  };
  for (const [order, job] of jobs.entries()) {
    if (job.waits) backlog.waiting++;
    else backlog.size++;
    if (job.duration !== undefined && job.duration >= SHORTEST && !job.waits) {
      addMeasured(backlog, { job, order }, job.duration);
      continue;
    }
    if (job.kin !== undefined) {
      const kin = kins.get(job.kin) ?? { listed: [], waiting: [] };
      kins.set(job.kin, kin);
      if (job.waits) kin.waiting.push({ job, order });
      else kin.listed.push(listed.length);
    }
    if (!job.waits) listed.push({ job, order });
  }
  return backlog;
}

/** The next job to start; `undefined` if there is none. */
export function firstJob<J extends OrderedJob>({ listed, next, measured }: Backlog<J>): J | undefined {
  return listed[next]?.job ?? measured.peek()?.job;
}

/** Removes the first job. There must be one. */
export function removeFirst<J extends OrderedJob>(backlog: Backlog<J>): void {
  backlog.size--;
  if (backlog.next < backlog.listed.length) {
    backlog.next++;
    skipKnown(backlog);
  } else backlog.measuredTime -= backlog.measured.pop()!.duration;
}

/**
 * Notes the duration of a kin, unless it is known: its jobs are behind those whose duration is not from now on.
 *
 * @param duration milliseconds
 */
export function noteDuration<J extends OrderedJob>(backlog: Backlog<J>, kin: number, duration: number): void {
  const { listed, next, known, kins } = backlog;
  if (duration < SHORTEST || known.has(kin)) return;
  for (const index of kins.get(kin)?.listed ?? []) {
    if (index >= next) addMeasured(backlog, listed[index]!, duration);
  }
  known.set(kin, duration);
  skipKnown(backlog);
}

/**
 * Ends the wait for the first run of a kin, which has ended for good: the jobs that waited for it can start, or are removed.
 *
 * @param duration of that run in milliseconds, if they can start
 * @returns the jobs that waited
 */
export function release<J extends OrderedJob>(backlog: Backlog<J>, kin: number, duration: number | undefined): J[] {
  const places = backlog.kins.get(kin)?.waiting.splice(0) ?? [];
  backlog.waiting -= places.length;
  if (duration !== undefined) {
    backlog.size += places.length;
    for (const place of places) addMeasured(backlog, place, duration);
  }
  return places.map(({ job }) => job);
}

/** How long a job takes, in milliseconds, if another run of its kin tells. */
export function expectedDuration<J extends OrderedJob>({ known }: Backlog<J>, job: J): number | undefined {
  return job.duration ?? (job.kin === undefined ? undefined : known.get(job.kin));
}

// Milliseconds. What is shorter stays in the order of the plan.
const SHORTEST = 250;
// So do jobs of about the same duration: what differs by less is chance.
const STEP = Math.log(1.25);

function addMeasured<J extends OrderedJob>(backlog: Backlog<J>, { job, order }: Place<J>, duration: number): void {
  backlog.measured.push({ job, order, duration, step: stepOf(duration) });
  backlog.measuredTime += duration;
}

// Jobs of one step start in the order of the plan.
function stepOf(duration: number): number {
  return Math.floor(Math.log(Math.max(duration, SHORTEST) / SHORTEST) / STEP);
}

// The listed jobs whose duration is known by now are among the measured ones.
function skipKnown<J extends OrderedJob>(backlog: Backlog<J>): void {
  const { listed, known } = backlog;
  while (backlog.next < listed.length && isKnown(listed[backlog.next]!.job, known)) backlog.next++;
}

function isKnown({ kin }: OrderedJob, known: ReadonlyMap<number, number>): boolean {
  return kin !== undefined && known.has(kin);
}
