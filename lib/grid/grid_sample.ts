/** Parses `grid_sample`: how many points are drawn, and how. */
import { describe, kindOf } from "../config/describe.ts";
import { isMap, isScalar, type Value, type ValueMap } from "../config/value.ts";
import { below, type Origin, type Report } from "../messages/report.ts";
import { suggestion } from "../messages/suggestion.ts";
import type { SampleMethod } from "../search/sampler.ts";
import { checkKeys } from "./check_keys.ts";
import { SAMPLE_KEYS, SAMPLE_METHODS } from "./grid_keys.ts";
import { MAX_EXPERIMENTS } from "./generators.ts";
import { MAX_SEED } from "./settings.ts";

/** How many points are drawn for each sub-grid with distributions, and how. */
export interface GridSample {
  /** 1 … 1,000,000; `undefined` if nothing says it. An invalid number is reported and counts as 1. */
  readonly n: number | undefined;
  readonly method: SampleMethod;
  /** 0 … 2^31 − 1; `undefined` if the grid file has none. */
  readonly seed: number | undefined;
  /** Where `grid_sample` is; `undefined` if the grid file has none. */
  readonly origin: Origin | undefined;
}

/**
 * Parses `grid_sample`. Invalid values are reported and left out.
 *
 * @param samples `--samples`, which replaces `n`
 */
export function parseGridSample(
  value: Value | undefined,
  samples: number | undefined,
  origin: Origin,
  report: Report,
): GridSample {
  if (value === undefined) return { n: samples, method: "sobol", seed: undefined, origin: undefined };
  if (!isMap(value)) {
    report.error(origin, `grid_sample: expected a map such as {n: 60}, got ${kindOf(value)}`);
    return { n: samples ?? 1, method: "sobol", seed: undefined, origin };
  }
  checkKeys(value, SAMPLE_KEYS, origin, report);
  const n = wholeNumber(value, "n", [1, MAX_EXPERIMENTS], { origin, report });
  const seed = wholeNumber(value, "seed", [0, MAX_SEED], { origin, report });
  return { n: samples ?? n, method: methodOf(value.get("method"), below(origin, "method"), report), seed, origin };
}

function wholeNumber(
  map: ValueMap,
  key: string,
  [least, most]: readonly [number, number],
  { origin, report }: { readonly origin: Origin; readonly report: Report },
): number | undefined {
  const value = map.get(key);
  if (value === undefined) return undefined;
  const number = isScalar(value) ? value.value : undefined;
  if (typeof number === "number" && Number.isInteger(number) && number >= least && number <= most) return number;
  report.error(
    below(origin, key),
    `grid_sample: "${key}": expected a whole number from ${least} to ${most}, got ${describe(value).slice(0, 80)}`,
  );
  return least;
}

function methodOf(value: Value | undefined, origin: Origin, report: Report): SampleMethod {
  if (value === undefined) return "sobol";
  const method = SAMPLE_METHODS.find((method) => method === value);
  if (method !== undefined) return method;
  const text = describe(value).slice(0, 80);
  report.error(
    origin,
    `grid_sample: "method": expected sobol or random, got ${text}${suggestion(text, SAMPLE_METHODS)}`,
  );
  return "sobol";
}
