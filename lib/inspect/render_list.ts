/** Renders the list of grids, as `grid:list` prints it. */
import { printable } from "../messages/printable.ts";
import { formatBytes } from "../messages/quantity.ts";
import { alignColumns } from "../messages/text.ts";
import type { GridSummary } from "./summarize_grid.ts";

/** A grid directory in the list, or one that was to be one. */
export interface GridRow {
  /** As people type it. */
  readonly path: string;
  /** ISO 8601; null if it is not known. */
  readonly created: string | null;
  /** Bytes on the disk; null if it took too long to add them up. */
  readonly size: number | null;
  /** Whether it is the one that commands take without an argument. */
  readonly newest: boolean;
  /** What keeps it from being read. */
  readonly problem?: string;
  /** Absent if it cannot be read. */
  readonly summary?: GridSummary;
  /** The process that runs it. */
  readonly scheduler?: { readonly pid: number; readonly host: string };
}

/**
 * The lines of the list, the header first.
 *
 * @param now milliseconds since the epoch
 */
export function renderList(grids: readonly GridRow[], now: number): string[] {
  const withTests = grids.some(({ summary }) => summary?.tested !== undefined);
  const withStopped = grids.some(({ summary }) => (summary?.stopped ?? 0) > 0);
  const header = [
    ...["grid", "state", "trained"],
    ...(withTests ? ["tested"] : []),
    "failed",
    ...(withStopped ? ["stopped"] : []),
    ...["created", "size"],
  ];
  const rows = grids.map((grid) => [...cellsOf(grid, { withTests, withStopped }, now), remark(grid)]);
  return alignColumns([header, ...rows]);
}

function cellsOf(
  { path, created, size, summary }: GridRow,
  { withTests, withStopped }: { readonly withTests: boolean; readonly withStopped: boolean },
  now: number,
): string[] {
  const number = (count: number | undefined) => count === undefined ? "-" : String(count);
  const share = (count: number | undefined) =>
    count === undefined || summary === undefined ? "-" : `${count}/${summary.experiments}`;
  return [
    printable(path),
    summary?.state ?? "broken",
    share(summary?.trained),
    ...(withTests ? [share(summary?.tested)] : []),
    number(summary?.failed),
    ...(withStopped ? [number(summary?.stopped)] : []),
    created === null || Number.isNaN(Date.parse(created)) ? "-" : describeAge((now - Date.parse(created)) / 1_000),
    size === null ? "-" : formatBytes(size),
  ];
}

// In its largest unit: what is older needs less precision.
const UNITS = [["d", 86_400], ["h", 3_600], ["m", 60]] as const;

function describeAge(seconds: number): string {
  const unit = UNITS.find(([, size]) => seconds >= size);
  return unit === undefined ? "just now" : `${Math.floor(seconds / unit[1])}${unit[0]} ago`;
}

function remark({ newest, problem, scheduler }: GridRow): string {
  return [
    ...(newest ? ["newest"] : []),
    ...(scheduler === undefined ? [] : [`pid ${scheduler.pid} on ${scheduler.host}`]),
    ...(problem === undefined ? [] : [printable(problem)]),
  ].join(", ");
}
