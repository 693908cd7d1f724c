/** Says how the newest launch of a run ended. */
import { formatDuration } from "../messages/quantity.ts";
import { describeOutcome } from "../run/outcome.ts";
import { type Run, stateName } from "../run/run_state.ts";

/** How a run ended, and after what time: `timed out, killed by SIGTERM after 2.1s, 3 attempts`. */
export function describeRunEnd(run: Run): string {
  const { state, attempts } = run;
  const outcome = state.kind === "ended" ? describeOutcome(state.outcome) : "";
  const seconds = secondsOf(run);
  const took = seconds === undefined ? "" : ` after ${formatDuration(seconds)}`;
  const tries = attempts > 1 ? `, ${attempts} attempts` : "";
  return `${stateName(state) === "timed_out" ? "timed out, " : ""}${outcome}${took}${tries}`;
}

/** The duration of the newest launch of a run, in seconds; `undefined` while it runs, and if it never started. */
export function secondsOf({ newest }: Run): number | undefined {
  return newest?.ended === undefined ? undefined : Math.max(0, newest.ended - newest.started) / 1000;
}
