/** The format of a journal: one JSON object per line. */
import * as v from "valibot";
import { printable } from "../messages/printable.ts";
import type { JournalRecord } from "../run/journal_record.ts";
import { createRunTable, foldInto } from "../run/journal_state.ts";
import type { RunTable } from "../run/run_table.ts";
import { recordReader } from "./decode.ts";
import { COUNT, POSITIVE, STAGE, TEXT, TEXTS, TIME } from "./fields.ts";

/** The newest version of the journal that this program reads. */
export const JOURNAL_VERSION = 1;

// The schema of each field of that type of record, none left out. Further fields, of newer programs, are ignored.
type Fields<T extends JournalRecord["type"], R = Extract<JournalRecord, { type: T }>> = {
  readonly [K in keyof R]-?: v.GenericSchema<R[K]>;
};

const RUN = { time: TIME, id: TEXT, stage: STAGE, test: v.exactOptional(TEXT) };

const FIELDS: { readonly [T in JournalRecord["type"]]: Fields<T> } = {
  journal: { type: v.literal("journal"), version: POSITIVE },
  scheduler: {
    type: v.literal("scheduler"),
    time: TIME,
    stage: STAGE,
    pid: POSITIVE,
    host: TEXT,
    devices: v.exactOptional(TEXTS),
  },
  start: {
    type: v.literal("start"),
    ...RUN,
    launch: POSITIVE,
    attempt: POSITIVE,
    test_dir: v.exactOptional(TEXT),
    devices: v.exactOptional(TEXTS),
    runs_per_gpu: v.exactOptional(POSITIVE),
  },
  end: {
    type: v.literal("end"),
    ...RUN,
    launch: POSITIVE,
    state: v.picklist(["succeeded", "failed", "timed_out", "interrupted", "lost"], "the state of an ended run"),
    exit: v.nullable(COUNT),
    signal: v.nullable(TEXT),
    reason: v.exactOptional(TEXT),
  },
  terminate: {
    type: v.literal("terminate"),
    ...RUN,
    launch: POSITIVE,
    why: v.picklist(["stop", "timeout"], '"stop" or "timeout"'),
  },
  void: { type: v.literal("void"), ...RUN, launch: POSITIVE },
  blocked: { type: v.literal("blocked"), ...RUN, reason: TEXT },
};

const READERS: ReadonlyMap<unknown, (record: object) => JournalRecord | string> = new Map(
  Object.entries(FIELDS).map(([type, fields]) => [type, recordReader<JournalRecord>(fields)]),
);

const MAX_SHOWN = 60;

/** The line of a record, without its newline. */
export function encodeRecord(record: JournalRecord): string {
  return JSON.stringify(record);
}

/**
 * Reads a line of a journal.
 *
 * @param line without its newline
 * @param number of the line, from 1
 * @returns the record, or what is wrong with the line
 */
export function decodeRecord(line: string, number: number): JournalRecord | string {
  let record: { readonly type?: unknown } | null;
  try {
    record = JSON.parse(line);
  } catch {
    record = null;
  }
  if (typeof record !== "object" || record === null) {
    return `line ${number} of the journal is damaged and is passed over`;
  }
  const { type } = record;
  const read = READERS.get(type);
  if (read === undefined) {
    const shown = printable(typeof type === "string" ? type : JSON.stringify(type) ?? "undefined").slice(0, MAX_SHOWN);
    return `line ${number} of the journal has an unknown kind of record, "${shown}"`;
  }
  const checked = read(record);
  return typeof checked === "string" ? `line ${number} of the journal: ${checked}` : checked;
}

/** The result of reading a journal. */
export interface JournalReading {
  readonly runs: RunTable;
  /** UUIDs of the GPUs that the last scheduler may give to runs; none on CPUs. */
  readonly devices: readonly string[];
  /** What could not be read, to be told. */
  readonly warnings: readonly string[];
}

/**
 * Reads a journal. Lines that are damaged, and records of kinds that this program does not know, are told and passed over.
 *
 * @param lines without their newlines
 */
export function decodeJournal(lines: Iterable<string>): JournalReading {
  const runs = createRunTable();
  const warnings: string[] = [];
  let devices: readonly string[] = [];
  let number = 0;
  for (const line of lines) {
    number++;
    if (line === "") continue;
    const record = decodeRecord(line, number);
    if (typeof record === "string") warnings.push(record);
    else if (record.type === "journal") {
      if (record.version > JOURNAL_VERSION) {
        warnings.push(`the journal has version ${record.version}: this program reads version ${JOURNAL_VERSION}`);
      }
    } else if (record.type === "scheduler") devices = record.devices ?? [];
    else foldInto(runs, record);
  }
  return { runs, devices, warnings };
}
