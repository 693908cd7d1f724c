/** Decides what to do about launches that a previous scheduler left unfinished, from the files that they wrote. */
import type { RunRecord } from "./journal_record.ts";
import { classify, exitAndSignal, type Outcome, type Told } from "./outcome.ts";
import type { Run, Time } from "./run_state.ts";
import { type RunKey, runOf, runsOfStage, type RunTable } from "./run_table.ts";
import type { Stage } from "./stage.ts";

/** What the files of a launch and its process show. */
export type Inspection =
  /** The exit record is complete; `time` is when it was written. */
  | { readonly kind: "ended"; readonly outcome: Outcome; readonly time: Time }
  /** Nothing was or will be started: the claim is void, or another run had the GPUs. */
  | { readonly kind: "void" }
  /** There is no claim yet: a supervisor may still write one. */
  | { readonly kind: "unclaimed" }
  /** The claim exists, but its holder has not been written yet. */
  | { readonly kind: "claimed" }
  | { readonly kind: "alive"; readonly pid: number }
  /** The process is gone and left no exit record. */
  | { readonly kind: "dead" }
  /** The machine has rebooted since. */
  | { readonly kind: "rebooted" }
  /** On another host or in another PID namespace: its process cannot be seen from here. */
  | { readonly kind: "foreign"; readonly host: string };

/** The result of a recovery. */
export interface Recovery {
  /** Records that are missing from the journal. */
  readonly records: readonly Extract<RunRecord, { type: "end" | "void" }>[];
  /** Runs that are alive, or may be about to start. */
  readonly adopt: readonly RunKey[];
  /** Runs that may or may not be alive, on another host. */
  readonly unknown: readonly { readonly key: RunKey; readonly host: string }[];
}

/** The runs of a stage that have a start in the journal and no end. */
export function unfinishedRuns(runs: RunTable, stage: Stage): RunKey[] {
  return Array.from(runsOfStage(runs, stage)).flatMap(([key, run]) => run.state.kind === "running" ? [key] : []);
}

/**
 * Decides what to do about unfinished launches. Status only folds the records; the scheduler also appends them to the journal.
 *
 * @param inspections the unfinished runs, each with what its newest launch shows
 * @param now the time for records of ends that nobody saw
 */
export function recover(
  runs: RunTable,
  inspections: Iterable<readonly [RunKey, Inspection]>,
  now: Time,
): Recovery {
  const records: Recovery["records"][number][] = [];
  const adopt: RunKey[] = [];
  const unknown: Recovery["unknown"][number][] = [];
  for (const [key, inspection] of inspections) {
    const run = runOf(runs, key);
    if (inspection.kind === "foreign") unknown.push({ key, host: inspection.host });
    else if (inspection.kind === "alive" || inspection.kind === "claimed") adopt.push(key);
    else records.push(missingRecord(key, run, inspection, now));
  }
  return { records, adopt, unknown };
}

const LOST: Outcome = { kind: "lost" };

function missingRecord(
  key: RunKey,
  run: Run,
  inspection: Exclude<Inspection, { kind: "foreign" | "alive" | "claimed" }>,
  now: Time,
): Recovery["records"][number] {
  const launch = { ...key, launch: run.lastLaunch };
  const end = (outcome: Outcome, time: Time, told: Told | undefined) =>
    ({ type: "end", time, ...launch, state: classify(outcome, told), ...exitAndSignal(outcome) }) as const;
  switch (inspection.kind) {
    case "ended":
      return end(inspection.outcome, inspection.time, run.state.kind === "running" ? run.state.told : undefined);
    case "rebooted":
      // A reboot is not the run's fault, so it counts as stopped.
      return end(LOST, now, "stop");
    case "dead":
      return end(LOST, now, undefined);
    case "void":
    case "unclaimed":
      return { type: "void", time: now, ...launch };
  }
}
