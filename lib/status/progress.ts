/** The progress of a stage, folded from its events. */
import type { Blocked } from "../gpu/obstacle.ts";
import { formatDuration } from "../messages/quantity.ts";
import type { Experiment } from "../plan/plan.ts";
import { describeOutcome } from "../run/outcome.ts";
import type { State } from "../schedule/state.ts";
import { jobLabel } from "./label.ts";
import type { StageEvent } from "./stage_event.ts";

/** A run that failed and is not tried again. */
export interface Failure {
  /** As people name it. */
  readonly label: string;
  readonly what: string;
  /** Relative to the grid directory. */
  readonly log: string;
}

/** How far a stage is. Times are milliseconds since the epoch. */
export interface Progress {
  readonly begun: number;
  /** That of the scheduler; `undefined` before anything was started. */
  readonly state: State | undefined;
  /** How many runs succeeded, and the milliseconds that they took together. */
  readonly succeeded: number;
  readonly spent: number;
  /** How many runs failed and are not tried again, and the first of them. */
  readonly failed: number;
  readonly failures: readonly Failure[];
  /** The GPUs that are waited for. */
  readonly blocked: readonly Blocked[];
}

// As many as a summary shows.
const SHOWN_FAILURES = 5;

/** A stage before its first event. */
export function beginProgress(now: number): Progress {
  return { begun: now, state: undefined, succeeded: 0, spent: 0, failed: 0, failures: [], blocked: [] };
}

/** The progress after one more event. */
export function advance(
  progress: Progress,
  event: StageEvent,
  experiments: readonly Experiment[],
  now: number,
): Progress {
  switch (event.type) {
    case "started":
      return { ...progress, state: event.state };
    case "waiting":
      return { ...progress, blocked: event.blocked };
    case "ended": {
      const { end, state } = event;
      if (end.state === "succeeded") {
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
  const what = describeEnd(end, now);
  return {
    label: jobLabel(experiments[end.job.experiment]!, end.job),
    what: end.state === "timed_out" ? `timed out, ${what}` : what,
    log,
  };
}

/** How a run ended, and after what time: `exit 3 after 2.1s`. */
export function describeEnd({ outcome, started }: Extract<StageEvent, { type: "ended" }>["end"], now: number): string {
  return `${describeOutcome(outcome)} after ${formatDuration((now - started) / 1000)}`;
}
