/** The plan of a grid: all experiments, resolved, so that later edits of configuration files change nothing. */
import { fromJson, type Json } from "../config/json_value.ts";
import { leaves, removedKey, splitKey } from "../config/key_path.ts";
import { merge, mergeAt, strip } from "../config/merge.ts";
import { scalarOf, toScalar } from "../config/scalar.ts";
import { isMap, type Key, type Scalar, type Value, type ValueMap } from "../config/value.ts";
import type { Stage } from "../run/stage.ts";
import { type Variant, variantsOf } from "./grid_tests.ts";
import { parseSettings, type Settings } from "./settings.ts";

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
  /** The settings of the task, as {@link parseSettings} reads them. */
  readonly settings: ValueMap;
  /** Where the seed is written into the configuration. */
  readonly seedKeys: readonly string[];
}

/** One of several tests that each model goes through. */
export interface GridTest {
  readonly name: string;
  /** Laid over the configuration of an experiment. */
  readonly overwrite: ValueMap;
  /** Over those of the task: a `test_command` of its own. */
  readonly settings: ValueMap;
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

/** The plan has another format than this program reads, or is damaged. */
export class PlanError extends Error {
  /** @param message what is wrong with it */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PlanError";
  }
}

/** The name of an experiment's directory. */
export function experimentDir(experiment: Experiment): string {
  return `${experiment.name}-r${experiment.repetition}-${experiment.id}`;
}

/** The resolved configuration of an experiment, seeds included. */
export function configOf(plan: Plan, experiment: Experiment): ValueMap {
  const group = plan.groups[experiment.group]!;
  let config = group.axes.reduce(
    (below, { parts, values }, axis) => mergeAt(below, parts, values[experiment.at[axis]!]!),
    group.config,
  );
  config = group.set.reduce((below, { parts, value }) => mergeAt(below, parts, value), config);
  if (experiment.seed === undefined) return config;
  const seed = toScalar(experiment.seed);
  return group.seedKeys.reduce((below, key) => mergeAt(below, splitKey(key), seed), config);
}

/** The configuration of a test. */
export function testConfigOf(config: ValueMap, test: GridTest): ValueMap {
  return strip(merge(config, test.overwrite) as ValueMap);
}

/** The values of an experiment's axes: dotted key and value, sections taken apart, removed keys left out. */
export function paramsOf(plan: Plan, experiment: Experiment): [string, Value][] {
  const { axes } = plan.groups[experiment.group]!;
  return axes.flatMap(({ key, values }, axis): [string, Value][] => {
    const value = values[experiment.at[axis]!]!;
    return isMap(value)
      ? leaves(value, key).filter(([leaf]) => !leaf.split(".").some((part) => removedKey(part)))
      : [[key, value]];
  });
}

/** The settings of a group, parsed. */
export function settingsOf(group: Group): Settings {
  return parseSettings(group.settings, "resolved", () => {});
}

/** The groups of experiments that the grid still has: what a dropped one needed is needed no more. */
export function groupsInUse({ groups, experiments }: Plan): Group[] {
  const used = new Set(experiments.filter(({ dropped }) => !dropped).map(({ group }) => group));
  return groups.filter((_, index) => used.has(index));
}

/** What a stage starts for the experiments of a group: once, or once for each test. */
export function stageVariants(plan: Plan, group: Group, stage: Stage): Variant[] {
  return variantsOf(group.settings, plan.tests).filter((variant) => variant.stage === stage);
}

/** Whether the models of a group can be tested: beside a `command` there has to be a `test_command`. */
export function isTestable(plan: Plan, group: Group): boolean {
  return stageVariants(plan, group, "test").some(({ settings }) =>
    settings.command === undefined || settings.testCommand !== undefined
  );
}

/** The names of a stage's tests; `undefined` stands for the training, and for a test without a name. */
export function testNames(plan: Plan, stage: Stage): readonly (string | undefined)[] {
  return stage === "train" || plan.tests.length === 0 ? [undefined] : plan.tests.map(({ name }) => name);
}

/** The lines of a plan's file: a head, the groups, the experiments; each a JSON object. */
export function* encodePlan(plan: Plan): Generator<string> {
  const { name, seed, maxConcurrentRuns, cwd, li, ll, tensorboard } = plan;
  yield JSON.stringify({
    type: "plan",
    version: 1,
    name,
    seed,
    max_concurrent_runs: maxConcurrentRuns,
    cwd,
    li,
    ll,
    tensorboard,
    ...(plan.tests.length > 0 && {
      tests: plan.tests.map(({ name, overwrite, settings }) => ({
        name,
        overwrite: encode(overwrite),
        settings: encode(settings),
      })),
    }),
    experiments: plan.experiments.length,
  });
  for (const group of plan.groups) {
    yield JSON.stringify({
      type: "group",
      task: group.task,
      config: encode(group.config),
      axes: group.axes.map(({ key, values }) => [key, values.map(encode)]),
      set: group.set.map(({ parts, value }) => [parts.join("."), encode(value)]),
      settings: encode(group.settings),
      seed_keys: group.seedKeys,
    });
  }
  for (const { id, hash, name, repetition, group, at, seed, model, dropped } of plan.experiments) {
    yield JSON.stringify({ type: "experiment", id, hash, name, repetition, group, at, seed, model, dropped });
  }
}

