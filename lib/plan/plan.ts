/**
 * The plan of a grid: all its experiments and everything needed to resolve their configurations. It is stored in the grid
 * directory, so later changes of configuration files have no effect on it.
 */
import { relative } from "@std/path";
import { merge } from "../config/merge.ts";
import type { Value, ValueMap } from "../config/value.ts";
import type { GridTest } from "../grid/grid_tests.ts";
import { DEFAULT_SETTINGS, resolveSettings } from "../grid/settings/parse_settings.ts";
import { type Settings, type StageCommand, stageCommand } from "../grid/settings/settings.ts";
import type { Template } from "../grid/template.ts";
import type { Stage } from "../run/stage.ts";

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
  /** Keys that are computed once all others have their values; absent if there are none. */
  readonly derived?: readonly { readonly parts: readonly string[]; readonly expression: string }[];
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

/** A copy of the user's code in the grid directory, in which runs start. */
export interface Snapshot {
  /** From 1. */
  readonly number: number;
  /** The directory that was copied: that of a repository, or the one in which the grid was made. Absolute. */
  readonly base: string;
  /** The directory to which `workdir` is relative, relative to {@link base}; empty if it is the same. */
  readonly cwd: string;
  /** The hash of the copied files. */
  readonly hash: string;
  /** Where the copy is: absolute, and not stored, as grid directories can be moved. */
  readonly dir: string;
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
  /** At least 1; `Infinity`: as many as the CPUs or GPUs allow. */
  readonly maxConcurrentRuns: number;
  /** The directory in which the grid was made, absolute. `workdir` is relative to it. */
  readonly cwd: string;
  /** The directory that held the grid directory when {@link cwd} was recorded, absolute; absent in plans of earlier versions. */
  readonly expdir?: string;
  /** Whether {@link cwd} was chosen with `--workdir`. */
  readonly cwdChosen?: true;
  /** The copy in which runs start; absent if they start in {@link cwd}. */
  readonly snapshot?: Snapshot;
  /** The Python of commands when the grid was made; absent if there was none, and in plans of earlier versions. */
  readonly python?: PythonUsed;
  /** The value of `{li}`. */
  readonly li: number;
  /** The value of `{ll}`. */
  readonly ll: string;
  /** The value of `{tensorboard}`. */
  readonly tensorboard: number | undefined;
  /** What groups of experiments have in common. Experiments refer to their group by its index. */
  readonly groups: readonly Group[];
  /** The tests of each model; empty if there is only one test, without a name. */
  readonly tests: readonly GridTest[];
  /** In the order in which they start. */
  readonly experiments: readonly Experiment[];
}

/** A Python that commands find. */
export interface PythonUsed {
  /** Absolute, as PATH has it. */
  readonly program: string;
  /** The variable that names its environment, if it is one: all programs of it are beside it. */
  readonly environment?: "VIRTUAL_ENV" | "CONDA_PREFIX";
}

/**
 * Creates a group with the run specs for its settings.
 *
 * @param readSpecs shared by all groups of a plan, so that equal settings are parsed once
 */
export function createGroup(fields: Omit<Group, "specs">, readSpecs: RunSpecReader): Group {
  return { ...fields, specs: readSpecs(fields.settings) };
}

/** A plan whose runs start in another directory, absolute: in the copy of it, if there is a snapshot. */
export function startingIn(plan: Plan, cwd: string): Plan {
  const { snapshot } = plan;
  if (snapshot === undefined) return { ...plan, cwd };
  return { ...plan, cwd, snapshot: { ...snapshot, cwd: relative(snapshot.base, cwd) } };
}

/** The groups that have experiments which are not dropped. */
export function groupsInUse({ groups, experiments }: Plan): Group[] {
  const used = new Set<number>();
  for (const { group, dropped } of experiments) {
    if (!dropped) used.add(group);
    // Mostly reached long before the last of a hundred thousand experiments.
    if (used.size === groups.length) break;
  }
  return groups.filter((_, index) => used.has(index));
}

/**
 * The settings of a plan that are the same in all groups in use. `metric` and `results` are those of the first of them, which early stopping
 * takes unless it names its own.
 */
