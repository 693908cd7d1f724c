/** The state of a scheduler: its jobs, what runs in which slot, and the counts so far. */
import { BinaryHeap } from "@std/data-structures/binary-heap";
import type { DeviceNeeds } from "../gpu/device.ts";
import type { Told } from "../run/outcome.ts";
import { type Halving, resourceAt, type Rung, type RungVerdict } from "../search/halving.ts";
import { type Backlog, createBacklog, type OrderedJob } from "./backlog.ts";
import { add, type Needs } from "./slots.ts";

/** The resources and limits that apply to a job; jobs of one group share a policy. */
export interface Policy {
  /** What a run takes of the machine. */
  readonly needs: Needs;
  /** Absent on CPUs. */
  readonly devices?: DeviceNeeds;
  /** Time limit of one attempt, in milliseconds. */
  readonly timeout: number | undefined;
  /** Maximum number of retries after failures and timeouts. */
  readonly retries: number;
}

/** An experiment to train or to test. */
export interface Job extends OrderedJob {
  /** The index of the experiment in the plan. */
  readonly experiment: number;
  /** The name of the test, for grids with `grid_tests`. */
  readonly test?: string;
  /** How it is run. */
  readonly policy: Policy;
  /** The number of the next attempt, from 1. */
  readonly attempt: number;
  /** Failures and timeouts so far that count against the retries. */
  readonly failures: number;
  /** Number of runs that still have to succeed; above 1 for repeated tests. */
  readonly times: number;
  /** Consecutive losses: how often in a row the run was lost. */
  readonly losses: number;
  /** On a cluster: the limit of one attempt in seconds, if it follows from how long runs take. */
  readonly time?: number;
  /** It has twice that limit, as an attempt has exceeded it. */
  readonly isExtended?: true;
  /** How many launches in a row were void, apart from lost leases. */
  readonly voids?: number;
  /** Set if its values are judged at rungs: the task whose values they are compared with, and the number of rungs behind it. */
  readonly judged?: { readonly task: string; readonly rungs: number };
  /** Set for adopted runs that are not part of the request: they run to their end, but are not started again. */
  readonly noRerun?: true;
}

/** A job in a slot. */
export interface Running {
  /** The job. */
  readonly job: Job;
  /** When it started, or was handed over to a queue: milliseconds, as `step()` takes them. */
  readonly started: number;
  /** It waits in the queue of a cluster: it is pending, and has no deadline until it has begun. */
  readonly queued?: true;
  /** What it takes of the machine. */
  readonly needs: Needs;
  /** UUIDs of its GPUs. */
  readonly devices: readonly string[];
  /** How many runs may share each GPU, by the settings at the time of the start. */
  readonly runsPerGpu: number;
  /** What counts of it at a rung, by the rows of this attempt: its best value so far, or its last one. */
  readonly standing?: number;
  /**
   * It was judged not to go on, when it was as far as `resource`. It is told to end unless it has ended, or is as far as any run of
   * its task. `judged` is absent if an earlier scheduler did.
   */
  readonly out?: { readonly resource: number; readonly judged?: RungVerdict };
  /** Why an earlier scheduler told it to end. It may have ended before this one looked, for that reason. */
  readonly toldBefore?: Told;
  /** Set once the run was told to end: why, and when SIGKILL is due (milliseconds since the epoch). */
  readonly ending?: { readonly why: Told; readonly killAt: number; readonly killed: boolean };
}

/** The number of failures after which scheduling stops. */
export type FailureLimit =
  /** If the first `count` runs to end all failed. */
  | { readonly kind: "first"; readonly count: number }
  | { readonly kind: "count"; readonly count: number }
  /** A percentage of all jobs. */
  | { readonly kind: "percent"; readonly percent: number }
  | { readonly kind: "none" };

/** The limits of a scheduler. They never change while it runs. */
export interface Limits {
  /** Maximum number of concurrent runs, at least 1. */
  readonly slots: number;
  /** What the machine has. */
  readonly capacity: Needs;
  /** UUIDs of the GPUs available to runs; empty on CPUs. */
  readonly devices: readonly string[];
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  /** When scheduling stops because of failures. */
  readonly failures: FailureLimit;
  /** When all runs are terminated: milliseconds, as `step()` takes them. Absent without a time limit. */
  readonly stopAt?: number;
  /** After this time nothing more is started: milliseconds, as `step()` takes them. Absent without a limit. */
  readonly startUntil?: number;
  /** The rule by which runs are stopped early; absent if none is. */
  readonly halving?: Halving;
  /** Jobs with a known duration start last, the longest first. Otherwise all start in the order of the plan. */
  readonly longestFirst?: true;
  /** Runs are handed over to the queue of a cluster, which starts them later. */
  readonly queues?: true;
}

