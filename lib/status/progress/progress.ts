/** The progress of a stage, as a reducer over its events. The live view and the summary are rendered from it. */
import type { Blocked } from "../../gpu/eligibility.ts";
import type { HalvingRule } from "../../grid/settings/settings.ts";
import { formatDuration } from "../../messages/quantity.ts";
import type { Experiment } from "../../plan/plan.ts";
import type { Fingerprint, SystemName } from "../../run/journal_record.ts";
import { describeOutcome } from "../../run/outcome.ts";
import { isDone } from "../../run/run_state.ts";
import type { Stage } from "../../run/stage.ts";
import type { Action } from "../../schedule/events.ts";
import type { Job, State } from "../../schedule/state.ts";
import type { RungVerdict } from "../../search/halving.ts";
import { jobLabel } from "../label.ts";
import type { DeletedDirs } from "../notices/describe_deleted.ts";
import type { UnknownRun } from "../notices/describe_left.ts";
import type { ArrayDescription } from "../notices/describe_submission.ts";
import type { FirstResults } from "./describe_first_results.ts";
import type { Unmeasured } from "./describe_verdict.ts";

/** A run that failed and is not retried. */
export interface Failure {
  /** The label of the job. */
  readonly label: string;
  /** How it ended: `exit code 3 after 2.1s`. */
  readonly reason: string;
  /** The log, relative to the grid directory. */
  readonly log: string;
}

/** The progress of a stage. */
export interface Progress {
  /** When the stage began, in milliseconds since the epoch. */
  readonly begun: number;
  /** The state of the scheduler, which goes on changing; `undefined` before the first start. */
  readonly state: State | undefined;
  /** Number of runs that succeeded or were stopped early. */
  readonly succeeded: number;
  /** Total duration of these runs, in milliseconds. */
  readonly spent: number;
  /** Number of runs that waited in the queue of a cluster before they started. */
  readonly queued: number;
  /** Their total time in the queue, in milliseconds. */
  readonly waited: number;
  /** Number of runs that failed and are not retried. */
  readonly failed: number;
  /** The first of these runs, at most 5. */
  readonly failures: readonly Failure[];
  /** The GPUs that the next job waits for. */
  readonly blocked: readonly Blocked[];
}

// As many as the summary shows.
const SHOWN_FAILURES = 5;

/** The progress before the first event. `now`: milliseconds since the epoch. */
export function beginProgress(now: number): Progress {
  return {
    begun: now,
    state: undefined,
    succeeded: 0,
    spent: 0,
    queued: 0,
    waited: 0,
    failed: 0,
    failures: [],
    blocked: [],
  };
}

/** The progress after one more event. `now`: milliseconds since the epoch. */
export function advance(
  progress: Progress,
  event: StageEvent,
  experiments: readonly Experiment[],
  now: number,
): Progress {
  switch (event.type) {
    case "started":
      if (event.waited === undefined) return { ...progress, state: event.state };
      return {
        ...progress,
        state: event.state,
        queued: progress.queued + 1,
        waited: progress.waited + event.waited,
      };
    case "waiting":
      return { ...progress, blocked: event.blocked };
    case "ended": {
      const { end, state } = event;
      if (isDone(end.state)) {
        return { ...progress, state, succeeded: progress.succeeded + 1, spent: progress.spent + now - end.started };
      }
      if (end.state === "interrupted" || end.retryAt !== undefined) return { ...progress, state };
      const isShown = progress.failures.length < SHOWN_FAILURES;
      const failures = isShown ? [...progress.failures, failureOf(event, experiments, now)] : progress.failures;
      return { ...progress, state, failed: progress.failed + 1, failures };
    }
    default:
      return progress;
  }
}

function failureOf(
  { end, log }: Extract<StageEvent, { type: "ended" }>,
  experiments: readonly Experiment[],
  now: number,
): Failure {
  const reason = describeEnd(end, now);
  return {
    label: jobLabel(experiments[end.job.experiment]!, end.job),
    reason: end.state === "timed_out" ? `timed out, ${reason}` : reason,
    log,
  };
}

/** How a run ended, and its duration: `exit code 3 after 2.1s`. */
export function describeEnd({ outcome, started }: Extract<StageEvent, { type: "ended" }>["end"], now: number): string {
  return `${describeOutcome(outcome)} after ${formatDuration((now - started) / 1000)}`;
}

