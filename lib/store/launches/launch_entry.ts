/** Tells what was made for the launches of an experiment from what their commands wrote. */
import { CONFIGURATION, TEST_LOG, TRAIN_LOG } from "../layout.ts";

// Leases are those of a grid inside a run.
const NAMES: readonly string[] = [TRAIN_LOG, TEST_LOG, ...Object.values(CONFIGURATION), "leases"];

// Scripts, claims, exit records and logs; test directories.
const PATTERN = /^(?:(?:train|test)\.\d+\.\w+|test_\d{8}_\d{6}(?:[-_].*)?)$/;

/** Whether a file or directory, in the directory of an experiment or of a test, was made for launches. */
export function isLaunchEntry(name: string): boolean {
  return NAMES.includes(name) || PATTERN.test(name);
}
