/** What the command line adds to a grid file. */
import { removedKey, splitKey } from "../config/key_path.ts";
import type { Value } from "../config/value.ts";
import type { Origin, Report } from "../messages/report.ts";

/** What the command line adds to a grid file. Stored with the grid, so that a resume applies it again. */
export interface Overrides {
  /** `--set KEY=YAML`: values of the configuration, laid over everything; on an axis, the axis has that value alone. */
  readonly set: readonly (readonly [string, Value])[];
  /** `--axis KEY=[a, b]`: axes, added or replaced. */
  readonly axis: readonly (readonly [string, Value])[];
  /** `--setting KEY=VALUE`: grid_settings. */
  readonly setting: readonly (readonly [string, Value])[];
  /** `--li`: the logging interval, for MI-Prometheus's trainers and `{li}`. */
  readonly li?: number;
  /** `--ll`: the log level, for the same. */
  readonly ll?: string;
  /** `--tensorboard`: 0, 1 or 2, for the same. */
  readonly tensorboard?: number;
}

/** A `--set`, parsed: a value of the configuration, or, where the last part is `~name`, a removal. */
export interface SetOverride {
  readonly parts: readonly string[];
  readonly value: Value;
  readonly origin: Origin;
}

/** Parses the keys of `--set`; those that are wrong are reported and left out. */
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

// `~a.b`, as axes have it, and `a.~b` both remove.
function parseSetKey(key: string): readonly string[] {
  const removed = removedKey(key);
  const parts = removed === undefined
    ? splitKey(key)
    : [...splitKey(removed).slice(0, -1), `~${splitKey(removed).at(-1)}`];
  if (parts.slice(0, -1).some((part) => removedKey(part) !== undefined)) {
    throw new RangeError(`"${key}" is not a key: only its last part may be a removal`);
  }
  return parts;
}

/** No overrides. */
export const NO_OVERRIDES: Overrides = { set: [], axis: [], setting: [] };
