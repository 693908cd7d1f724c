/** The packed form of the curves of single runs: `data-curves-K-runs`. */
import type { RunCurve } from "../curves/curve_model.ts";
import { joinIndices, splitIndices } from "./indices.ts";

/** The lists to pack. */
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