export type GridSettings = Pick<
  Settings,
  "maxFailures" | "maxTime" | "onEnd" | "onFirstFailure" | "order" | "earlyStopping" | "metric" | "results" | "snapshot"
>;

/** The settings that hold for the whole grid; the defaults, if no group is in use. */
export function gridSettings(plan: Plan): GridSettings {
  const [group] = groupsInUse(plan);
  return group === undefined ? DEFAULT_SETTINGS : trainingSpec(group).settings;
}

// Run specs: the stage, the test and the parsed settings of a run. All experiments of a group share them.

/** A run of each experiment of a group: its training, its only test, or one of several tests. */
export interface RunSpec {
  /** Whether it trains or tests. */
  readonly stage: Stage;
  /** The test, if there are several. */
  readonly test?: GridTest;
  /** The settings of the task, with those of the test merged over them. */
  readonly settings: Settings;
  /** The command that it starts. */
  readonly command: StageCommand;
}

/** Returns the run specs for settings, the training first. Always the same specs for the same map. */
export type RunSpecReader = (values: ValueMap, settings?: Settings) => readonly RunSpec[];

/**
 * Creates a reader that parses each map of settings once, even if many groups share it.
 *
 * @param tests the tests of each model; empty if there is only one test, without a name
 * @returns a function that takes settings as written, and optionally as parsed before
 */
export function createRunSpecReader(tests: readonly GridTest[]): RunSpecReader {
  const cache = new Map<ValueMap, readonly RunSpec[]>();
  return (values, settings) => {
    const specs = cache.get(values) ?? createRunSpecs(values, settings ?? resolveSettings(values), tests);
    cache.set(values, specs);
    return specs;
  };
}

function createRunSpecs(values: ValueMap, settings: Settings, tests: readonly GridTest[]): RunSpec[] {
  const training = createRunSpec("train", settings);
  if (tests.length === 0) return [training, createRunSpec("test", settings)];
  return [
    training,
    ...tests.map((test) => {
      const merged = test.settings.size === 0 ? settings : resolveSettings(merge(values, test.settings) as ValueMap);
      return createRunSpec("test", merged, test);
    }),
  ];
}

function createRunSpec(stage: Stage, settings: Settings, test?: GridTest): RunSpec {
  return { stage, ...(test !== undefined && { test }), settings, command: stageCommand(settings, stage) };
}

/** The training of the experiments of a group. */
export function trainingSpec(group: Group): RunSpec {
  return group.specs[0]!;
}

/** The runs that a stage has for each experiment of a group: one, or one per test. */
export function stageSpecs(group: Group, stage: Stage): RunSpec[] {
  return group.specs.filter((spec) => spec.stage === stage);
}

/**
 * Finds a run of the experiments of a group.
 *
 * @param test the name of the test, if there are several
 * @throws {RangeError} when the plan has no such test
 */
export function findSpec(group: Group, stage: Stage, test: string | undefined): RunSpec {
  const spec = group.specs.find((spec) => spec.stage === stage && spec.test?.name === test);
  if (spec === undefined) throw new RangeError(`the plan has no test "${test}"`);
  return spec;
}

/** A plan whose runs all start with a prefix, instead of those of the settings. */
export function withPrefix(plan: Plan, prefix: Template | undefined): Plan {
  if (prefix === undefined) return plan;
  const groups = plan.groups.map((group) => ({
    ...group,
    specs: group.specs.map((spec) => ({ ...spec, settings: { ...spec.settings, prefix } })),
  }));
  return { ...plan, groups };
}

/** Whether the models of a group can be tested. A grid with a `command` also needs a `test_command`. */
export function isTestable(group: Group): boolean {
  return stageSpecs(group, "test").some(({ command }) => command.kind !== "none");
}

/** The test names of the runs of a stage; `undefined` for the training, and for the only test. */
export function testNames(plan: Plan, stage: Stage): readonly (string | undefined)[] {
  return stage === "train" || plan.tests.length === 0 ? [undefined] : plan.tests.map(({ name }) => name);
}
