/** Decodes JSON with schemas, and describes what does not fit. */
import * as v from "valibot";
import { printable } from "../messages/printable.ts";
import { STAGES } from "../run/stage.ts";

/**
 * Decodes JSON.
 *
 * @returns `undefined` if the text is not valid JSON or does not fit the schema
 */
export function decodeJson<T>(schema: v.GenericSchema<unknown, T>, text: string): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}

/**
 * Creates a check for many records with the same fields. It returns the record itself: `v.object()` would copy it, which takes
 * twice as long.
 *
 * @param fields a schema per field
 * @returns a function that returns the record, or what is wrong with it
 */
export function recordReader<R extends object>(
  fields: Readonly<Record<string, v.GenericSchema>>,
): (record: object) => R | string {
  const checks = Object.entries(fields).map(([name, schema]) => ({
    name,
    schema,
    isOptional: schema.type === "exact_optional",
    // The last valid value. Most values equal those of the previous record: stages, states, launch numbers.
    valid: undefined as unknown,
  }));
  return (record) => {
    for (const check of checks) {
      const value = (record as Readonly<Record<string, unknown>>)[check.name];
      if (value === undefined ? check.isOptional : value === check.valid) continue;
      if (value === undefined || !v.is(check.schema, value)) {
        return describeIssue(v.safeParse(v.object(fields), record).issues![0]);
      }
      check.valid = value;
    }
    return record as R;
  };
}

const MAX_SHOWN = 60;

/** An issue in words: `launch is missing`, `stage: expected "train" or "test", got "tset"`. */
function describeIssue(issue: v.BaseIssue<unknown>): string {
  const field = v.getDotPath(issue);
  const last = issue.path?.at(-1);
  if (last?.origin === "key") return `${field} is missing`;
  const shown = printable(JSON.stringify(issue.input) ?? String(issue.input));
  const got = shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown;
  return `${field === null ? "" : `${field}: `}expected ${issue.message}, got ${got}`;
}

// Schemas of fields that several formats share. The message of a schema completes `expected …` in `describeIssue`. Numbers use
// `custom` instead of a pipe, which halves the time to check a journal of 100,000 records.

/** A string, possibly empty. */
export const TEXT = v.string("a string");

export const TEXTS = v.array(TEXT, "a list of strings");

/** Strings by name. */
export const TEXT_MAP = v.record(v.string(), TEXT, "a map of strings");

/** An integer ≥ 0. */
export const COUNT = v.custom<number>(isCount, "a whole number ≥ 0");

/** An integer ≥ 1. */
export const POSITIVE = v.custom<number>(isPositive, "a whole number ≥ 1");

/** Milliseconds since the epoch. */
export const TIME = v.custom<number>((value) => Number.isFinite(value), "a number of milliseconds");

/** A stage of an experiment. */
export const STAGE = v.picklist(STAGES, '"train" or "test"');

/** Whether a value is an integer ≥ 0. */
export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whether a value is an integer ≥ 1. */
export function isPositive(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

/** Whether a value is missing, or an integer ≥ 0. */
export function isOptionalCount(value: unknown): boolean {
  return value === undefined || isCount(value);
}

/** Whether a value is missing, or an integer ≥ 1. */
export function isOptionalPositive(value: unknown): boolean {
  return value === undefined || isPositive(value);
}

/** Whether a value is missing, or a string. */
export function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}
