/** The immutable state of a scheduler: its jobs, what runs in which slot, and the counts so far. */
import type { DeviceNeeds } from "../gpu/device_needs.ts";
import type { Told } from "../run/outcome.ts";
import { add, type Needs } from "./budget.ts";
import type { Queue } from "./queue.ts";

/** The resources and limits that apply to a job; jobs of one group share a policy. */
export interface Policy {
  readonly needs: Needs;
  /** Absent on CPUs. */
  readonly devices?: DeviceNeeds;
  /** Time limit of one attempt, in milliseconds. */
  readonly timeout: number | undefined;
  /** Maximum number of retries after failures and timeouts. */
  readonly retries: number;
}

/** An experiment to train or to test. */
export interface Job {
  /** The index of the experiment in the plan. */
  readonly experiment: number;
  /** The name of the test, for grids with `grid_tests`. */
  readonly test?: string;
  readonly policy: Policy;
  /** The number of the next attempt, from 1. */
  readonly attempt: number;
  /** Failures and timeouts so far that count against the retries. */
  readonly failures: number;
  /** Number of runs that still have to succeed; above 1 for repeated tests. */
  readonly times: number;
  /** Consecutive losses: how often in a row the run was lost. */
  readonly losses: number;
  /** Set for adopted runs that are not part of the request: they run to their end, but are not retried. */
  readonly noRerun?: true;
}

/** A job in a slot. */
export interface Running {
  readonly job: Job;
  /** Milliseconds, as `step()` takes them. */
  readonly started: number;
  readonly needs: Needs;
  /** UUIDs of its GPUs. */
  readonly devices: readonly string[];
  /** How many runs may share each GPU, by the settings at the time of the start. */
  readonly runsPerGpu: number;
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
  readonly capacity: Needs;
  /** UUIDs of the GPUs available to runs; empty on CPUs. */
  readonly devices: readonly string[];
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  readonly failures: FailureLimit;
}

/** Why scheduling stopped. `error`: an internal error, or one of the operating system (a full disk, for example). */
export type StopReason = "signal" | "drain" | "max_failures" | "error" | "no_devices";

/** The jobs of this scheduler by state. */
export interface Counts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly interrupted: number;
}

/** The state of a scheduler. Every step returns a new one. */
export interface State {
  readonly limits: Limits;
  /** In the order of the plan. */
  readonly jobs: readonly Job[];
  /** Index of the first job that was never started. */
  readonly next: number;
  /** Jobs that wait for another attempt, ordered by due time (milliseconds since the epoch). */
  readonly waiting: Queue<Job> | undefined;
  /** Number of runs that have ended. Orders waiting jobs that are due at the same time. */
  readonly ended: number;
  readonly running: ReadonlyMap<number, Running>;
  readonly freeSlots: readonly number[];
  readonly used: Needs;
  readonly stop: StopReason | undefined;
  readonly finished: boolean;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly interrupted: number;
}

/**
 * The state of a scheduler before its first event.
 *
 * @param jobs in the order in which they start
 * @param adopted runs of an earlier scheduler that are still running; they take the first slots
 */
export function createState(limits: Limits, jobs: readonly Job[], adopted: readonly Running[] = []): State {
  const running = new Map(adopted.map((run, slot) => [slot, run]));
  const slots = Math.max(limits.slots, adopted.length);
  return {
    limits,
    jobs,
    next: 0,
    waiting: undefined,
    ended: 0,
    running,
    freeSlots: Array.from({ length: slots - adopted.length }, (_, i) => adopted.length + i),
    used: adopted.reduce((sum, run) => add(sum, run.needs, 1), { cpus: 0, memory: 0 }),
    stop: undefined,
    finished: false,
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    interrupted: 0,
  };
}

/** Counts the jobs by state. Jobs that wait for another attempt are pending. */
export function countsOf(state: State): Counts {
  const { succeeded, failed, timedOut, interrupted, running } = state;
  const pending = state.jobs.length - state.next + (state.waiting?.size ?? 0);
  return { pending, running: running.size, succeeded, failed, timedOut, interrupted };
}

/** Whether there are jobs left to start. */
export function hasWork(state: State): boolean {
  return state.next < state.jobs.length || state.waiting !== undefined;
}
