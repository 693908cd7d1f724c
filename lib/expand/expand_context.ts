/** The context that all steps of an expansion share. */
import { leaves, removedKey } from "../config/key_path.ts";
import type { ConfigLoader } from "../grid/load_configs.ts";
import type { Overrides, SetOverride } from "../grid/overrides.ts";
import type { Grid } from "../grid/parse_grid.ts";
import type { ProblemReport } from "../messages/report.ts";
import type { RunSpecReader } from "../plan/plan.ts";

export interface ExpandContext {
  readonly grid: Grid;
  /** The name of the grid file without its extension, in characters that are safe in file names. */
  readonly gridName: string;
  readonly overrides: Overrides;
  readonly loader: ConfigLoader;
  /** The number of repetitions per configuration, at least 1. */
  readonly repetitions: number;
  readonly readSpecs: RunSpecReader;
  /** Collects all problems. */
  readonly report: ProblemReport;
}

/**
 * Whether two dotted keys set the same part of a configuration: they are equal, or one is a section that contains the other,
 * such as `optimizer` and `optimizer.lr`.
 */
export function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** Whether a key overlaps any of the others. */
export function overlapsAny(key: string, others: Iterable<string>): boolean {
  for (const other of others) if (overlaps(key, other)) return true;
  return false;
}

/** The dotted keys of the leaves that `--set` sets or removes. */
export function setKeys({ parts, value }: SetOverride): string[] {
  const removed = removedKey(parts.at(-1)!);
  if (removed !== undefined) return [[...parts.slice(0, -1), removed].join(".")];
  return leaves(value, parts.join(".")).map(([key]) => key.replaceAll(/(^|\.)~/g, "$1"));
}
