/** Reads all rows of a training by which early stopping judges it. */
import {
  createMeasurementReader,
  type MeasuredColumns,
  type Measurement,
} from "../../lib/results/measurement_reader.ts";
import { isPathError } from "../system/file_errors.ts";
import { findStatistics } from "./find_statistics.ts";
import { openGrowingFile } from "./growing_file.ts";

/**
 * Reads the rows of a training that has ended. A file that cannot be read has none.
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
    for (let next = file.look(); next !== undefined; next = file.look()) yield* reader.push(next.text);
    yield* reader.finish();
  } catch (error) {
    if (!isPathError(error)) throw error;
  }
}
