/** The attempts of a run, as its records in the journal tell them. */
import type { RunRecord } from "./journal_record.ts";
import { createRunTable, foldInto } from "./journal_state.ts";
import { type LaunchInfo, type Run, type RunKey, runOf, type RunState } from "./run_state.ts";

/** A launch that was not void. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  readonly launch: LaunchInfo;
  /** What became of it. */
  readonly state: RunState;
}

/**
 * The attempts of a run since it was last trained anew, in order.
 *
 * @param records those about its experiment, in order
 * @param now the run as it is now: it may have started or ended without a record
 */
export function attemptsOf(key: RunKey, records: Iterable<RunRecord>, now: Run): Attempt[] {
  const runs = createRunTable();
  const launches = new Map<number, Omit<Attempt, "number">>();
  for (const record of records) {
    foldInto(runs, record);
    note(launches, runOf(runs, key));
  }
  note(launches, now);
  return Array.from(launches.values(), (attempt, index) => ({ number: index + 1, ...attempt }));
}

function note(launches: Map<number, Omit<Attempt, "number">>, { newest, state }: Run): void {
  // Trained anew, or deleted: what was before no longer counts.
  if (newest === undefined) return launches.clear();
  // The end of a void launch has no outcome.
  const isVoid = newest.ended !== undefined && newest.outcome === undefined;
  if (isVoid) launches.delete(newest.number);
  // A run that waits for a test to be possible has the state of that.
  else if (state.kind === "running" || state.kind === "unknown" || state.kind === "ended") {
    launches.set(newest.number, { launch: newest, state });
  }
}
