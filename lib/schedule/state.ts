/** The state of a scheduler: jobs, slots, budgets. */
import type { DeviceNeeds } from "../gpu/device_needs.ts";
import type { Told } from "../run/outcome.ts";
import { add, type Needs } from "./budget.ts";
import type { Queue } from "./queue.ts";

/** What jobs of one kind have in common. */
export interface Policy {
  readonly needs: Needs;
  /** Of runs on GPUs. */
  readonly devices?: DeviceNeeds;
  /** Milliseconds of one attempt. */
  readonly timeout: number | undefined;
  /** Further attempts after a failure or a timeout. */
  readonly retries: number;
}

/** One experiment that is to be trained or tested. */
export interface Job {
  /** The index of the experiment in the plan. */
  readonly experiment: number;
  /** The name of the test, where there are several. */
  readonly test?: string;
  readonly policy: Policy;
  /** The number of the next attempt, from 1. */
  readonly attempt: number;
  /** Failures and timeouts that count against the retries so far. */
  readonly failures: number;
  /** How many runs have to succeed; more than 1 for repeated tests. */
  readonly times: number;
  /** How often it was lost since it last ended otherwise. */
  readonly losses: number;
  /** It is seen to its end, and not run again: nobody has asked for it. */
  readonly last?: true;
}

/** A job in a slot. */
export interface Running {
  readonly job: Job;
  /** Milliseconds, as `step()` takes them. */
  readonly started: number;
  readonly needs: Needs;
  /** UUIDs of GPUs. */
  readonly devices: readonly string[];
  /** How many runs may share them: what held when it was started. */
  readonly runsPerGpu: number;
  /** Set once SIGTERM was sent: why, and when SIGKILL follows. */
  readonly ending?: { readonly why: Told; readonly killAt: number; readonly killed: boolean };
}

/** When to stop after failures. */
export type FailureLimit =
  /** When the first `count` that ended all failed. */
  | { readonly kind: "first"; readonly count: number }
  | { readonly kind: "count"; readonly count: number }
  /** Of all jobs. */
  | { readonly kind: "percent"; readonly percent: number }
  | { readonly kind: "none" };

/** What holds during the life of a scheduler. */
export interface Limits {
  /** At most this many runs at a time, at least 1. */
  readonly slots: number;
  readonly capacity: Needs;
  /** UUIDs of the GPUs that runs may be given; none on CPUs. */
  readonly devices: readonly string[];
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  readonly failures: FailureLimit;
}

/** Why nothing more is started. */
export type StopReason = "signal" | "drain" | "max_failures" | "fault" | "no_devices";

/** Counts of the jobs of this scheduler. */
export interface Counts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly interrupted: number;
}

/** The state of a scheduler. */
export interface State {
  readonly limits: Limits;
  /** In the order of the plan. */
  readonly jobs: readonly Job[];
  /** The first job that was never started. */
  readonly next: number;
  /** Jobs that are to be started again, by the time at which they come due. */
  readonly waiting: Queue<Job> | undefined;
  /** How many runs ended: the order among jobs that come due together. */
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
 * A scheduler before its first event.
 *
 * @param jobs in the order in which they are to start
 * @param adopted runs of a former scheduler that still live; they take slots and are ended like all others
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

/** Counts for the view; the jobs that wait for another attempt are pending. */
export function countsOf(state: State): Counts {
  const { succeeded, failed, timedOut, interrupted, running } = state;
  const pending = state.jobs.length - state.next + (state.waiting?.size ?? 0);
  return { pending, running: running.size, succeeded, failed, timedOut, interrupted };
}

export function hasWork(state: State): boolean {
  return state.next < state.jobs.length || state.waiting !== undefined;
}
