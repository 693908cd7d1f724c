/** Describes a report in one line. */
import { counted } from "../messages/text.ts";
import type { Report } from "./model.ts";

/**
 * The line: `report: 12 experiments, 6 configurations, 391 KB`.
 *
 * @param size bytes of the file
 */
export function describeReport({ counts, configurations }: Report, size: number): string {
  const experiments = counted(counts.experiments, "experiment");
  return `report: ${experiments}, ${counted(configurations.length, "configuration")}, ${formatFileSize(size)}`;
}

/** Bytes in decimal units, as file managers show them: `391 KB`, `3.5 MB`. */
export function formatFileSize(bytes: number): string {
  return bytes < 999_500 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
