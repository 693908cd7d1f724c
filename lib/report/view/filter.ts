/** Filters configurations by what a reader types: `width=256 lr<0.1 adam`. */
import { suggestion } from "../../messages/suggestion.ts";
import type { Configuration, Report } from "../model.ts";
import { shortKeys } from "./labels.ts";

/** A parsed filter. */
export interface Filter {
  /** Whether a configuration passes all conditions. */
  passes(configuration: number): boolean;
  /** Why a condition has no effect; absent if all have one. */
  readonly problem?: string;
}

type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=";
type Value = string | number | null;

/**
 * Parses a filter: conditions separated by blanks, all of which have to hold. A condition is `KEY OPERATOR VALUE` without
 * blanks, with the key of a parameter or its end (`lr`), a result, `n`, `failed` or `seconds`, and one of `=`, `!=`, `<`, `<=`,
 * `>`, `>=`. Otherwise it is a text that the name or a value contains, in upper or lower case. Texts with blanks are quoted:
 * `"a b"`.
 */
export function parseFilter(text: string, report: Report): Filter {
  const conditions: ((row: Configuration) => boolean)[] = [];
  let problem: string | undefined;
  for (const word of text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []) {
    const plain = word.replaceAll('"', "");
    const match = /^([^=!<>"]+)(!=|<=|>=|=|<|>)(.*)$/s.exec(plain);
    if (match === null) {
      conditions.push(containing(plain.toLowerCase()));
      continue;
    }
    const [, key, operator, value] = match;
    const read = readerOf(key!, report);
    if (read === undefined) problem ??= `no parameter or result is called "${key}"${suggestion(key!, namesOf(report))}`;
    // The condition is still being typed.
    else if (value !== "") conditions.push((row) => compare(read(row), operator as Operator, value!));
  }
  return {
    passes: (index) => {
      const row = report.configurations[index]!;
      return conditions.every((condition) => condition(row));
    },
    ...(problem !== undefined && { problem }),
  };
}

function containing(text: string): (row: Configuration) => boolean {
  return ({ name, params }) =>
    name.toLowerCase().includes(text) || params.some((value) => value !== null && value.toLowerCase().includes(text));
}

function namesOf({ params, columns }: Report): string[] {
  return [...shortKeys(params), ...params, ...columns, "n", "failed", "seconds"];
}

function readerOf(key: string, { params, columns }: Report): ((row: Configuration) => Value) | undefined {
  const param = params.includes(key) ? params.indexOf(key) : onlyEnd(params, `.${key}`);
  if (param !== -1) return ({ params }) => params[param] ?? null;
  const column = columnOf(key, columns);
  if (column !== -1) return ({ results }) => results[column]?.[1] ?? null;
  if (key === "n" || key === "failed") return (row) => row[key];
  if (key === "seconds") return ({ seconds }) => seconds?.[1] ?? null;
  return undefined;
}

// A bare name means validation, as on the command line, if there is such a result.
function columnOf(key: string, columns: readonly string[]): number {
  const exact = [key, `validation_${key}`].map((name) => columns.indexOf(name)).find((index) => index !== -1);
  return exact ?? onlyEnd(columns, `_${key}`);
}

// The index of the only name with this end.
function onlyEnd(names: readonly string[], end: string): number {
  const near = names.flatMap((name, index) => name.endsWith(end) ? [index] : []);
  return near.length === 1 ? near[0]! : -1;
}

function compare(value: Value, operator: Operator, text: string): boolean {
  const isEqual = value !== null &&
    (String(value).toLowerCase() === text.toLowerCase() || text.trim() !== "" && Number(value) === Number(text));
  if (operator === "=") return isEqual;
  if (operator === "!=") return !isEqual;
  if (value === null || value === "") return false;
  const [a, b] = [Number(value), Number(text)];
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === ">" ? a > b : a >= b;
}
