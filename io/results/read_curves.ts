/** Reads the curves of a training from its statistics. */
import { NOTHING, read } from "../../lib/messages/reading.ts";
import { pointsOf, thin } from "../../lib/report/curves/curve_builder.ts";
import { createCurveScanner } from "../../lib/report/curves/curve_scanner.ts";
import { MAX_PARTS, type StatisticsCurves, type ThinnedCurve } from "../../lib/report/experiment_details.ts";
import { curvesFile, type ResultGroup } from "../../lib/results/choose_results.ts";
import type { Listing } from "./listing.ts";
import { guarded, type Notes, take } from "./read_part.ts";

const GROUPS: readonly ResultGroup[] = ["training", "validation"];

// Bytes per read. Most files have fewer.
const CHUNK = 256 * 2 ** 10;
const buffer = new Uint8Array(CHUNK);

/** Reads the curves of a training and thins them. Files are read in chunks, so that their size does not matter. */
export function readCurves({ path, files }: Listing, notes: Notes): StatisticsCurves[] {
  return GROUPS.flatMap((group): StatisticsCurves[] => {
    const name = curvesFile(group, (name) => files.has(name));
    const scanned = name === undefined ? undefined : take(`${path}/${name}`, scanFile(`${path}/${name}`), notes);
    if (scanned === undefined || scanned.columns.length === 0) return [];
    const columns = scanned.columns.map(({ name, curve }): ThinnedCurve => ({
      name,
      curve,
      points: thin(pointsOf(curve), MAX_PARTS),
    }));
    return [{ group, ...(scanned.x !== undefined && { x: scanned.x }), columns }];
  });
}

function scanFile(path: string) {
  return guarded(path, (size) => {
    if (size === 0) return NOTHING;
    using file = Deno.openSync(path);
    const scanner = createCurveScanner();
    // Not beyond its present size: a file may grow without end.
    for (let left = size; left > 0;) {
      const count = file.readSync(buffer.subarray(0, Math.min(left, CHUNK)));
      if (count === null || !scanner.push(buffer.subarray(0, count))) break;
      left -= count;
    }
    return read(scanner.finish());
  });
}
