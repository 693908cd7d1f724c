/** The packed form of the curves of configurations: `data-curves-K`. */
import type { CurveBand } from "../curves/curve_model.ts";
import { joinIndices, splitIndices } from "./indices.ts";

/** The lists to pack. */
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
