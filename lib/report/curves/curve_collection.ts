/** Collects the curves of a report, and shares the places that they have in common. */
import type { StatisticsCurves, ThinnedCurve } from "../experiment_details.ts";
import { type BandBuilder, createBandBuilder } from "./band_builder.ts";
import { type CurveAxis, extremes, thin } from "./curve_builder.ts";
import type { CurveBand, CurveColumn, Curves, Places, RunCurve } from "./curve_model.ts";

/** The run that has curves. */
export interface CurveOwner {
  /** Index of its configuration. */
  readonly configuration: number;
  readonly repetition: number;
  readonly trained: boolean;
}

/** Collects curves. */
export interface CurveCollection {
  add(owner: CurveOwner, files: readonly StatisticsCurves[]): void;
  /** The curves, thinned to the given number of parts; can be called several times. */
  finish(options: CurveOptions): CollectedCurves | undefined;
}

export interface CurveOptions {
  /** Maximum number of parts of a curve. */
  readonly parts: number;
  /** The place of a configuration in the report, by its index. */
  readonly position: (configuration: number) => number;
}

export interface CollectedCurves extends Pick<Curves, "columns" | "parts" | "thinnedFrom"> {
  /** By column. */
  readonly bands: readonly (readonly CurveBand[])[];
  readonly runs: readonly (readonly RunCurve[])[];
}

interface Column {
  readonly name: string;
  readonly x: string;
  readonly bands: Map<number, Bands>;
  readonly runs: { readonly owner: CurveOwner; readonly curve: ThinCurve }[];
}

// Only trained models count in the mean. As long as there is none, all runs do.
interface Bands {
  trained?: BandBuilder;
  others?: BandBuilder;
}

interface ThinCurve {
  readonly rows: number;
  readonly axis: CurveAxis;
  readonly size: number;
  readonly points: Float32Array;
}

/** Maximum number of columns. */
const MAX_COLUMNS = 64;

/** Creates an empty collection. */
export function createCurveCollection(): CurveCollection {
  const columns = new Map<string, Column>();

  function addCurve(column: Column, owner: CurveOwner, { curve, points }: ThinnedCurve): void {
    const { rows, axis, size } = curve;
    column.runs.push({ owner, curve: { rows, axis, size, points } });
    let bands = column.bands.get(owner.configuration);
    if (bands === undefined) column.bands.set(owner.configuration, bands = {});
    if (owner.trained) {
      delete bands.others;
      (bands.trained ??= createBandBuilder()).add(curve);
    } else if (bands.trained === undefined) (bands.others ??= createBandBuilder()).add(curve);
  }

  return {
    add(owner, files) {
      for (const { group, x = "row", columns: curves } of files) {
        for (const curve of curves) {
          const name = `${group}_${curve.name}`;
          let column = columns.get(name);
          if (column === undefined) {
            if (columns.size === MAX_COLUMNS) continue;
            column = { name, x, bands: new Map(), runs: [] };
            columns.set(name, column);
          }
          addCurve(column, owner, curve);
        }
      }
    },
    finish(options) {
      if (columns.size === 0) return undefined;
      const finished = Array.from(columns.values(), (column) => finishColumn(column, options));
      const longest = finished.reduce((most, { rows }) => Math.max(most, rows), 0);
      return {
        parts: options.parts,
        ...(longest > 2 * options.parts && { thinnedFrom: longest }),
        columns: finished.map(({ column }) => column),
        bands: finished.map(({ bands }) => bands),
        runs: finished.map(({ runs }) => runs),
      };
    },
  };
}

interface FinishedColumn {
  readonly column: CurveColumn;
  readonly bands: readonly CurveBand[];
  readonly runs: readonly RunCurve[];
  readonly rows: number;
}

function finishColumn({ name, x, bands, runs }: Column, { parts, position }: CurveOptions): FinishedColumn {
  const places = createPlaces();
  let rows = 0;
  const finishedBands = Array.from(bands, ([configuration, { trained, others }]): CurveBand => {
    const band = (trained ?? others)!.finish()!;
    const mean = thin(band.mean, parts);
    const ends = (values: Float32Array, end: "low" | "high") =>
      band.n === 1 ? new Float32Array() : extremes(values, mean.length, end);
    rows = Math.max(rows, band.rows);
    return {
      configuration: position(configuration),
      n: band.n,
      places: places.add(band.axis, band.mean.length, mean.length),
      mean,
      low: ends(band.low, "low"),
      high: ends(band.high, "high"),
    };
  });
  const finishedRuns = runs.map(({ owner, curve }): RunCurve => {
    const values = thin(curve.points, parts);
    return {
      configuration: position(owner.configuration),
      repetition: owner.repetition,
      places: places.add(curve.axis, Math.ceil(curve.rows / curve.size), values.length),
      values,
    };
  });
  return {
    column: { name, x, places: places.list },
    bands: finishedBands.sort((a, b) => a.configuration - b.configuration),
    runs: finishedRuns.sort((a, b) => a.configuration - b.configuration || a.repetition - b.repetition),
    rows,
  };
}

// Collects places without duplicates, because most runs of a grid have the same places.
function createPlaces() {
  const list: Places[] = [];
  const known = new Map<string, number>();
  return {
    list,
    /** Returns the index of the places of `count` values of a curve with this number of buckets. */
    add(axis: CurveAxis, buckets: number, count: number): number {
      const places: Places = axis.kind === "regular"
        ? { kind: "regular", rows: buckets, first: axis.first, step: axis.step }
        : {
          kind: "listed",
          x: Array.from({ length: count }, (_, at) => axis.x[Math.floor(at * buckets / count)]!),
        };
      const key = JSON.stringify(places);
      let index = known.get(key);
      if (index === undefined) {
        index = list.push(places) - 1;
        known.set(key, index);
      }
      return index;
    },
  };
}
