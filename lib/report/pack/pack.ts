/** Packs lists of numbers into text for a page: a fifth of their size as JSON. */
import { gzipSync } from "node:zlib";
import type { CurveBand, RunCurve } from "../curves/curve_model.ts";
import type { RunValues } from "../model.ts";
import { joinIndices, splitIndices } from "./unpack.ts";

/**
 * Packs lists of numbers.
 *
 * Numbers keep 16 significant bits ({@link roundMantissas}), so that one of their four bytes is 0 and is left out. The other
 * three are stored in planes: all first bytes, all second bytes, all third bytes. Neighbouring values have similar first bytes,
 * which gzip shortens. The number of lists and their lengths come before the planes: 32 bits each, little-endian.
 *
 * @returns base64
 */
export function pack(lists: readonly Float32Array[]): string {
  const count = lists.reduce((sum, { length }) => sum + length, 0);
  const headerLength = 4 * (1 + lists.length);
  const bytes = new Uint8Array(headerLength + 3 * count);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, lists.length, true);
  let at = headerLength;
  for (const [index, list] of lists.entries()) {
    header.setUint32(4 * (1 + index), list.length, true);
    for (const bits of roundMantissas(list)) {
      bytes[at] = bits >>> 24;
      bytes[at + count] = bits >>> 16;
      bytes[at + 2 * count] = bits >>> 8;
      at++;
    }
  }
  return gzipSync(bytes).toString("base64");
}

// Rounds numbers to the precision that charts need.

/**
 * Rounds numbers to 15 bits of the mantissa and the implicit one: a relative error of at most 2^-17. Whole numbers up to 65,536
 * stay exact, and so do NaN and infinities.
 *
 * @returns the bits of the rounded numbers, of which the lowest eight are 0
 */
function roundMantissas(values: Float32Array): Uint32Array {
  const bits = new Uint32Array(values.slice().buffer);
  for (let at = 0; at < bits.length; at++) {
    const exact = bits[at]!;
    // Infinities, and the first bit of a NaN, which would become an infinity without it.
    if ((exact & EXPONENT) === EXPONENT) {
      bits[at] = Number.isNaN(values[at]) ? QUIET_NAN : exact;
      continue;
    }
    const rounded = exact + 0x7f + ((exact >>> 8) & 1) & ~0xff;
    // The largest numbers would become infinite.
    bits[at] = (rounded & EXPONENT) === EXPONENT ? exact & ~0xff : rounded;
  }
  return bits;
}

const EXPONENT = 0x7f80_0000;
const QUIET_NAN = 0x7fc0_0000;

// The packed forms of curves, and of the values of single runs.

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

// The packed form of the curves of single runs: `data-curves-K-runs`.

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

// The packed form of the values of single runs: `data-runs`.

/** The lists to pack. */
export function listRunValues({ configuration, repetition, seconds, columns }: RunValues): Float32Array[] {
  return [...splitIndices(configuration), Float32Array.from(repetition), seconds, ...columns];
}

/** The inverse of {@link listRunValues}. */
export function readRunValues(lists: readonly Float32Array[]): RunValues {
  const [high, low, repetition, seconds, ...columns] = lists;
  if (seconds === undefined) throw new RangeError("the values of runs are incomplete");
  return { configuration: joinIndices(high!, low!), repetition: Array.from(repetition!), seconds, columns };
}
