/**
 * Checks the records that make up a journal, the starts and ends of launches and what is queued, by hand: a journal can have a
 * million lines, and with the schemas of these records it takes a third longer to read. The schemas only describe what is wrong
 * with a record that is rejected here.
 */
import { END_STATES } from "../run/outcome.ts";
import type { JournalRecord, StartRecord } from "../run/records/journal_record.ts";
import { isCount, isOptionalCount, isOptionalPositive, isOptionalText, isPositive } from "./plain_checks.ts";

type Fields = Readonly<Record<string, unknown>>;
type EndRecord = Extract<JournalRecord, { type: "end" }>;
type QueueRecord = Extract<JournalRecord, { type: "queue" }>;

/** Whether a record is the start of a launch, with valid fields. */
export function isStart(record: Fields): record is Fields & StartRecord {
  const { type, devices, launched_with, runs_per_gpu, submission, job, host } = record;
  return type === "start" && isOfRun(record) && isPositive(record.attempt) && isOptionalText(record.test_dir) &&
    (devices === undefined || isTexts(devices)) && isOptionalPositive(runs_per_gpu) && isOptionalText(launched_with) &&
    isOptionalCount(record.seed) && isOptionalPositive(submission) && isOptionalText(job) && isOptionalText(host);
}

/** Whether a record is a launch that was queued on a cluster, with valid fields. */
export function isQueue(record: Fields): record is Fields & QueueRecord {
  const { type, test_dir, launched_with, seed, reserved } = record;
  return type === "queue" && isOfRun(record) && isPositive(record.attempt) && isOptionalText(test_dir) &&
    isOptionalText(launched_with) && isOptionalCount(seed) && isOptionalPositive(reserved);
}

/** Whether a record is the end of a launch, with valid fields. */
export function isEnd(record: Fields): record is Fields & EndRecord {
  const { type, state, exit, signal, reason, has_dir } = record;
  return type === "end" && isOfRun(record) && STATES.has(state) && (exit === null || isCount(exit)) &&
    (signal === null || typeof signal === "string") && isOptionalText(reason) &&
    (has_dir === undefined || has_dir === true);
}

const STATES: ReadonlySet<unknown> = new Set(END_STATES);

function isOfRun({ time, id, stage, test, launch }: Fields): boolean {
  return Number.isFinite(time) && typeof id === "string" && (stage === "train" || stage === "test") &&
    isOptionalText(test) && isPositive(launch);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
