/** What an unfinished launch counts as, by the records beside it. */
import type { JournalRecord } from "./journal_record.ts";
import { endStateOf } from "./journal_state.ts";
import { codesOf, type EndState, type Outcome } from "./outcome.ts";
import type { StageHistory } from "./run_state.ts";
import type { Stage } from "./stage.ts";

/** What is known of a launch. */
export type Inspection =
  /** Its exit record is complete; `time` in milliseconds since the epoch. */
  | { readonly kind: "ended"; readonly outcome: Outcome; readonly time: number }
  /** Nothing was started, and nothing will be: its claim is ours, as void, or its GPUs were taken. */
  | { readonly kind: "void" }
  /** No claim yet: a supervisor may still come. */
  | { readonly kind: "unclaimed" }
  /** Claimed, the holder not yet known. */
  | { readonly kind: "claimed" }
  | { readonly kind: "alive"; readonly pid: number }
  /** Its process is gone, without an exit record. */
  | { readonly kind: "dead" }
  /** The machine was started anew since. */
  | { readonly kind: "rebooted" }
  /** On another host, or in another namespace of processes: it cannot be known from here. */
  | { readonly kind: "foreign"; readonly host: string };

/**
 * The record that settles a launch which the journal has as running.
 *
 * @param past its history
 * @param now for what has no time of its own: milliseconds since the epoch
 * @param test the name of the test, where there are several
 * @returns `undefined` while it runs, or may run
 */
export function settle(
  past: StageHistory,
  id: string,
  stage: Stage,
  found: Inspection,
  now: number,
  test?: string,
): Extract<JournalRecord, { type: "end" | "void" }> | undefined {
  const launch = { id, stage, ...(test !== undefined && { test }), launch: past.launch };
  const end = (state: EndState, outcome: Outcome, time: number) =>
    ({ type: "end", ...launch, time, state, ...codesOf(outcome) }) as const;
  switch (found.kind) {
    case "ended":
      return end(endStateOf(past, found.outcome), found.outcome, found.time);
    case "rebooted":
      return end("interrupted", { kind: "lost" }, now);
    case "dead":
      return end("lost", { kind: "lost" }, now);
    case "void":
    case "unclaimed":
      return { type: "void", time: now, ...launch };
    case "claimed":
    case "alive":
    case "foreign":
      return undefined;
  }
}