// The events of a running stage, for live views, logs and summaries.

/** An event of a stage. `state` is that of the scheduler, which goes on changing. */
export type StageEvent =
  /** `waited`: how long the run was in the queue of a cluster, in milliseconds. */
  | { readonly type: "started"; readonly job: Job; readonly state: State; readonly waited?: number }
  | {
    readonly type: "ended";
    readonly end: Extract<Action, { type: "record_end" }>;
    /** The log of the run, relative to the grid directory. */
    readonly log: string;
    readonly state: State;
  }
  /** Another scheduler leased a GPU of the job first, or the launch had a claim already. The job waits in the queue. */
  | { readonly type: "lease_lost"; readonly job: Job; readonly unleased: boolean }
  /** The GPUs that the job at the head of the queue waits for; an empty list ends the wait. */
  | { readonly type: "waiting"; readonly blocked: readonly Blocked[] }
  /** Files that the command names have changed since the last start: from now on, runs start with the changed files. */
  | { readonly type: "files_changed"; readonly before: Fingerprint; readonly now: Fingerprint }
  /** Too many runs failed (`failed` of them): scheduling stopped. */
  | { readonly type: "gave_up"; readonly failed: number }
  /** The time limit: see the action of this name. `grace`: milliseconds between SIGTERM and SIGKILL. */
  | Extract<Action, { type: "time_limit" }> & { readonly grace: number }
  /** A run is told to end, because it is not among the best. */
  | { readonly type: "judged"; readonly job: Job; readonly rule: HalvingRule } & RungVerdict
  /** The time of `max_time` has passed. */
  | Extract<Action, { type: "max_time" }>
  /** A run has ended without a row by which early stopping could judge it. */
  | { readonly type: "unmeasured"; readonly job: Job; readonly rule: HalvingRule } & Unmeasured
  /** The first run that succeeded has no results, or not those that the grid needs. */
  | { readonly type: "first_results"; readonly job: Pick<Job, "experiment" | "test"> } & FirstResults
  /** Processes of ended runs that survived SIGKILL. */
  | { readonly type: "survivors"; readonly pids: readonly number[] }
  /** Runs that may still be running: the stage waits for their exit records. */
  | { readonly type: "unknown"; readonly runs: readonly UnknownRun[] }
  /** Succeeded experiments are trained again; `former`: the names of their former directories. */
  | {
    readonly type: "trained_anew";
    readonly experiments: readonly { readonly experiment: Experiment; readonly former: string }[];
  }
  /** The grid directory is a copy: `runs` runs of the original were running, and are run again here. */
  | { readonly type: "copied"; readonly runs: number }
  /** Directories were deleted: their runs are run again. */
  | { readonly type: "deleted"; readonly dirs: DeletedDirs }
  /** Job arrays are about to be submitted. */
  | { readonly type: "submitting"; readonly stage: Stage; readonly arrays: readonly ArrayDescription[] }
  /** A job array was submitted. */
  | { readonly type: "submitted"; readonly job: number; readonly launches: number }
  /** The cluster takes no more jobs now: `left` runs wait to be submitted. */
  | { readonly type: "full"; readonly system: SystemName; readonly message: string; readonly left: number }
  /** The controller of the cluster does not answer: nothing is known about its jobs. */
  | { readonly type: "silent"; readonly system: SystemName; readonly message: string }
  /** It answers again. */
  | { readonly type: "answered"; readonly system: SystemName }
  /** Elements of job arrays that have ended, and that the cluster lists as running: `812345_17`. */
  | { readonly type: "stale"; readonly system: SystemName; readonly elements: readonly string[] }
  /** Elements that the cluster has listed as running for minutes, and that have started nothing. */
  | { readonly type: "unstarted"; readonly system: SystemName; readonly elements: readonly string[] }
  /** Elements that the cluster held, as their start had failed, may start again. */
  | { readonly type: "released"; readonly system: SystemName; readonly elements: readonly string[] }
  /**
   * Elements end without starting their runs, no matter how often the runs are submitted: the runs are given up. `output`: what
   * elements print.
   */
  | { readonly type: "fruitless"; readonly job: number | undefined; readonly output: string }
  /** A node of the cluster does not see the grid directory, `dir`. */
  | { readonly type: "blind"; readonly node: string; readonly dir: string }
  /** An error that stopped scheduling: a full disk, for example. */
  | { readonly type: "error"; readonly message: string };