/**
 * Why scheduling stopped. `error`: an internal error, or one of the operating system (a full disk, for example). `left`: what was
 * handed over to a cluster goes on without this scheduler.
 */
export type StopReason =
  | "signal"
  | "drain"
  | "max_failures"
  | "error"
  | "no_devices"
  | "left"
  | "time_limit"
  | "max_time";

/** The jobs of this scheduler by state. */
export interface Counts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly interrupted: number;
  /** Number of jobs that were stopped early. */
  readonly stoppedEarly: number;
}

/** The state of a scheduler. `step()` changes it in place. */
export interface State {
  /** What the scheduler was created with. */
  readonly limits: Limits;
  /** The number of jobs at first. */
  readonly jobs: number;
  /**
   * Those that were never started.
   *
   * @internal
   */
  readonly backlog: Backlog<Job>;
  /**
   * Jobs that wait for another attempt: what is due first, then what came first.
   *
   * @internal
   */
  readonly waiting: BinaryHeap<WaitingJob>;
  /** How often a job was put among these. */
  returned: number;
  /** Number of runs that have ended. */
  ended: number;
  /**
   * By slot. A run that changes is replaced.
   *
   * @internal
   */
  readonly running: Map<number, Running>;
  /** Number of these that wait in the queue of a cluster. */
  queued: number;
  /**
   * When runs are timed out and killed, the next one first. Those of runs that were replaced are out of date.
   *
   * @internal
   */
  readonly deadlines: BinaryHeap<Deadline>;
  /**
   * The slots without a run, the next one to be taken last.
   *
   * @internal
   */
  readonly freeSlots: number[];
  /** What the running jobs take of the machine. */
  used: Needs;
  /** Why scheduling stopped, if it has. */
  stop: StopReason | undefined;
  /** Whether all runs were terminated at the time limit. */
  isTimeUp: boolean;
  /** The runs that have succeeded or were stopped early, and their duration in total, in milliseconds. */
  readonly measurements: { runs: number; spent: number };
  /** Whether there is nothing left to do. */
  finished: boolean;
  /** Number of jobs that succeeded. */
  succeeded: number;
  /** Number of jobs that failed for good. */
  failed: number;
  /** Number of jobs that ran out of time for good. */
  timedOut: number;
  /** Number of jobs that were interrupted. */
  interrupted: number;
  /** Number of jobs that were stopped early. */
  stoppedEarly: number;
  /** By task: the rungs at which its runs were judged. */
  readonly rungs: Map<string, Rung[]>;
  /**
   * By task: how far its judged runs have got.
   *
   * @internal
   */
  readonly progress: Map<string, TaskProgress>;
}

/** A job that waits for another attempt. */
interface WaitingJob {
  readonly job: Job;
  /** When it can start: milliseconds, as `step()` takes them. */
  readonly due: number;
  /** The number of jobs that were put back before it. */
  readonly order: number;
}

/** When a run is due: to be terminated at its timeout, to be killed at the end of its grace. */
interface Deadline {
  /** Milliseconds, as `step()` takes them. */
  readonly at: number;
  readonly slot: number;
  readonly run: Running;
}

/** How far the runs of a task have got. */
interface TaskProgress {
  /** The highest resource that any of them has reached. */
  readonly farthest: number;
  /**
   * The slots of runs that do not go on, and of which it is not known yet whether that stops anything. A slot may have another run
   * by now.
   */
  readonly waiting: number[];
}

/**
 * The state of a scheduler before its first event.
 *
 * @param jobs in the order of the plan
 * @param adopted runs of an earlier scheduler that are still running; they take the first slots
 * @param rungs at which runs were judged earlier; they belong to the state from now on
 */
