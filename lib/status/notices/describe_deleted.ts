/** Describes directories that were deleted, whose runs are pending again. */
import { firstOf } from "../../messages/text.ts";

/** Directories relative to the grid directory. */
export interface DeletedDirs {
  /** Directories of experiments. */
  readonly runs: readonly string[];
  /** Directories of succeeded tests. */
  readonly tests: readonly string[];
}

const MAX_SHOWN = 3;

/** One line for experiments, and one for tests, if there are any. */
export function describeDeleted({ runs, tests }: DeletedDirs): string[] {
  return [
    ...describe(runs, "run", "experiment"),
    ...describe(tests, "test", "test"),
  ];
}

function describe(dirs: readonly string[], kind: string, subject: string): string[] {
  if (dirs.length === 0) return [];
  const what = dirs.length === 1
    ? `1 ${kind} directory was deleted: its ${subject} is pending again`
    : `${dirs.length} ${kind} directories were deleted: their ${subject}s are pending again`;
  return [`${what} (${firstOf(dirs, MAX_SHOWN)})`];
}
