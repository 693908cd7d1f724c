/** Decides what to do about launches that a previous scheduler left unfinished, from the files that they wrote. */
import type { RunRecord } from "./journal_record.ts";
import { endRecord } from "./make_records.ts";
import { decisiveReason, type Outcome, type Told } from "./outcome.ts";
import { isUnfinished, type Run, type RunKey, runOf, runsOfStage, type RunTable, type Time } from "./run_state.ts";
import type { Stage } from "./stage.ts";

/** What the files and the process of a launch show. */
export type Inspection =
  /** The exit record is complete; `time` is when it was written, `told` why a cluster ended the run, `mark` of which launch. */
  | {
    readonly kind: "ended";
    readonly outcome: Outcome;
    readonly time: Time;
    readonly told?: Told;
    readonly mark?: string;
  }
  /** Nothing was or will be started: the claim is void, or another run had the GPUs. */
  | { readonly kind: "void" }
  /** There is no claim yet: a supervisor may still write one. */
  | { readonly kind: "unclaimed" }
  /** The claim exists, but its holder has not been written yet. */
  | { readonly kind: "claimed" }
  /** A living supervisor holds the claim, even if the claim was deleted or changed. `supervisor` is its pid. */
  | { readonly kind: "supervised"; readonly supervisor: number }
  | { readonly kind: "alive"; readonly pid: number }
  /** The process is gone and left no exit record. `told`: set if its job was cancelled. */
  | { readonly kind: "dead"; readonly told?: "stop" }
  /** The machine has rebooted since. */
  | { readonly kind: "rebooted" }
  /** The files are copies: the launch belongs to another grid directory. */
  | { readonly kind: "copied" }
  /** The launch is on another host or in another PID namespace, so its process cannot be seen from here. */
  | { readonly kind: "foreign"; readonly host: string }
  /** The process exists, belongs to another user, and cannot be inspected. */
  | { readonly kind: "hidden"; readonly pid: number }
  /** An element of a cluster claimed it: only the cluster knows whether it is running. */
  | { readonly kind: "clustered"; readonly cluster: string; readonly job: number; readonly host: string }
  /** Its files exist, but cannot be read. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** An inspection that does not show whether the launch is alive. */
export type UnknownInspection = Extract<Inspection, { kind: "foreign" | "hidden" | "unreadable" | "clustered" }>;

/**
 * A launch counts as gone only after it has looked gone for this many milliseconds: its supervisor may be about to fill the
 * claim or to write the exit record, and needs half a second longer when the disk is full.
 */
export const PATIENCE_MS = 2_000;

/** The result of a recovery. */
export interface Recovery {
  /** Records that are missing from the journal. */
  readonly records: readonly Extract<RunRecord, { type: "end" | "void" }>[];
  /** Runs that are alive, or may be about to start. */
  readonly adopt: readonly RunKey[];
  /** Runs that may still be alive. */
  readonly unknown: readonly { readonly key: RunKey; readonly seen: UnknownInspection }[];
}

/** The runs of a stage that have a start in the journal and no end, and those in the queue of a cluster. */
export function unfinishedRuns(runs: RunTable, stage: Stage): RunKey[] {
  const keys: RunKey[] = [];
  for (const [key, run] of runsOfStage(runs, stage)) if (isUnfinished(run)) keys.push(key);
  return keys;
}

/**
 * Decides what to do about unfinished launches. Status commands keep the resulting records in memory; the scheduler appends
 * them to the journal.
 *
 * @param inspections the unfinished runs, each with the inspection of its newest launch
 * @param now the time for records of ends whose time is not known
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
    if (isUnknown(inspection)) unknown.push({ key, seen: inspection });
    else if (mayRun(inspection)) adopt.push(key);
    else records.push(missingRecord(key, run, inspection, now));
  }
  return { records, adopt, unknown };
}

function toldOf({ state }: Run): Told | undefined {
  return state.kind === "running" ? state.told : undefined;
}

type Living = Extract<Inspection, { kind: "alive" | "supervised" | "claimed" }>;

function isUnknown(inspection: Inspection): inspection is UnknownInspection {
  return ["foreign", "hidden", "unreadable", "clustered"].includes(inspection.kind);
}

function mayRun(inspection: Inspection): inspection is Living {
  return inspection.kind === "alive" || inspection.kind === "supervised" || inspection.kind === "claimed";
}

const LOST: Outcome = { kind: "lost" };

function missingRecord(
  key: RunKey,
  run: Run,
  inspection: Exclude<Inspection, Living | UnknownInspection>,
  now: Time,
): Recovery["records"][number] {
  const launch = { ...key, launch: run.lastLaunch };
  const isOut = run.state.kind === "running" && run.state.isOut === true;
  const end = (outcome: Outcome, time: Time, told: Told | undefined, hasDir = false) =>
    endRecord(launch, { outcome, time, told: decisiveReason(outcome, told, isOut), hasDir });
  switch (inspection.kind) {
    case "ended":
      return end(inspection.outcome, inspection.time, inspection.told ?? toldOf(run), true);
    case "rebooted":
    case "copied":
      // After a reboot the run is not to blame, and in a copy nothing has run: both count as stopped.
      return end(LOST, now, "stop");
    case "dead":
      return end(LOST, now, inspection.told);
    case "void":
    case "unclaimed":
      return { type: "void", time: now, ...launch };
  }
}
