/** Parsed overrides: the flags of the command line that change a grid. */
import { removedKey, splitKey } from "../config/key_path.ts";
import type { Value } from "../config/value.ts";
import type { Origin, Report } from "../messages/problem.ts";

/** Overrides of a grid file, parsed from flags. */
export interface Overrides {
  /** `--set KEY=YAML`: sets keys of every configuration, over all other layers; an axis of that key gets only this value. */
  readonly set: readonly (readonly [string, Value])[];
  /** `--axis KEY=[a, b]`: adds or replaces axes. */
  readonly axis: readonly (readonly [string, Value])[];
  /** `--setting KEY=VALUE`: sets `grid_settings`. */
  readonly setting: readonly (readonly [string, Value])[];
  /** `--samples`: how many points are drawn, instead of the `n` of `grid_sample`. */
  readonly samples?: number;
  /** `--li`: the logging interval in batches, for MI-Prometheus's trainers and `{li}`. */
  readonly li?: number;
  /** `--ll`: the log level, for MI-Prometheus's trainers and `{ll}`. */
  readonly ll?: string;
  /** `--tensorboard`: 0, 1 or 2, for MI-Prometheus's trainers and `{tensorboard}`. */
  readonly tensorboard?: number;
}

/** A parsed `--set`: a value for a key, or a removal if the last part is `~name`. */
export interface SetOverride {
  readonly parts: readonly string[];
  readonly value: Value;
  readonly origin: Origin;
}

/** Parses the keys of `--set`. Invalid ones are reported and left out. */
export function parseSetOverrides(set: Overrides["set"], report: Report): SetOverride[] {
  return set.flatMap(([key, value]) => {
    const origin = { flag: `--set ${key}` };
    try {
      return [{ parts: parseSetKey(key), value, origin }];
    } catch (error) {
      report.error(origin, (error as Error).message);
      return [];
    }
  });
}

// Both `~a.b` (the form for axes) and `a.~b` remove a key.
function parseSetKey(key: string): readonly string[] {
  const removed = removedKey(key);
  const parts = removed === undefined
    ? splitKey(key)
    : [...splitKey(removed).slice(0, -1), `~${splitKey(removed).at(-1)}`];
  if (parts.slice(0, -1).some((part) => removedKey(part) !== undefined)) {
    throw new RangeError(`invalid key "${key}": only the last part can be a removal`);
  }
  return parts;
}

/** No overrides. */
export const NO_OVERRIDES: Overrides = { set: [], axis: [], setting: [] };
