/** Parses `grid_sample`: how many points are drawn, and how. */
import { describe, isMap, kindOf, type Value, type ValueMap } from "../../config/value.ts";
import { below, type Origin, type Report } from "../../messages/report.ts";
import { suggestion } from "../../messages/suggestion.ts";
import type { SampleMethod } from "../../search/sampler.ts";
import { MAX_EXPERIMENTS } from "../axes/generators.ts";
import { checkKeys } from "../check_keys.ts";
import { SAMPLE_KEYS, SAMPLE_METHODS } from "../grid_schema.ts";
import { InvalidValue, type Kind, ONE_SEED, whole } from "./value_kinds.ts";

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
  const n = readNumber(value, "n", whole(1, MAX_EXPERIMENTS), { origin, report });
  const seed = readNumber(value, "seed", ONE_SEED, { origin, report });
  return { n: samples ?? n, method: methodOf(value.get("method"), below(origin, "method"), report), seed, origin };
}

function readNumber(
  map: ValueMap,
  key: string,
  kind: Kind<number>,
  { origin, report }: { readonly origin: Origin; readonly report: Report },
): number | undefined {
  const value = map.get(key);
  if (value === undefined) return undefined;
  const number = kind.read(value);
  if (!(number instanceof InvalidValue)) return number;
  const actual = describe(value).slice(0, 80);
  report.error(below(origin, key), `grid_sample: "${key}": expected ${number.expected}, got ${actual}`);
  return 1;
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
