/**
 * All settings: how each is read, where it is allowed, and what it means. The parser, its messages and the JSON Schema follow from
 * this table; `docs/grid-file.md` has the same descriptions.
 */
import { isMap, isScalar } from "../../config/value.ts";
import type { RungBasis } from "../../search/halving.ts";
import { type JsonSchema, optional } from "../json_schema.ts";
import { ARGS } from "./argument_kinds.ts";
import { RESULTS } from "./result_kinds.ts";
import type { EarlyStopping, Settings, SnapshotSetting } from "./settings.ts";
import {
  CHECKPOINT,
  COMMAND,
  DURATION,
  ENV,
  invalid,
  InvalidValue,
  KEYS,
  type Kind,
  MAX_FAILURES,
  METRIC,
  METRIC_AT,
  numberFrom,
  oneOf,
  ORDER,
  PATHS,
  PREFIX,
  readFields,
  SEED,
  SGE,
  SHELL,
  SIZE,
  SLURM,
  STRING,
  whole,
} from "./value_kinds.ts";

const ABOVE_0: Kind<number> = {
  read(value) {
    const number = isScalar(value) ? value.value : NaN;
    return typeof number === "number" && number > 0 && Number.isFinite(number)
      ? number
      : new InvalidValue("a number above 0");
  },
  schema: { type: "number", exclusiveMinimum: 0 },
};

/** What counts at a rung. */
const BY = oneOf<RungBasis>(["best", "last"]);

const FIELDS = { first: ABOVE_0, eta: whole(2), resource: STRING, metric: METRIC, by: BY } as const;

const SCHEMAS: Readonly<Record<keyof typeof FIELDS, JsonSchema>> = {
  first: {
    description: "the epoch after which runs are first compared: a tenth of a run, for instance",
    ...ABOVE_0.schema,
  },
  eta: {
    description: "one of so many goes on, and the factor to the next comparison; default: 3",
    ...FIELDS.eta.schema,
  },
  resource: { description: "the column that counts the progress of a run; default: epoch", ...STRING.schema },
  metric: { description: "the metric by which runs are compared; default: that of the grid", ...METRIC.schema },
  by: {
    description:
      "what is compared: the best value so far (best), or that of the row that is there (last); default: best",
    ...BY.schema,
  },
};

/** When runs are stopped early. */
const EARLY_STOPPING: Kind<EarlyStopping> = {
  read(value) {
    if (!isMap(value)) return new InvalidValue("a map such as {first: 3, eta: 3}");
    if (!value.has("first")) return invalid("first is missing: the epoch after which runs are first compared");
    const fields = readFields(value, FIELDS);
    if (fields instanceof InvalidValue) return fields;
    return { eta: 3, resource: "epoch", metric: undefined, by: "best", ...fields } as EarlyStopping;
  },
  schema: { type: "object", properties: SCHEMAS, required: ["first"], additionalProperties: false },
};

const SNAPSHOT_FIELDS = { link: PATHS } as const;

/** Whether runs start in a copy of the code; `false`: no. */
const SNAPSHOT: Kind<SnapshotSetting | false> = {
  read(value) {
    if (isScalar(value) && typeof value.value === "boolean") return value.value && { link: [] };
    if (!isMap(value)) return new InvalidValue("true, false or a map such as {link: [data]}");
    const fields = readFields(value, SNAPSHOT_FIELDS);
    return fields instanceof InvalidValue ? fields : { link: [], ...fields };
  },
  schema: {
    anyOf: [
      { type: "boolean" },
      {
        type: "object",
        properties: {
          link: {
            description: "files and directories that are linked instead of copied, such as data",
            ...PATHS.schema,
          },
        },
        additionalProperties: false,
      },
    ],
  },
};

export interface Setting<T> {
  readonly kind: Kind<T>;
  readonly description: string;
  /** Whether it is a setting of the whole grid, which tasks cannot have. */
  readonly isOfGrid?: true;
  /** The default, if it does not depend on other things. */
  readonly byDefault?: T;
}

// A function, so that the type of the value follows from the kind.
function setting<T>(
  kind: Kind<T>,
  description: string,
  more: Omit<Setting<T>, "kind" | "description"> = {},
): Setting<T> {
  return { kind, description, ...more };
}

function withDefault<T>(kind: Kind<T>, byDefault: T, description: string): Setting<T> & { readonly byDefault: T } {
  return { kind, description, byDefault };
}

// Smaller shares are a mistake, because each slot has a supervisor.
const MIN_CPUS = 0.01;

