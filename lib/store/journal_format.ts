/** The format of `journal.ndjson`, which records what happens to runs: one JSON object per line. */
import * as v from "valibot";
import { printable } from "../messages/printable.ts";
import {
  addFingerprint,
  addSubmission,
  type Fingerprints,
  type JournalRecord,
  type RecordedFingerprint,
  type SchedulerRecord,
  type StartRecord,
  type Submission,
  type Submissions,
} from "../run/journal_record.ts";
import { createRunTable, foldInto } from "../run/journal_state.ts";
import { END_STATES } from "../run/outcome.ts";
import type { RunTable } from "../run/run_state.ts";
import {
  COUNT,
  isCount,
  isOptionalCount,
  isOptionalPositive,
  isOptionalText,
  isPositive,
  POSITIVE,
  recordReader,
  STAGE,
  TEXT,
  TEXT_MAP,
  TEXTS,
  TIME,
} from "./decode.ts";

/** The newest journal version that this program reads. */
export const JOURNAL_VERSION = 1;

// A schema for every field of a record type. Unknown fields, from newer programs, are ignored.
type Fields<T extends JournalRecord["type"], R = Extract<JournalRecord, { type: T }>> = {
  readonly [K in keyof R]-?: v.GenericSchema<R[K]>;
};

const RUN = { time: TIME, id: TEXT, stage: STAGE, test: v.exactOptional(TEXT) };

const TRAINING = { time: TIME, id: TEXT, stage: v.literal("train") };

const NUMBER = v.union([
  v.pipe(v.number(), v.finite()),
  v.picklist(["NaN", "Infinity", "-Infinity"]),
], 'a number, "NaN", "Infinity" or "-Infinity"');

const FIELDS: { readonly [T in JournalRecord["type"]]: Fields<T> } = {
  journal: { type: v.literal("journal"), version: POSITIVE },
  scheduler: {
    type: v.literal("scheduler"),
    time: TIME,
    stage: STAGE,
    pid: POSITIVE,
    host: TEXT,
    devices: v.exactOptional(TEXTS),
    jobs: v.exactOptional(COUNT),
  },
  fingerprint: {
    type: v.literal("fingerprint"),
    time: TIME,
    stage: STAGE,
    hash: TEXT,
    settings: TEXT_MAP,
    files: TEXT_MAP,
  },
  queue: {
    type: v.literal("queue"),
    ...RUN,
    launch: POSITIVE,
    attempt: POSITIVE,
    test_dir: v.exactOptional(TEXT),
    launched_with: v.exactOptional(TEXT),
    seed: v.exactOptional(COUNT),
    reserved: v.exactOptional(POSITIVE),
  },
  submit: {
    type: v.literal("submit"),
    time: TIME,
    stage: STAGE,
    submission: POSITIVE,
    name: TEXT,
    elements: POSITIVE,
    controller: v.exactOptional(v.literal(true)),
    system: v.exactOptional(v.picklist(["slurm", "sge"])),
  },
  submitted: { type: v.literal("submitted"), time: TIME, submission: POSITIVE, job: POSITIVE },
  start: {
    type: v.literal("start"),
    ...RUN,
    launch: POSITIVE,
    attempt: POSITIVE,
    test_dir: v.exactOptional(TEXT),
    devices: v.exactOptional(TEXTS),
    runs_per_gpu: v.exactOptional(POSITIVE),
    launched_with: v.exactOptional(TEXT),
    seed: v.exactOptional(COUNT),
    submission: v.exactOptional(POSITIVE),
    job: v.exactOptional(TEXT),
    host: v.exactOptional(TEXT),
  },
  end: {
    type: v.literal("end"),
    ...RUN,
    launch: POSITIVE,
    state: v.picklist(END_STATES, "an end state"),
    exit: v.nullable(COUNT),
    signal: v.nullable(TEXT),
    reason: v.exactOptional(TEXT),
    has_dir: v.exactOptional(v.literal(true, "true")),
  },
  terminate: {
    type: v.literal("terminate"),
    ...RUN,
    launch: POSITIVE,
    why: v.picklist(["stop", "timeout", "early"], '"stop", "timeout" or "early"'),
  },
  rung: {
    type: v.literal("rung"),
    ...TRAINING,
    launch: POSITIVE,
    rung: v.pipe(v.number("a number"), v.finite("a number")),
    value: NUMBER,
    goes_on: v.exactOptional(v.boolean("true or false")),
    of: POSITIVE,
    cut: v.exactOptional(NUMBER),
    metric: v.exactOptional(TEXT),
    resource: v.exactOptional(TEXT),
    by: v.exactOptional(v.picklist(["best", "last"], '"best" or "last"')),
  },
  skip: { type: v.literal("skip"), ...TRAINING },
  void: { type: v.literal("void"), ...RUN, launch: POSITIVE },
  again: {
    type: v.literal("again"),
    ...TRAINING,
    former: POSITIVE,
    tests: v.exactOptional(TEXTS),
  },
  blocked: { type: v.literal("blocked"), ...RUN, reason: TEXT },
  cleaned: { type: v.literal("cleaned"), ...TRAINING },
  deleted: { type: v.literal("deleted"), ...RUN, test_dir: v.exactOptional(TEXT) },
};

/** The schema of a type of record, for tests. */
export function schemaOfRecord(type: JournalRecord["type"]): v.GenericSchema {
  return v.object(FIELDS[type]);
}

