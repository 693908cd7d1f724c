/** The packed forms of curves, and of the values of single runs. */
import type { CurveBand, RunCurve } from "../curves/curve_model.ts";
import type { RunValues } from "../model.ts";
import { joinIndices, splitIndices } from "./unpack.ts";

/** The lists to pack, for the curves of configurations. */
export function listCurveBands(bands: readonly CurveBand[]): Float32Array[] {
  return [
    ...splitIndices(bands.map(({ configuration }) => configuration)),
    Float32Array.from(bands, ({ n }) => n),
    ...splitIndices(bands.map(({ places }) => places)),
    ...bands.flatMap(({ mean, low, high }) => [mean, low, high]),
  ];
}

/** The inverse of {@link listCurveBands}. */
export function readCurveBands(lists: readonly Float32Array[]): CurveBand[] {
  const [high, low, n, placesHigh, placesLow, ...values] = lists;
  if (placesLow === undefined) throw new RangeError("the curves are incomplete");
  const places = joinIndices(placesHigh!, placesLow);
  return joinIndices(high!, low!).map((configuration, at) => ({
    configuration,
    n: n![at]!,
    places: places[at]!,
    mean: values[3 * at]!,
    low: values[3 * at + 1]!,
    high: values[3 * at + 2]!,
  }));
}

/** The lists to pack, for the curves of single runs: `data-curves-K-runs`. */
export function listRunCurves(runs: readonly RunCurve[]): Float32Array[] {
  return [
    ...splitIndices(runs.map(({ configuration }) => configuration)),
    Float32Array.from(runs, ({ repetition }) => repetition),
    ...splitIndices(runs.map(({ places }) => places)),
    ...runs.map(({ values }) => values),
  ];
}

/** The inverse of {@link listRunCurves}. */
export function readRunCurves(lists: readonly Float32Array[]): RunCurve[] {
  const [high, low, repetition, placesHigh, placesLow, ...values] = lists;
  if (placesLow === undefined) throw new RangeError("the curves are incomplete");
  const places = joinIndices(placesHigh!, placesLow);
  return joinIndices(high!, low!).map((configuration, at) => ({
    configuration,
    repetition: repetition![at]!,
    places: places[at]!,
    values: values[at]!,
  }));
}

/** The lists to pack, for the values of single runs: `data-runs`. */
export function listRunValues({ configuration, repetition, seconds, columns }: RunValues): Float32Array[] {
  return [...splitIndices(configuration), Float32Array.from(repetition), seconds, ...columns];
}

/** The inverse of {@link listRunValues}. */
export function readRunValues(lists: readonly Float32Array[]): RunValues {
  const [high, low, repetition, seconds, ...columns] = lists;
  if (seconds === undefined) throw new RangeError("the values of runs are incomplete");
  return { configuration: joinIndices(high!, low!), repetition: Array.from(repetition!), seconds, columns };
}
