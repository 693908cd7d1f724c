/** The cause of a failed run. */
import { describeOutcome, type Outcome } from "../run/outcome.ts";
import { causeLine } from "./cause_line.ts";
import { failureCause } from "./failure_cause.ts";

/** A run that failed, and the end of its log. */
export interface LoggedFailure {
  readonly outcome: Outcome;
  readonly timedOut: boolean;
  /** The path of its log, relative to the grid directory. */
  readonly log: string;
  /** The end of its log. */
  readonly lines: readonly string[];
}

/** Why a run failed: the line that says so, and what it has in common with those of other runs. */
export interface Cause {
  /** {@link causeLine}, without the name of the experiment. */
  readonly line: string;
  /** {@link failureCause} */
  readonly cause: string;
}

/**
 * The cause of a failed run.
 *
 * @param name of the experiment. In its log, in paths for instance, it does not tell causes apart
 */
export function causeOf({ outcome, timedOut, lines, log }: LoggedFailure, name: string): Cause {
  const dir = log.split("/")[0]!;
  const line = causeLine({
    log: lines.map((line) => line.replaceAll(dir, "…").replaceAll(name, "…")),
    signal: outcome.kind === "signal" ? outcome.signal : undefined,
    outcome: describeOutcome(outcome),
    timedOut,
  });
  // Numbers of outcomes are not masked: exit codes tell causes apart.
  return { line, cause: line === describeOutcome(outcome) ? line : failureCause(line) };
}
