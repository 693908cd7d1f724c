/** Looks at the statistics of running trainings, which early stopping judges, and reports their rows to the scheduler. */
import type { HalvingRule } from "../../../lib/grid/settings/settings.ts";
import {
  createMeasurementReader,
  type Measurement,
  type MeasurementReader,
} from "../../../lib/results/statistics_csv.ts";
import type { Unmeasured } from "../../../lib/status/progress/describe_verdict.ts";
import { type GrowingFile, openGrowingFile } from "../../results/growing_file.ts";
import { findStatistics } from "../../results/read_measurements.ts";
import { NOT_REGULAR } from "../../results/read_part.ts";
import { steadyNow } from "../../system/clock.ts";
import { isPathError } from "../../system/file_errors.ts";
import { statIfExists } from "../../system/files.ts";

/** Looks at running trainings. */
export interface RunMeter extends Disposable {
  /**
   * Looks at the run in a slot from now on.
   *
   * @param dir its directory, absolute
   * @param isAdopted whether it was started earlier: then all rows count that are there
   */
  follow(slot: number, dir: string, isAdopted: boolean): void;
  /**
   * Reports the rows that are left, and looks no more.
   *
   * @returns what its file shows, for the first run without any value; otherwise `undefined`
   */
  finish(slot: number): Unmeasured | undefined;
}

/** How often the files are looked at, in milliseconds. */
const LOOK_MS = 250;

/**
 * Creates a meter.
 *
 * @param report receives each row, in order, and whether the run has ended
 */
export function createRunMeter(
  rule: HalvingRule,
  report: (slot: number, row: Measurement, hasEnded: boolean) => void,
): RunMeter {
  const followed = new Map<number, Followed>();
  // Most likely all runs write the same files.
  let isTold = false;
  const timer = setInterval(() => {
    for (const [slot, run] of followed) {
      if (steadyNow() >= run.searchedUntil) look(run, (row) => report(slot, row, false));
    }
  }, LOOK_MS);
  return {
    follow(slot, dir, isAdopted) {
      const path = isAdopted ? undefined : findStatistics(dir, rule.file);
      followed.set(slot, {
        dir,
        rule,
        file: undefined,
        reader: createMeasurementReader(rule),
        rows: 0,
        searchedUntil: 0,
        stale: path === undefined ? undefined : { path, info: statIfExists(path) },
      });
    },
    finish(slot) {
      const run = followed.get(slot);
      if (run === undefined) return undefined;
      followed.delete(slot);
      const tell = (row: Measurement) => report(slot, row, true);
      while (look(run, tell));
      tellAll(run, run.reader.finish(), tell);
      if (run.rows > 0 || isTold) return undefined;
      isTold = true;
      return { columns: run.reader.columns, problem: run.reader.problem ?? fileProblem(run) };
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** A run that is looked at. */
interface Followed {
  readonly dir: string;
  readonly rule: HalvingRule;
  /** The file of an earlier attempt. */
  readonly stale: { readonly path: string; readonly info: Deno.FileInfo | undefined } | undefined;
  /** Once it exists. */
  file: { readonly path: string; readonly growing: GrowingFile } | undefined;
  reader: MeasurementReader;
  /** The number of rows so far. */
  rows: number;
  /** Its file is not searched for before, in milliseconds as `steadyNow()` gives them. */
  searchedUntil: number;
}

// A directory with many files is searched for a hundredth of the time at most.
const SEARCH_SHARE = 100;

function search(run: Followed): string | undefined {
  const begun = steadyNow();
  const path = findStatistics(run.dir, run.rule.file);
  const now = steadyNow();
  if (path === undefined) run.searchedUntil = now + SEARCH_SHARE * (now - begun);
  return path;
}

// Returns whether there was anything to read. A file that cannot be read now may be readable later.
function look(run: Followed, tell: (row: Measurement) => void): boolean {
  try {
    // As long as nothing was read, a newer file may be the one of this attempt.
    const path = run.reader.columns === undefined ? search(run) : run.file?.path;
    if (path === undefined) return false;
    if (run.file?.path !== path) {
      run.file = { path, growing: openGrowingFile(path, path === run.stale?.path ? run.stale.info : undefined) };
    }
    const appended = run.file.growing.look();
    if (appended === undefined) return false;
    if (appended.isNew) run.reader = createMeasurementReader(run.rule);
    tellAll(run, run.reader.push(appended.bytes), tell);
    return true;
  } catch (error) {
    if (!isPathError(error)) throw error;
    return false;
  }
}

// A pipe is not opened, as that would wait for a writer.
function fileProblem({ file, reader }: Followed): string | undefined {
  if (file === undefined || reader.columns !== undefined) return undefined;
  return statIfExists(file.path)?.isFile === false ? NOT_REGULAR : undefined;
}

function tellAll(run: Followed, rows: readonly Measurement[], tell: (row: Measurement) => void): void {
  run.rows += rows.length;
  rows.forEach(tell);
}
