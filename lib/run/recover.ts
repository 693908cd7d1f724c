/** What becomes of the launches that a scheduler left unfinished, by the records beside them. */
import type { RunRecord } from "./journal_record.ts";
import { classify, exitAndSignal, type Outcome, type Told } from "./outcome.ts";
import type { Run, Time } from "./run_state.ts";
import { type RunKey, runOf, runsOfStage, type RunTable } from "./run_table.ts";
import type { Stage } from "./stage.ts";

/** What the records beside a launch, and its process, tell. */
export type Inspection =
  /** Its exit record is complete; `time`: when it was written. */
  | { readonly kind: "ended"; readonly outcome: Outcome; readonly time: Time }
  /** Nothing was started, and nothing will be: its claim is void, or its GPUs were taken. */
  | { readonly kind: "void" }
  /** No claim yet: a supervisor may still come. */
  | { readonly kind: "unclaimed" }
  /** Claimed, the holder not yet known. */
  | { readonly kind: "claimed" }
  /** In the hands of a living supervisor, whatever has become of its claim. `supervisor`: its pid. */
  | { readonly kind: "supervised"; readonly supervisor: number }
  | { readonly kind: "alive"; readonly pid: number }
  /** Its process is gone, without an exit record. */
  | { readonly kind: "dead" }
  /** The machine was rebooted since. */
  | { readonly kind: "rebooted" }
  /** The records are a copy: the launch is that of another grid directory. */
  | { readonly kind: "copied" }
  /** On another host, or in another namespace of processes: it cannot be known from here. */
  | { readonly kind: "foreign"; readonly host: string }
  /** Its records are there and cannot be read. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** What leaves open whether a launch lives. */
export type UnknownInspection = Extract<Inspection, { kind: "foreign" | "unreadable" }>;

/**
 * How long a launch has to look as if nothing of it were left before that is believed, in milliseconds: a supervisor that is
 * about to claim, to name its holder or to write its record needs a moment, and half a second more while the disk is full.
 */
export const PATIENCE_MS = 2_000;

/** What a recovery comes to. */
export interface Recovery {
  /** Records that the journal lacks. */
  readonly records: readonly Extract<RunRecord, { type: "end" | "void" }>[];
  /** Runs that live, or may be about to. */
  readonly adopt: readonly RunKey[];
  /** Runs of which it cannot be known whether they live. */
  readonly unknown: readonly { readonly key: RunKey; readonly seen: UnknownInspection }[];
}

/** The runs of a stage that started and have no end. */
export function unfinishedRuns(runs: RunTable, stage: Stage): RunKey[] {
  return Array.from(runsOfStage(runs, stage)).flatMap(([key, run]) => run.state.kind === "running" ? [key] : []);
}

/**
 * What becomes of unfinished launches.
 *
 * @param seen the runs that have no end, each with what its newest launch shows
 * @param now the time of what has no time of its own
 */
export function recover(runs: RunTable, seen: Iterable<readonly [RunKey, Inspection]>, now: Time): Recovery {
  const records: Recovery["records"][number][] = [];
  const adopt: RunKey[] = [];
  const unknown: Recovery["unknown"][number][] = [];
  for (const [key, inspection] of seen) {
    const run = runOf(runs, key);
    if (inspection.kind === "foreign" || inspection.kind === "unreadable") unknown.push({ key, seen: inspection });
    else if (mayRun(inspection)) adopt.push(key);
    else records.push(missingRecord(key, run, inspection, now));
  }
  return { records, adopt, unknown };
}

type Living = Extract<Inspection, { kind: "alive" | "supervised" | "claimed" }>;

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
  const end = (outcome: Outcome, time: Time, told: Told | undefined) =>
    ({ type: "end", time, ...launch, state: classify(outcome, told), ...exitAndSignal(outcome) }) as const;
  switch (inspection.kind) {
    case "ended":
      return end(inspection.outcome, inspection.time, run.state.kind === "running" ? run.state.told : undefined);
    case "rebooted":
    case "copied":
      // A power cut ends everything that ran, and in a copy nothing has run.
      return end(LOST, now, "stop");
    case "dead":
      return end(LOST, now, undefined);
    case "void":
    case "unclaimed":
      return { type: "void", time: now, ...launch };
  }
}
