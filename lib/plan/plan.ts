/** The plan of a grid: all its experiments, with resolved configurations, so that later edits of files change nothing. */
import type { Value, ValueMap } from "../config/value.ts";
import type { GridTest } from "../grid/grid_tests.ts";
import type { RunSpec, RunSpecReader } from "./run_spec.ts";

/** One sub-grid of one task: what its experiments have in common. */
export interface Group {
  /** The task's name. */
  readonly task: string;
  /** The configuration below the axes. */
  readonly config: ValueMap;
  readonly axes: readonly {
    readonly key: string;
    readonly parts: readonly string[];
    readonly values: readonly Value[];
  }[];
  /** Laid over the axes' values: `--set`. */
  readonly set: readonly { readonly parts: readonly string[]; readonly value: Value }[];
  /** The settings of the task as they are written, which is how the plan's file keeps them. */
  readonly settings: ValueMap;
  /** The runs of each of its experiments, the training first, each with its parsed settings. */
  readonly specs: readonly RunSpec[];
  /** Where the seed is written into the configuration. */
  readonly seedKeys: readonly string[];
}

/** One experiment. */
export interface Experiment {
  /** The first digits of the hash: 8, or as many as tell the experiments of a plan apart. */
  readonly id: string;
  /** 32 hexadecimal digits: of the resolved configuration and the repetition. */
  readonly hash: string;
  /** The task and the values of its axes; repetitions share it. */
  readonly name: string;
  /** From 0. */
  readonly repetition: number;
  /** The index of its group. */
  readonly group: number;
  /** Which value of each axis. */
  readonly at: readonly number[];
  /** 0 … 2^31 − 1; none where the trainer draws its own. */
  readonly seed: number | undefined;
  /** It was trained elsewhere and is only tested: the checkpoint, absolute. */
  readonly model?: string;
  /** It was started, and the grid file no longer has it: it is left alone. */
  readonly dropped?: true;
}

/** A grid, expanded. */
export interface Plan {
  /** Drawn when its grid directory was made, which it names; plans of earlier versions have none. */
  readonly id?: string;
  /** The grid file's name without its extension. */
  readonly name: string;
  /** The master seed that the experiments' seeds are derived from. */
  readonly seed: number | undefined;
  /** 0: as many as the machine allows. */
  readonly maxConcurrentRuns: number;
  /** Where the user typed the command, absolute: working directories are relative to it. */
  readonly cwd: string;
  /** `--li`, `--ll`, `--tensorboard`, for the commands that take them. */
  readonly li: number;
  readonly ll: string;
  readonly tensorboard: number | undefined;
  readonly groups: readonly Group[];
  /** The tests of each model; empty where there is one, without a name. */
  readonly tests: readonly GridTest[];
  readonly experiments: readonly Experiment[];
}

/**
 * A group, with the run specs that its settings give.
 *
 * @param readSpecs the same for all groups of a plan, so that equal settings are parsed once
 */
export function createGroup(fields: Omit<Group, "specs">, readSpecs: RunSpecReader): Group {
  return { ...fields, specs: readSpecs(fields.settings) };
}

/** The groups of experiments that the grid still has: what a dropped one needed is needed no more. */
export function groupsInUse({ groups, experiments }: Plan): Group[] {
  const used = new Set(experiments.filter(({ dropped }) => !dropped).map(({ group }) => group));
  return groups.filter((_, index) => used.has(index));
}
