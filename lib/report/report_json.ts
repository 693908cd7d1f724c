/** The report as JSON in a page. */
import type { Report } from "./model.ts";

/**
 * Encodes a report as JSON that can be part of a page: no text in it can end its element. Numbers that JSON does not have are
 * objects: `{"number":"NaN"}`.
 */
export function encodeReport(report: Report): string {
  const json = JSON.stringify(
    report,
    (_, value) => typeof value === "number" && !Number.isFinite(value) ? { number: String(value) } : value,
  );
  return json.replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** Decodes what {@link encodeReport} has encoded. */
export function decodeReport(json: string): Report {
  return JSON.parse(json, (_, value) => typeof value?.number === "string" ? Number(value.number) : value);
}