/** All settings, by their names in the grid file. */
export const SETTINGS = {
  command: setting(
    COMMAND,
    "trains one experiment; a string is run by a shell, a list is a program and its arguments",
  ),
  test_command: setting(
    COMMAND,
    "tests one model; without it, grid:test skips experiments that have a command",
  ),
  args: setting(ARGS, "how {args} writes booleans, lists and empty values: see arguments"),
  setup: setting(STRING, "shell code to run before each command, in the same shell"),
  shell: withDefault<readonly string[]>(SHELL, ["sh", "-c"], "shell that runs string commands and setup"),
  workdir: withDefault(
    STRING,
    ".",
    "working directory of runs, relative to the directory in which the grid was created, or to --workdir; it must exist",
  ),
  snapshot: setting(
    SNAPSHOT,
    "whether runs start in a copy of the code as it is when the grid is made: see the code of a grid",
    { isOfGrid: true },
  ),
  env: setting(ENV, "environment variables; values can have placeholders"),
  checkpoint: withDefault(
    CHECKPOINT,
    "models/model_best.*",
    "model to test: the newest match at any depth below the directory of the run, ignoring names that end with .tmp",
  ),
  trainer: withDefault(STRING, "mip-offline-trainer", "value of {trainer}; used by grids without a command"),
  tester: withDefault(STRING, "mip-tester", "value of {tester}; used by grids without a command"),
  prefix: setting(
    PREFIX,
    "program and options that start each command, also those of MI-Prometheus: nice -n 10",
  ),
  experiment_repetitions: setting(whole(1), "number of repetitions per configuration", { isOfGrid: true }),
  seed: setting(SEED, "master seed, or a list with one seed per repetition: see repetitions and seeds", {
    isOfGrid: true,
  }),
  seed_keys: setting(KEYS, "keys of the configuration that get the seed of the run"),
  not_in_id: setting(KEYS, "keys that do not change the id of an experiment, such as paths or numbers of workers"),
  metric: setting(
    METRIC_AT,
    "metric for ranking in grid:analyze; the goal is minimize (default for losses, errors, costs and duration_s, by name) or maximize; " +
      "with at: best, the results of a training are those of the step with its best value",
  ),
  results: setting(
    RESULTS,
    "where the results of runs are: see results of trainers",
  ),
  max_concurrent_runs: setting(
    whole(),
    "maximum concurrent runs (0 or less: as many as the CPUs or GPUs allow); not allowed in tasks",
    { isOfGrid: true },
  ),
  cpus_per_run: setting(numberFrom(MIN_CPUS), "CPUs to reserve per run; also the value of the thread caps"),
  memory_per_run: setting(SIZE, "memory to reserve per run"),
  timeout: setting(DURATION, "maximum duration of an attempt, training or test"),
  retries: withDefault(whole(0), 0, "additional attempts after a failure or timeout"),
  max_failures: setting(MAX_FAILURES, "failures after which scheduling stops", { isOfGrid: true }),
  early_stopping: setting(
    EARLY_STOPPING,
    "stops trainings that are not among the best: see stopping runs early",
    { isOfGrid: true },
  ),
  max_time: setting(DURATION, "after this time no more runs start; running runs may finish", { isOfGrid: true }),
  order: {
    ...withDefault<Settings["order"]>(
      ORDER,
      "longest",
      "order in which runs start: longest (those whose duration is known last, the longest first) or plan",
    ),
    isOfGrid: true as const,
  },
  on_end: setting(
    STRING,
    "a shell line that is run when a command that runs experiments ends: see being told",
    { isOfGrid: true },
  ),
  on_first_failure: setting(STRING, "a shell line that is run when the first run fails for good", { isOfGrid: true }),
  gpus_per_run: setting(whole(1), "GPUs per run"),
  runs_per_gpu: withDefault(whole(1), 1, "maximum number of runs per GPU"),
  gpu_memory_free: setting(SIZE, "free memory that a GPU must have before a run starts on it"),
  runs_per_job: withDefault(
    whole(1),
    1,
    "maximum number of runs of one job, which is an element of a job array. There are as few jobs as it allows, " +
      "but as many as max_concurrent_runs allows at a time",
  ),
  slots_per_job: setting(
    whole(1),
    "maximum concurrent runs of one job, each with its share of the GPUs; at most runs_per_job",
  ),
  slurm: setting(SLURM, "options of sbatch"),
  sge: setting(SGE, "options of qsub for Grid Engine, without -, and requests in l"),
} as const;

export type SettingName = keyof typeof SETTINGS;

export type SettingValue<Name extends SettingName> = (typeof SETTINGS)[Name] extends Setting<infer T> ? T : never;

export function listSettings(): readonly (readonly [SettingName, Setting<unknown>])[] {
  return Object.entries(SETTINGS) as [SettingName, Setting<unknown>][];
}

export function isSetting(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

/** Whether a setting is one of the whole grid, which tasks cannot have. */
export function isOfGrid(name: SettingName): boolean {
  return (SETTINGS[name] as Setting<unknown>).isOfGrid ?? false;
}

/** The schemas of the settings of the grid, or of a task. */
export function settingSchemas(scope: "grid" | "task"): Readonly<Record<string, JsonSchema>> {
  const allowed = listSettings().filter(([, { isOfGrid }]) => scope === "grid" || !isOfGrid);
  return Object.fromEntries(allowed.map(([name, setting]) => [name, schemaOf(setting)]));
}

/** The schema of a setting, with its description. An empty setting has its default. */
function schemaOf({ kind, description, byDefault }: Setting<unknown>): JsonSchema {
  return { description, ...(byDefault !== undefined && { default: byDefault }), ...optional(kind.schema) };
}
