/** Says how the newest launch of a run ended. */
import { formatDuration } from "../../messages/quantity.ts";
import { describeOutcome } from "../../run/outcome.ts";
import { type Run, secondsOf, stateName } from "../../run/run_state.ts";

/** How a run ended, and after what time: `timed out, killed by SIGTERM after 2.1s, 3 attempts`. */
export function describeRunEnd(run: Run): string {
  const { state, attempts } = run;
  const outcome = state.kind === "ended" ? describeOutcome(state.outcome) : "";
  const seconds = secondsOf(run.newest);
  const took = seconds === undefined ? "" : ` after ${formatDuration(seconds)}`;
  const tries = attempts > 1 ? `, ${attempts} attempts` : "";
  return `${stateName(state) === "timed_out" ? "timed out, " : ""}${outcome}${took}${tries}`;
}
