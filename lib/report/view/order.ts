/** Sorts the rows of the table in the order that the reader chose. */
import type { Configuration, Report } from "../model.ts";
import type { Sort, SortKey } from "./page_state.ts";

/**
 * Sorts configurations: numbers by value, then texts; those without a value, and NaN, come last in either direction. Equal ones
 * keep the order of the ranking.
 *
 * @param indices ascending, as in the report
 */
export function sortConfigurations(indices: readonly number[], { by, descending }: Sort, report: Report): number[] {
  const keyed = indices.map((index) => ({ index, value: valueOf(report.configurations[index]!, by) }));
  const sign = descending ? -1 : 1;
  keyed.sort(({ value: a }, { value: b }) => rankOf(a) - rankOf(b) || sign * compare(a, b));
  return keyed.map(({ index }) => index);
}

type Value = number | string | undefined;

function valueOf(row: Configuration, key: SortKey): Value {
  switch (key.kind) {
    case "name":
      return row.name;
    case "n":
    case "failed":
      return row[key.kind];
    case "fresh":
    case "seconds":
      return row[key.kind]?.[1];
    case "result":
      return row.results[key.index]?.[1];
    case "param": {
      const text = row.params[key.index] ?? undefined;
      return text !== undefined && isNumber(text) ? Number(text) : text;
    }
  }
}

function rankOf(value: Value): number {
  if (value === undefined) return 3;
  if (typeof value === "string") return 1;
  return Number.isNaN(value) ? 2 : 0;
}

function compare(a: Value, b: Value): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : Number(a > b);
  return typeof a === "string" && typeof b === "string" ? a.localeCompare(b, "en", { numeric: true }) : 0;
}

/** Whether two keys are the same. */
export function isSameKey(a: SortKey, b: SortKey): boolean {
  return a.kind === b.kind && ("index" in a ? a.index : -1) === ("index" in b ? b.index : -1);
}

/** Whether a value is a number, so that it is drawn and sorted as one. */
export function isNumber(value: string): boolean {
  return value.trim() !== "" && !Number.isNaN(Number(value));
}
