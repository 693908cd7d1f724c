/**
 * The jobs that were never started, in the order in which they start: first those whose duration is unknown, in the order of the
 * plan; then the others, the longest first, so that no long run is left for the end.
 *
 * The duration of a job becomes known when another run of the same kin has ended: of the same configuration and, in tests, of the
 * same name. Jobs can also wait for the first run of their kin to succeed.
 */
import { insert, type Queue, removeFirst } from "../search/queue.ts";
import { createSlotTable, runIn, type SlotTable, withRun } from "./slots.ts";

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

/** A job and how long it takes, in milliseconds. */
interface Measured<J> {
  readonly job: J;
  readonly duration: number;
}

/** Jobs that were never started. Persistent: operations return a new backlog that shares most of its parts with the old one. */
export interface Backlog<J extends OrderedJob> {
  /** The jobs that do not wait and whose duration was not known at first, in the order of the plan. */
  readonly listed: readonly Place<J>[];
  /** The index of the first of these that was not started and whose duration is unknown. */
  readonly next: number;
  /** Jobs with a known duration, the longest first. */
  readonly measured: Queue<Measured<J>> | undefined;
  /** The total duration of these, in milliseconds. */
  readonly measuredTime: number;
  /** The kins whose duration is known by now. */
  readonly known: SlotTable<{ readonly duration: number }>;
  /** By kin: the indices of the listed jobs, and the jobs that wait. */
  readonly kins: ReadonlyMap<number, { readonly listed: readonly number[]; readonly waiting: readonly Place<J>[] }>;
  /** The number of jobs that can start, now or later. */
  readonly size: number;
  /** The number of jobs that wait. */
  readonly waiting: number;
}

/** The backlog of jobs in the order of the plan. */
export function createBacklog<J extends OrderedJob>(jobs: readonly J[]): Backlog<J> {
  const listed: Place<J>[] = [];
  const kins = new Map<number, { listed: number[]; waiting: Place<J>[] }>();
  let measured: Backlog<J>["measured"];
  let measuredTime = 0;
  let waiting = 0;
  for (const [order, job] of jobs.entries()) {
    if (job.duration !== undefined && job.duration >= SHORTEST && !job.waits) {
      measured = withJob(measured, job, order, job.duration);
      measuredTime += job.duration;
      continue;
    }
    if (job.kin !== undefined) {
      const kin = kins.get(job.kin) ?? { listed: [], waiting: [] };
      kins.set(job.kin, kin);
      if (job.waits) kin.waiting.push({ job, order });
      else kin.listed.push(listed.length);
    }
    if (job.waits) waiting++;
    else listed.push({ job, order });
  }
  const known = createSlotTable<{ readonly duration: number }>();
  return { listed, next: 0, measured, measuredTime, known, kins, size: jobs.length - waiting, waiting };
}

/** The next job to start; `undefined` if there is none. */
export function firstJob<J extends OrderedJob>({ listed, next, measured }: Backlog<J>): J | undefined {
  return listed[next]?.job ?? measured?.item.job;
}

/** The backlog without its first job. */
export function withoutFirst<J extends OrderedJob>(backlog: Backlog<J>): Backlog<J> {
  const { listed, next, measured, size } = backlog;
  if (next < listed.length) return skipKnown({ ...backlog, next: next + 1, size: size - 1 });
  const measuredTime = backlog.measuredTime - measured!.item.duration;
  return { ...backlog, measured: removeFirst(measured!), measuredTime, size: size - 1 };
}

/**
 * The backlog once the duration of a kin is known: its jobs are behind those whose duration is not.
 *
 * @param duration milliseconds
 */
export function withDuration<J extends OrderedJob>(backlog: Backlog<J>, kin: number, duration: number): Backlog<J> {
  if (duration < SHORTEST || runIn(backlog.known, kin) !== undefined) return backlog;
  const { listed, next } = backlog;
  let { measured, measuredTime } = backlog;
  for (const index of backlog.kins.get(kin)?.listed ?? []) {
    if (index < next) continue;
    const { job, order } = listed[index]!;
    measured = withJob(measured, job, order, duration);
    measuredTime += duration;
  }
  return skipKnown({ ...backlog, measured, measuredTime, known: withRun(backlog.known, kin, { duration }) });
}

/**
 * The backlog once the first run of a kin has ended for good: the jobs that waited for it can start, or never will.
 *
 * @param duration of that run in milliseconds, if they can start
 * @returns also the jobs that waited
 */
export function release<J extends OrderedJob>(
  backlog: Backlog<J>,
  kin: number,
  duration: number | undefined,
): readonly [Backlog<J>, readonly J[]] {
  const places = backlog.kins.get(kin)?.waiting ?? [];
  if (places.length === 0) return [backlog, []];
  let { measured } = backlog;
  if (duration !== undefined) {
    for (const { job, order } of places) {
      measured = withJob(measured, job, order, duration);
    }
  }
  const size = backlog.size + (duration === undefined ? 0 : places.length);
  const waiting = backlog.waiting - places.length;
  const measuredTime = backlog.measuredTime + (duration ?? 0) * places.length;
  return [{ ...backlog, measured, measuredTime, size, waiting }, places.map(({ job }) => job)];
}

// Milliseconds. What is shorter stays in the order of the plan.
const SHORTEST = 250;
// So do jobs of about the same duration: what differs by less is chance.
const STEP = Math.log(1.25);

function withJob<J>(
  measured: Queue<Measured<J>> | undefined,
  job: J,
  order: number,
  duration: number,
): Queue<Measured<J>> {
  const size = Math.floor(Math.log(Math.max(duration, SHORTEST) / SHORTEST) / STEP);
  return insert(measured, -size, order, { job, duration });
}

/** How long a job takes, in milliseconds, if another run of its kin tells. */
export function expectedDuration<J extends OrderedJob>({ known }: Backlog<J>, job: J): number | undefined {
  return job.duration ?? (job.kin === undefined ? undefined : runIn(known, job.kin)?.duration);
}

// The listed jobs whose duration is known by now are in the queue.
function skipKnown<J extends OrderedJob>(backlog: Backlog<J>): Backlog<J> {
  const { listed, known } = backlog;
  let { next } = backlog;
  while (next < listed.length && isKnown(listed[next]!.job, known)) next++;
  return next === backlog.next ? backlog : { ...backlog, next };
}

function isKnown({ kin }: OrderedJob, known: SlotTable<{ readonly duration: number }>): boolean {
  return kin !== undefined && runIn(known, kin) !== undefined;
}
