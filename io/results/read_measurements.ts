/** Reads the rows of a training that early stopping judges it by. */
import { join } from "@std/path";
import { createMeasurementReader, type MeasuredColumns, type Measurement } from "../../lib/results/statistics_csv.ts";
import { isPathError } from "../system/file_errors.ts";
import { entriesIn, statIfExists } from "../system/files.ts";
import { openGrowingFile } from "./growing_file.ts";

/**
 * Reads the rows of a training that has ended. There are none if the file cannot be read.
 *
 * @param dir the directory of the run, absolute
 * @param wanted the file and its columns
 */
export function* readMeasurements(
  dir: string,
  wanted: MeasuredColumns & { readonly file: string },
): Generator<Measurement> {
  try {
    const path = findStatistics(dir, wanted.file);
    if (path === undefined) return;
    const file = openGrowingFile(path);
    const reader = createMeasurementReader(wanted);
    for (let next = file.look(); next !== undefined; next = file.look()) yield* reader.push(next.bytes);
    yield* reader.finish();
  } catch (error) {
    if (!isPathError(error)) throw error;
  }
}

// MI-Prometheus's trainers write to PROBLEM/MODEL/TIME below the directory of the run.
const MAX_DEPTH = 3;

/**
 * Finds a statistics file, also of a training that is running: in the directory of the run or, if its trainer creates a
 * directory for each attempt, the newest one up to three levels below.
 *
 * @param dir absolute
 * @param name of the file: `validation_statistics.csv`
 * @returns its path; `undefined` if there is none yet
 */
export function findStatistics(dir: string, name: string): string | undefined {
  const path = join(dir, name);
  if (statIfExists(path) !== undefined) return path;
  return filesBelow(dir, name, MAX_DEPTH).sort((a, b) => b.changed - a.changed)[0]?.path;
}

function filesBelow(dir: string, name: string, depth: number): { readonly path: string; readonly changed: number }[] {
  if (depth === 0) return [];
  const inner = entriesIn(dir).filter((entry) =>
    entry.isDirectory && entry.name !== "models" && !entry.name.startsWith("test_")
  );
  return inner.flatMap((entry) => {
    const path = join(dir, entry.name, name);
    const info = statIfExists(path);
    const here = info === undefined ? [] : [{ path, changed: info.mtime?.getTime() ?? 0 }];
    return [...here, ...filesBelow(join(dir, entry.name), name, depth - 1)];
  });
}