export function createState(
  limits: Limits,
  jobs: readonly Job[],
  adopted: readonly Running[] = [],
  rungs: State["rungs"] = new Map(),
): State {
  const slots = Math.max(limits.slots, adopted.length);
  const state: State = {
    limits,
    jobs: jobs.length,
    backlog: createBacklog(jobs),
    waiting: new BinaryHeap((a, b) => a.due - b.due || a.order - b.order),
    returned: 0,
    ended: 0,
    running: new Map(),
    queued: 0,
    deadlines: new BinaryHeap((a, b) => a.at - b.at || a.slot - b.slot),
    freeSlots: Array.from({ length: slots }, (_, i) => slots - 1 - i),
    used: { cpus: 0, memory: 0 },
    stop: undefined,
    isTimeUp: false,
    measurements: { runs: 0, spent: 0 },
    finished: false,
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    interrupted: 0,
    stoppedEarly: 0,
    rungs,
    progress: new Map(Array.from(rungs, ([task, ofTask]) => [task, progressAt(ofTask, limits.halving)])),
  };
  for (const run of adopted) takeSlot(state, run);
  return state;
}

// What is known before any row: the highest rung that was reached.
function progressAt(rungs: readonly Rung[], halving: Halving | undefined): TaskProgress {
  const last = rungs.findLastIndex(({ of }) => of > 0);
  return { farthest: halving === undefined || last < 0 ? -Infinity : resourceAt(halving, last), waiting: [] };
}

/** Counts the jobs by state. Jobs that wait for another attempt, or in the queue of a cluster, are pending. */
export function countsOf(state: State): Counts {
  const { backlog, waiting, succeeded, failed, timedOut, interrupted, stoppedEarly, running, queued } = state;
  const pending = backlog.size + backlog.waiting + waiting.length + queued;
  return { pending, running: running.size - queued, succeeded, failed, timedOut, interrupted, stoppedEarly };
}

/** Whether there are jobs left to start. */
export function hasWork({ backlog, waiting }: State): boolean {
  return backlog.size > 0 || waiting.length > 0;
}

/** The runs with their slots, in ascending order of these. */
export function runsBySlot({ running }: State): [number, Running][] {
  return [...running].sort(([a], [b]) => a - b);
}

// Changes the run in a slot, and everything that is derived from it, in place.

/** Puts a run into a free slot. There must be one. @returns the slot */
export function takeSlot(state: State, run: Running): number {
  const slot = state.freeSlots.pop()!;
  state.used = add(state.used, run.needs, 1);
  replaceRun(state, slot, run);
  return slot;
}

/** Takes the run out of a slot, which is the next one to be taken. */
export function freeSlot(state: State, slot: number): void {
  const run = state.running.get(slot)!;
  state.running.delete(slot);
  if (run.queued) state.queued--;
  state.used = add(state.used, run.needs, -1);
  state.freeSlots.push(slot);
}

// Deadlines that are out of date may outnumber the runs by this factor, plus a constant. Then they are removed, which costs a
// constant per event on average.
const EXCESS = 2;
const SPARE = 64;

/** Replaces the run in a slot by what has become of it. */
export function replaceRun(state: State, slot: number, run: Running): void {
  const { running, deadlines } = state;
  if (running.get(slot)?.queued) state.queued--;
  if (run.queued) state.queued++;
  running.set(slot, run);
  addDeadline(state, slot, run);
  if (deadlines.length > EXCESS * running.size + SPARE) dropOldDeadlines(state);
}

function dropOldDeadlines(state: State): void {
  state.deadlines.clear();
  for (const [slot, run] of state.running) addDeadline(state, slot, run);
}

function addDeadline({ deadlines }: State, slot: number, run: Running): void {
  const at = deadlineOf(run);
  if (at !== undefined) deadlines.push({ at, slot, run });
}

function deadlineOf({ job, started, queued, ending }: Running): number | undefined {
  if (ending !== undefined) return ending.killed ? undefined : ending.killAt;
  return queued || job.policy.timeout === undefined ? undefined : started + job.policy.timeout;
}

/** The next deadline, if there is one. Those that come before it and are out of date are removed. */
export function nextDeadline({ deadlines, running }: State): Deadline | undefined {
  let next = deadlines.peek();
  while (next !== undefined && running.get(next.slot) !== next.run) {
    deadlines.pop();
    next = deadlines.peek();
  }
  return next;
}
