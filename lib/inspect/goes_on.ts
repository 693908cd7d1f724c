/** Decides whether a run that is followed has come to its end. */
import { isFailed, isSubmitted, type Run } from "../run/run_state.ts";
import { hasRetriesLeft } from "../schedule/end.ts";

/** What is known beside the run. */
export interface RunSurroundings {
  /** Whether a scheduler runs the grid. */
  readonly isScheduled: boolean;
  /** The retries that the run may have. */
  readonly retries: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

// An element of a cluster retries without a scheduler, after a pause of at most a minute.
const PAUSE_MS = 90_000;

/** Whether a run may print more: it runs, will start, or will be retried. */
export function goesOn(run: Run, { isScheduled, retries, now }: RunSurroundings): boolean {
  const { state, queued } = run;
  switch (state.kind) {
    case "running":
    case "unknown":
      return true;
    case "pending":
      return isScheduled || queued !== undefined;
    case "blocked":
      return false;
    case "ended": {
      const isAwaited = isScheduled || isSubmitted(run) && now - state.at < PAUSE_MS;
      if (state.state === "lost") return isAwaited;
      return isFailed(run) && isAwaited && hasRetriesLeft(run, retries);
    }
  }
}
