/** Decodes JSON through schemas, and describes what does not fit. */
import * as v from "valibot";
import { printable } from "../messages/text/printable.ts";

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
 * Creates a check for many records with the same fields. It returns the record itself: `v.object()` would copy it, which
 * doubles the time.
 *
 * @param fields a schema per field
 * @returns a function that gives the record, or what is wrong with it
 */
export function recordReader<R extends object>(
  fields: Readonly<Record<string, v.GenericSchema>>,
): (record: object) => R | string {
  const checks = Object.entries(fields).map(([name, schema]) => ({
    name,
    schema,
    isOptional: schema.type === "exact_optional",
    // The last valid value. Most values equal those of the record before: stages, states, launch numbers.
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
export function describeIssue(issue: v.BaseIssue<unknown>): string {
  const field = v.getDotPath(issue);
  const last = issue.path?.at(-1);
  if (last?.origin === "key") return `${field} is missing`;
  const shown = printable(JSON.stringify(issue.input) ?? String(issue.input));
  const got = shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown;
  return `${field === null ? "" : `${field}: `}expected ${issue.message}, got ${got}`;
}