/**
 * Reads a plan.
 *
 * @param lines of the file
 * @throws {PlanError} when it is damaged, or of a version that this program does not know
 */
export function decodePlan(lines: Iterable<string>): Plan {
  let head: Record<string, unknown> | undefined;
  const groups: Group[] = [];
  const experiments: Experiment[] = [];
  let tests: GridTest[] = [];
  let number = 0;
  for (const line of lines) {
    number++;
    if (line === "") continue;
    let version: unknown = 1;
    try {
      const record = JSON.parse(line);
      if (record.type === "experiment") experiments.push(decodeExperiment(record));
      else if (record.type === "group") groups.push(decodeGroup(record));
      else if (record.type === "plan") {
        [head, version] = [record, record.version];
        tests = (record.tests ?? []).map(decodeTest);
      }
    } catch (error) {
      throw new PlanError(`line ${number} of the plan is damaged`, { cause: error });
    }
    if (version !== 1) throw new PlanError(`the plan has version ${version}: this program reads version 1`);
  }
  if (head === undefined) throw new PlanError("the plan has no head: its file is damaged or empty");
  if (experiments.length !== head.experiments) {
    throw new PlanError(`the plan is cut off: it has ${experiments.length} of ${head.experiments} experiments`);
  }
  const fits = ({ group, at }: Experiment) => {
    const axes = groups[group]?.axes;
    return axes !== undefined && Array.isArray(at) && axes.every(({ values }, axis) => values[at[axis]!] !== undefined);
  };
  const wrong = experiments.find((experiment) => !fits(experiment));
  if (wrong !== undefined) {
    throw new PlanError(`the plan is damaged: experiment ${wrong.id} names values that it does not have`);
  }
  return {
    name: head.name as string,
    seed: head.seed as number | undefined,
    maxConcurrentRuns: head.max_concurrent_runs as number,
    cwd: head.cwd as string,
    li: head.li as number,
    ll: head.ll as string,
    tensorboard: head.tensorboard as number | undefined,
    groups,
    tests,
    experiments,
  };
}

function decodeTest({ name, overwrite, settings }: { name: string; overwrite: Json; settings: Json }): GridTest {
  return { name, overwrite: decode(overwrite) as ValueMap, settings: decode(settings) as ValueMap };
}

function decodeExperiment(record: Experiment & { type: string }): Experiment {
  const { id, hash, name, repetition, group, at, seed, model, dropped } = record;
  const optional = { ...(model !== undefined && { model }), ...(dropped && { dropped }) };
  return { id, hash, name, repetition, group, at, seed, ...optional };
}

// deno-lint-ignore no-explicit-any
function decodeGroup(record: any): Group {
  return {
    task: record.task,
    config: decode(record.config) as ValueMap,
    axes: record.axes.map(([key, values]: [string, Json[]]) => ({
      key,
      parts: splitKey(key),
      values: values.map(decode),
    })),
    set: record.set.map(([key, value]: [string, Json]) => ({ parts: splitKey(key), value: decode(value) })),
    settings: decode(record.settings) as ValueMap,
    seedKeys: record.seed_keys,
  };
}

// Scalars that JSON would write otherwise than they are written are {"=": "1.0"}. Maps are lists of pairs: their keys may be
// numbers, and keep their order.
function encode(value: Value): Json {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(encode);
  if (isMap(value)) return { "=map": Array.from(value, ([key, item]) => [encode(key), encode(item)]) };
  const { text, value: plain } = value as Scalar;
  const json = plain === null || typeof plain === "boolean" || (typeof plain === "number" && Number.isFinite(plain));
  return json && String(plain) === text ? plain : { "=": text };
}

function decode(json: Json): Value {
  if (json === null || typeof json !== "object") return fromJson(json);
  if (Array.isArray(json)) return json.map(decode);
  const record = json as { "="?: string; "=map"?: [Json, Json][] };
  if (record["="] !== undefined) return scalarOf(record["="])!;
  return new Map(record["=map"]!.map(([key, item]) => [decode(key) as Key, decode(item)]));
}
