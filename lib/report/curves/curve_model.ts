/** Describes the curves of a report: their columns, and the numbers of runs and configurations. */

export interface Curves {
  readonly columns: readonly CurveColumn[];
  /** The column that is shown first. */
  readonly first: number;
  /** Maximum number of parts of a curve, each with a minimum and a maximum. */
  readonly parts: number;
  /** The number of rows of the longest curve, if any was thinned: those with more rows than twice the parts. */
  readonly thinnedFrom?: number;
  /** Whether the curves of single runs were left out to fit the maximum size. */
  readonly withoutRuns?: true;
}

/** A column of the statistics that runs write. */
export interface CurveColumn {
  /** As in the analysis: `validation_loss`. */
  readonly name: string;
  /** The column along which it is drawn, such as `episode`; `row` if no column counts steps. */
  readonly x: string;
  /** The places at which curves have values, without duplicates. Curves refer to them by index. */
  readonly places: readonly Places[];
}

/** Where the values of a curve lie. */
export type Places =
  /** Value k of n is at `first + step · rows · k / n`: one per row or, if the curve was thinned, two per part. */
  | { readonly kind: "regular"; readonly rows: number; readonly first: number; readonly step: number }
  /** One per value, ascending. */
  | { readonly kind: "listed"; readonly x: readonly number[] };

/** The curve of a configuration: the mean over its trained models, or over all of its runs if none is trained. */
export interface CurveBand {
  readonly configuration: number;
  /** Number of runs. */
  readonly n: number;
  /** Index into {@link CurveColumn.places}. */
  readonly places: number;
  readonly mean: Float32Array;
  /** The smallest and largest values of the runs, as many as there are means; empty for a single run. */
  readonly low: Float32Array;
  readonly high: Float32Array;
}

export interface RunCurve {
  readonly configuration: number;
  readonly repetition: number;
  /** Index into {@link CurveColumn.places}. */
  readonly places: number;
  readonly values: Float32Array;
}

/**
 * The x coordinate of a value.
 *
 * @param index of the value
 * @param count number of values of the curve
 */
export function placeAt(places: Places, index: number, count: number): number {
  return places.kind === "regular" ? places.first + places.step * places.rows * index / count : places.x[index]!;
}