const READERS: ReadonlyMap<unknown, (record: object) => JournalRecord | string> = new Map(
  Object.entries(FIELDS).map(([type, fields]) => [type, recordReader<JournalRecord>(fields)]),
);

const MAX_SHOWN = 60;

/** The line of a record, without its newline. */
export function encodeRecord(record: JournalRecord): string {
  return JSON.stringify(record);
}

/**
 * Decodes a line of a journal.
 *
 * @param line without its newline
 * @param number of the line, from 1
 * @returns the record, or what is wrong with the line
 */
export function decodeRecord(line: string, number: number): JournalRecord | string {
  let record: Readonly<Record<string, unknown>> | null;
  try {
    record = JSON.parse(line);
  } catch {
    record = null;
  }
  if (typeof record !== "object" || record === null) {
    return `line ${number} of the journal is corrupt, skipped`;
  }
  if (isEnd(record) || isStart(record) || isQueue(record)) return record;
  const { type } = record;
  const read = READERS.get(type);
  if (read === undefined) {
    const shown = printable(typeof type === "string" ? type : JSON.stringify(type) ?? "undefined").slice(0, MAX_SHOWN);
    return `line ${number} of the journal: unknown record type "${shown}", skipped`;
  }
  const checked = read(record);
  return typeof checked === "string" ? `line ${number} of the journal is corrupt, skipped: ${checked}` : checked;
}

/** The result of reading a journal. */
export interface JournalReading {
  readonly runs: RunTable;
  readonly fingerprints: Fingerprints;
  readonly submissions: Submissions;
  /** UUIDs of the GPUs that the last scheduler may use; empty without GPUs. */
  readonly devices: readonly string[];
  /** The last scheduler; `undefined` if there was none. */
  readonly lastScheduler: SchedulerRecord | undefined;
  /** Messages about lines that were skipped. */
  readonly warnings: readonly string[];
}

/**
 * Decodes a journal. Corrupt lines and unknown record types are skipped with a warning.
 *
 * @param lines without their newlines
 */
export function decodeJournal(lines: Iterable<string>): JournalReading {
  const runs = createRunTable();
  const fingerprints = new Map<string, RecordedFingerprint>();
  const submissions = new Map<number, Submission>();
  const warnings: string[] = [];
  let lastScheduler: SchedulerRecord | undefined;
  let number = 0;
  for (const line of lines) {
    number++;
    if (line === "") continue;
    const record = decodeRecord(line, number);
    if (typeof record === "string") warnings.push(record);
    else if (record.type === "journal") {
      if (record.version > JOURNAL_VERSION) {
        warnings.push(`unsupported journal version: expected ${JOURNAL_VERSION}, got ${record.version}`);
      }
    } else if (record.type === "scheduler") lastScheduler = record;
    else if (record.type === "fingerprint") addFingerprint(fingerprints, record);
    else if (record.type === "submit" || record.type === "submitted") addSubmission(submissions, record);
    else foldInto(runs, record);
  }
  return { runs, fingerprints, submissions, devices: lastScheduler?.devices ?? [], lastScheduler, warnings };
}

// Checks by hand the most frequent records of a journal: the starts and ends of launches and what is queued. A journal can have
// a million lines, and reading it with the schemas of these records takes a third longer. The schemas only describe what is
// wrong with a record that is rejected here.

type ParsedRecord = Readonly<Record<string, unknown>>;
type EndRecord = Extract<JournalRecord, { type: "end" }>;
type QueueRecord = Extract<JournalRecord, { type: "queue" }>;

/** Whether a record is the start of a launch, with valid fields. */
export function isStart(record: ParsedRecord): record is ParsedRecord & StartRecord {
  const { type, devices, launched_with, runs_per_gpu, submission, job, host } = record;
  return type === "start" && isOfRun(record) && isPositive(record.attempt) && isOptionalText(record.test_dir) &&
    (devices === undefined || isTexts(devices)) && isOptionalPositive(runs_per_gpu) && isOptionalText(launched_with) &&
    isOptionalCount(record.seed) && isOptionalPositive(submission) && isOptionalText(job) && isOptionalText(host);
}

/** Whether a record is a launch that was queued on a cluster, with valid fields. */
export function isQueue(record: ParsedRecord): record is ParsedRecord & QueueRecord {
  const { type, test_dir, launched_with, seed, reserved } = record;
  return type === "queue" && isOfRun(record) && isPositive(record.attempt) && isOptionalText(test_dir) &&
    isOptionalText(launched_with) && isOptionalCount(seed) && isOptionalPositive(reserved);
}

/** Whether a record is the end of a launch, with valid fields. */
export function isEnd(record: ParsedRecord): record is ParsedRecord & EndRecord {
  const { type, state, exit, signal, reason, has_dir } = record;
  return type === "end" && isOfRun(record) && STATES.has(state) && (exit === null || isCount(exit)) &&
    (signal === null || typeof signal === "string") && isOptionalText(reason) &&
    (has_dir === undefined || has_dir === true);
}

const STATES: ReadonlySet<unknown> = new Set(END_STATES);

function isOfRun({ time, id, stage, test, launch }: ParsedRecord): boolean {
  return Number.isFinite(time) && typeof id === "string" && (stage === "train" || stage === "test") &&
    isOptionalText(test) && isPositive(launch);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
