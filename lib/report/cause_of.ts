/** The cause of a failed run. */
import { describeOutcome } from "../run/outcome.ts";
import type { RunFailure } from "./experiment_details.ts";
import { failureCause } from "./statistics/failure_cause.ts";

/**
 * The cause, as {@link failureCause} names it.
 *
 * @param name of the experiment. In its log, in paths for instance, it does not tell causes apart
 */
export function causeOf({ outcome, timedOut, lines, log }: RunFailure, name: string): string {
  const dir = log.split("/")[0]!;
  return failureCause({
    log: lines.map((line) => line.replaceAll(dir, "…").replaceAll(name, "…")),
    signal: outcome.kind === "signal" ? outcome.signal : undefined,
    outcome: describeOutcome(outcome),
    timedOut,
  });
}
