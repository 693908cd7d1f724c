/**
 * The plan of a grid: all its experiments and everything needed to resolve their configurations. It is stored in the grid
 * directory, so later changes of configuration files have no effect on it.
 */
import type { Value, ValueMap } from "../config/value.ts";
import type { GridTest } from "../grid/grid_tests.ts";
import type { RunSpec, RunSpecReader } from "./run_spec.ts";

/** What the experiments of one sub-grid of a task have in common. */
export interface Group {
  /** The name of the task. */
  readonly task: string;
  /** The configuration without axes. */
  readonly config: ValueMap;
  /** The keys that vary, with their values; the first changes slowest. */
  readonly axes: readonly {
    readonly key: string;
    readonly parts: readonly string[];
    readonly values: readonly Value[];
    /** The value is a configuration file, or a list of them, whose content is in `config`. */
    readonly files?: true;
  }[];
  /** `--set`, merged over the values of the axes. */
  readonly set: readonly { readonly parts: readonly string[]; readonly value: Value }[];
  /** The settings of the task as written, which is the form in the plan file. */
  readonly settings: ValueMap;
  /** The runs of each experiment with their parsed settings, the training first. */
  readonly specs: readonly RunSpec[];
  /** Keys of the configuration that get the seed. */
  readonly seedKeys: readonly string[];
}

/** A resolved configuration and a repetition. */
export interface Experiment {
  /** The first 8 digits of the hash, or more if needed to be unique in the plan. */
  readonly id: string;
  /** 32 hexadecimal digits: the hash of the configuration and the repetition. */
  readonly hash: string;
  /** The task and the values of its axes. All repetitions have the same name. */
  readonly name: string;
  /** From 0. */
  readonly repetition: number;
  /** The index of its group. */
  readonly group: number;
  /** The index of the value of each axis. */
  readonly at: readonly number[];
  /** 0 … 2^31 − 1; `undefined` if the trainer draws its own. */
  readonly seed: number | undefined;
  /** The absolute path of the checkpoint, if the model was trained elsewhere and is only tested. */
  readonly model?: string;
  /** The experiment was started, but the grid file no longer has it. It is not run again. */
  readonly dropped?: true;
}

/** An expanded grid. */
export interface Plan {
  /** A random UUID of the grid directory; plans of earlier versions have none. */
  readonly id?: string;
  /** The name of the grid file without its extension. */
  readonly name: string;
  /** The master seed, from which the seeds of the experiments are derived. */
  readonly seed: number | undefined;
  /** The seed of the points that were drawn; `undefined` if no axis has a distribution. */
  readonly sampleSeed?: number;
  /** 0: as many as the machine allows. */
  readonly maxConcurrentRuns: number;
  /** The directory in which the grid was made, absolute. `workdir` is relative to it. */
  readonly cwd: string;
  /** The directory that held the grid directory when {@link cwd} was recorded, absolute; absent in plans of earlier versions. */
  readonly expdir?: string;
  /** Whether {@link cwd} was chosen with `--workdir`. */
  readonly cwdChosen?: true;
  /** The values of `{li}`, `{ll}` and `{tensorboard}`. */
  readonly li: number;
  /** The value of `{ll}`. */
  readonly ll: string;
  /** The value of `{tensorboard}`. */
  readonly tensorboard: number | undefined;
  /** What experiments have in common, which name their group by its index. */
  readonly groups: readonly Group[];
  /** The tests of each model; empty if there is only one test, without a name. */
  readonly tests: readonly GridTest[];
  /** In the order in which they start. */
  readonly experiments: readonly Experiment[];
}

/**
 * Creates a group with the run specs for its settings.
 *
 * @param readSpecs shared by all groups of a plan, so that equal settings are parsed once
 */
export function createGroup(fields: Omit<Group, "specs">, readSpecs: RunSpecReader): Group {
  return { ...fields, specs: readSpecs(fields.settings) };
}

/** The groups that have experiments which are not dropped. */
export function groupsInUse({ groups, experiments }: Plan): Group[] {
  const used = new Set<number>();
  for (const { group, dropped } of experiments) {
    if (!dropped) used.add(group);
    // Mostly long before the last of a hundred thousand experiments.
    if (used.size === groups.length) break;
  }
  return groups.filter((_, index) => used.has(index));
}
