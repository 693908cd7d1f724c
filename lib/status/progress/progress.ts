/** The progress of a stage, as a reducer over its events. The live view and the summary are rendered from it. */
import type { Blocked } from "../../gpu/obstacle.ts";
import { formatDuration } from "../../messages/quantity.ts";
import type { Experiment } from "../../plan/plan.ts";
import { describeOutcome } from "../../run/outcome.ts";
import { isDone } from "../../run/run_state.ts";
import type { State } from "../../schedule/state.ts";
import { jobLabel } from "../label.ts";
import type { StageEvent } from "./stage_event.ts";

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
  /** The state of the scheduler; `undefined` before the first start. */
  readonly state: State | undefined;
  /** Number of runs that succeeded or were stopped early. */
  readonly succeeded: number;
  /** Total duration of these runs, in milliseconds. */
  readonly spent: number;
  /** Number of runs that waited in the queue of a cluster before they started. */
  readonly queued: number;
  /** The time that these waited in total, in milliseconds. */
  readonly waited: number;
  /** Number of runs that failed and are not retried. */
  readonly failed: number;
  /** The first of these runs, at most 5. */
  readonly failures: readonly Failure[];
  /** The GPUs that the next job waits for. */
  readonly blocked: readonly Blocked[];
}

// The number that the summary shows.
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
