/** The immutable state of a scheduler: its jobs, what runs in which slot, and the counts so far. */
import type { DeviceNeeds } from "../gpu/device.ts";
import type { Told } from "../run/outcome.ts";
import type { Queue } from "../search/queue.ts";
import type { Halving, Rung, RungVerdict } from "../search/rungs.ts";
import { type Backlog, createBacklog, type OrderedJob } from "./backlog.ts";
import { add, type Needs } from "./limits.ts";
import { progressAt, type TaskProgress } from "./progress.ts";
import {
  createFreeSlots,
  createSlotTable,
  type Deadlines,
  deadlinesOf,
  type FreeSlots,
  runIn,
  type SlotTable,
  withDeadline,
  withRun,
} from "./slots.ts";

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
  /** How many launches in a row were void, apart from lost leases. */
  readonly voids?: number;
  /** Set if its values are judged at rungs: the task whose values they are compared with, and the number of rungs behind it. */
  readonly judged?: { readonly task: string; readonly rungs: number };
  /** Set for adopted runs that are not part of the request: they run to their end, but are not retried. */
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

/** The state of a scheduler. Every step returns a new one. */
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
   * Jobs that wait for another attempt, ordered by due time (milliseconds since the epoch).
   *
   * @internal
   */
  readonly waiting: Queue<Job> | undefined;
  /** Number of runs that have ended. Orders waiting jobs that are due at the same time. */
  readonly ended: number;
  /**
   * By slot.
   *
   * @internal
   */
  readonly running: SlotTable<Running>;
  /** Number of these that wait in the queue of a cluster. */
  readonly queued: number;
  /**
   * When runs are timed out and killed.
   *
   * @internal
   */
  readonly deadlines: Deadlines<Running>;
  /**
   * The slots without a run.
   *
   * @internal
   */
  readonly freeSlots: FreeSlots;
  /** What the running jobs take of the machine. */
  readonly used: Needs;
  /** Why scheduling stopped, if it has. */
  readonly stop: StopReason | undefined;
  /** Whether all runs were terminated at the time limit. */
  readonly isTimeUp: boolean;
  /** The runs that have succeeded or were stopped early, and their duration in total, in milliseconds. */
  readonly measurements: { readonly runs: number; readonly spent: number };
  /** Whether there is nothing left to do. */
  readonly finished: boolean;
  /** Number of jobs that succeeded. */
  readonly succeeded: number;
  /** Number of jobs that failed for good. */
  readonly failed: number;
  /** Number of jobs that ran out of time for good. */
  readonly timedOut: number;
  /** Number of jobs that were interrupted. */
  readonly interrupted: number;
  /** Number of jobs that were stopped early. */
  readonly stoppedEarly: number;
  /** By task: the rungs at which its runs were judged. */
  readonly rungs: ReadonlyMap<string, readonly Rung[]>;
  /**
   * By task: how far its judged runs have got.
   *
   * @internal
   */
  readonly progress: ReadonlyMap<string, TaskProgress>;
}

/**
 * The state of a scheduler before its first event.
 *
 * @param jobs in the order of the plan
 * @param adopted runs of an earlier scheduler that are still running; they take the first slots
 * @param rungs at which runs were judged earlier
 */
export function createState(
  limits: Limits,
  jobs: readonly Job[],
  adopted: readonly Running[] = [],
  rungs: State["rungs"] = new Map(),
): State {
  const running = createSlotTable(adopted);
  const slots = Math.max(limits.slots, adopted.length);
  return {
    limits,
    jobs: jobs.length,
    backlog: createBacklog(jobs),
    waiting: undefined,
    ended: 0,
    running,
    queued: adopted.filter(({ queued }) => queued).length,
    deadlines: deadlinesOf(running),
    freeSlots: createFreeSlots(adopted.length, slots),
    used: adopted.reduce((sum, run) => add(sum, run.needs, 1), { cpus: 0, memory: 0 }),
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
}

/** Counts the jobs by state. Jobs that wait for another attempt, or in the queue of a cluster, are pending. */
export function countsOf(state: State): Counts {
  const { backlog, succeeded, failed, timedOut, interrupted, stoppedEarly, running, queued } = state;
  const pending = backlog.size + backlog.waiting + (state.waiting?.size ?? 0) + queued;
  return { pending, running: running.size - queued, succeeded, failed, timedOut, interrupted, stoppedEarly };
}

/** Whether there are jobs left to start. */
export function hasWork(state: State): boolean {
  return state.backlog.size > 0 || state.waiting !== undefined;
}

// Changes the run in a slot of a scheduler's state, and everything that is derived from it.

// Deadlines that are out of date may outnumber the runs by this factor, plus a constant. Then the queue is built anew, which
// costs a constant per event on average.
const EXCESS = 2;
const SPARE = 64;

/** The state in which a slot has this run; `undefined` if it has none. The list of free slots is left to the caller. */
export function placeRun(state: State, slot: number, run: Running | undefined): State {
  const before = runIn(state.running, slot);
  const running = withRun(state.running, slot, run);
  const queued = state.queued + (run?.queued ? 1 : 0) - (before?.queued ? 1 : 0);
  const added = run === undefined ? state.deadlines : withDeadline(state.deadlines, slot, run);
  const isExcessive = (added?.size ?? 0) > EXCESS * running.size + SPARE;
  return { ...state, running, queued, deadlines: isExcessive ? deadlinesOf(running) : added };
}
