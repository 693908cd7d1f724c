/** What the command line adds to a grid file. */
import type { Value } from "../config/value.ts";

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

/** No overrides. */
export const NO_OVERRIDES: Overrides = { set: [], axis: [], setting: [] };
