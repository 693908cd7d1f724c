/** The JSON Schema of grid files. */
import type { SampleMethod } from "../search/sampler.ts";
import { AXES_SCHEMA } from "./axes/axes_schema.ts";
import { MAX_EXPERIMENTS } from "./axes/generators.ts";
import type { KnownKeys } from "./check_keys.ts";
import { anyOf, DOTTED_KEY, type JsonSchema, listOf, optional } from "./json_schema.ts";
import { isOfGrid, listSettings, settingSchemas } from "./settings/setting_table.ts";
import { COMMAND, ONE_SEED, whole } from "./settings/value_kinds.ts";

/**
 * The schema, in draft-07, with which editors complete and check grid files. It accepts every valid grid file, and rejects what
 * can be seen without reading other files and without comparing keys.
 */
export function gridSchema(): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "grid file of grid-workers",
    ...mapOf(GRID_KEYS),
    minProperties: 1,
  };
}

// The keys of a grid file and of its parts: their schemas and what they mean. The parser reports all other keys, and the JSON
// Schema of grid files follows from this table.

const CONFIGURATION: JsonSchema = { type: "object" };

const NAMES_OF_FILES: JsonSchema = optional(anyOf({ type: "string" }, listOf({ type: "string", pattern: "\\S" })));

const EXCLUSIONS: JsonSchema = optional(
  listOf({ type: "object", minProperties: 1, propertyNames: { pattern: DOTTED_KEY } }),
);

export const TASK_KEYS = {
  place: "a task",
  settings: "settings",
  keys: {
    name: {
      description: "first part of the names of its experiments; default: see names",
      ...optional(anyOf({ type: "string", pattern: "\\S" }, { type: ["number", "boolean"] })),
    },
    default_configs: {
      description: "configuration files; the first one has the highest priority",
      ...NAMES_OF_FILES,
    },
    overwrite: {
      description: "merged over the configuration of this task, above grid_overwrite",
      ...optional(CONFIGURATION),
    },
    axes: {
      description: "axes of this task; they replace axes with the same key in grid_axes",
      ...AXES_SCHEMA,
    },
    exclude: { description: "additional exclusions for this task", ...EXCLUSIONS },
    settings: {
      description: `override grid_settings; except those of the whole grid: ${settingsOfGrid()}`,
      ...settingsSchema("task"),
    },
  },
} as const satisfies KnownKeys;

/** The pattern for names of tests: a name becomes part of directory and column names. */
export const TEST_NAME = "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$";

export const TEST_KEYS = {
  place: "a test",
  keys: {
    name: {
      description: "required; unique, up to 40 letters, digits and . _ -, starting with a letter or digit",
      type: "string",
      pattern: TEST_NAME,
    },
    overwrite: {
      description:
        "merged over the complete configuration of the experiment; {config} and {KEY} are taken from the result",
      ...CONFIGURATION,
    },
    test_command: { description: "replaces the setting test_command", ...optional(COMMAND.schema) },
  },
} as const satisfies KnownKeys;

/** How points are drawn. */
export const SAMPLE_METHODS: readonly SampleMethod[] = ["sobol", "random"];

/** The keys of `grid_sample`. */
export const SAMPLE_KEYS = {
  place: "grid_sample",
  keys: {
    n: {
      description: "number of points, 1 … 1,000,000. --samples 120 replaces it",
      ...whole(1, MAX_EXPERIMENTS).schema,
    },
    method: {
      description: "sobol (the default) spreads the points evenly over all axes; random draws each independently",
      enum: SAMPLE_METHODS,
    },
    seed: {
      description:
        "0 … 2,147,483,647. Without it, seed of the grid if that is one number, else a random one, which is stored in the grid directory",
      ...ONE_SEED.schema,
    },
  },
} as const satisfies KnownKeys;

/** The keys of a grid file. */
export const GRID_KEYS = {
  place: "a grid file",
  settings: "grid_settings",
  prefix: "x-",
  keys: {
    version: { description: "version of the format", const: 1 },
    grid_tasks: {
      description: "configurations to run; default: one task without configuration files",
      ...listOf(mapOf(TASK_KEYS), 1),
    },
    grid_overwrite: {
      description: "merged over the configuration of every task",
      ...optional(CONFIGURATION),
    },
    grid_axes: { description: "values to combine", ...AXES_SCHEMA },
    grid_sample: { description: "how many points are drawn, and how", ...mapOf(SAMPLE_KEYS) },
    grid_exclude: { description: "combinations to exclude", ...EXCLUSIONS },
    grid_tests: {
      description: "tests of each model, if there is more than one",
      ...listOf({ ...mapOf(TEST_KEYS), required: ["name"] }, 1),
    },
    grid_settings: { description: "how to run experiments", ...settingsSchema("grid") },
  },
} as const satisfies KnownKeys;

function settingsOfGrid(): string {
  const names = listSettings().flatMap(([name]) => isOfGrid(name) ? [name] : []);
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function settingsSchema(scope: "grid" | "task"): JsonSchema {
  return optional({ type: "object", properties: settingSchemas(scope), additionalProperties: false });
}

/** The schema of a part of the grid file. */
function mapOf({ keys, prefix }: KnownKeys): JsonSchema {
  return {
    type: "object",
    properties: keys,
    ...(prefix !== undefined && { patternProperties: { [`^${prefix}`]: {} } }),
    additionalProperties: false,
  };
}
