/** Reads the curves of a training from its statistics. */
import { NOTHING, read } from "../../lib/messages/reading.ts";
import { createCurveBuilder, type Curve, pointsOf, thin } from "../../lib/report/curves/curve_builder.ts";
import { createCurveScanner, MAX_CURVES } from "../../lib/report/curves/curve_scanner.ts";
import { MAX_PARTS, type StatisticsCurves, type ThinnedCurve } from "../../lib/report/experiment_details.ts";
import { curvesFile, type ResultGroup } from "../../lib/results/choose_results.ts";
import type { NamedSeries, Series } from "../../lib/results/series.ts";
import type { Listing } from "./listing.ts";
import { guarded, type Notes, take } from "./read_part.ts";

const GROUPS: readonly ResultGroup[] = ["training", "validation"];

// Bytes per read. Most files have fewer.
const CHUNK = 256 * 2 ** 10;
const buffer = new Uint8Array(CHUNK);

/**
 * Reads the curves of a training and thins them: those of its statistics, and of groups without statistics the series in its
 * directory. Statistics are read in chunks, so that their size does not matter.
 *
 * @param series the series in its directory; they are read only if they are needed
 */
export function readCurves(
  { path, files }: Listing,
  series: () => readonly NamedSeries[],
  notes: Notes,
): StatisticsCurves[] {
  const fileOf = (group: ResultGroup) => curvesFile(group, (name) => files.has(name));
  const ofTest = GROUPS.every((group) => fileOf(group) !== undefined) ? [] : curvesOfSeries("test", series());
  const others = GROUPS.flatMap((group): StatisticsCurves[] => {
    const name = fileOf(group);
    if (name === undefined) return curvesOfSeries(group, series());
    const scanned = take(`${path}/${name}`, scanFile(`${path}/${name}`), notes);
    if (scanned === undefined || scanned.columns.length === 0) return [];
    const columns = scanned.columns.map(({ name, curve }): ThinnedCurve => ({
      name,
      curve,
      points: thin(pointsOf(curve), MAX_PARTS),
    }));
    return [{ group, ...(scanned.x !== undefined && { x: scanned.x }), columns }];
  });
  return [...others, ...ofTest];
}

// Curves over the same axis belong together. A single value is no curve.
function curvesOfSeries(group: StatisticsCurves["group"], all: readonly NamedSeries[]): StatisticsCurves[] {
  const wanted = group === "test" ? "testing" : group;
  const mine = all.filter(({ section = "training", series }) => section === wanted && series.steps.length > 1);
  return Array.from(Map.groupBy(mine.slice(0, MAX_CURVES), ({ series }) => series.axis), ([axis, some]) => ({
    group,
    ...(axis !== undefined && { x: axis }),
    columns: some.map(({ name, series }): ThinnedCurve => {
      const curve = curveOf(series);
      return { name, curve, points: thin(pointsOf(curve), MAX_PARTS) };
    }),
  }));
}

function curveOf({ steps, values }: Series): Curve {
  const builder = createCurveBuilder();
  for (let index = 0; index < steps.length; index++) builder.add(steps[index]!, values[index]!);
  return builder.finish()!;
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
