/** The format of `plan.ndjson`: a header, the groups and the experiments, one JSON object per line. */
import * as v from "valibot";
import { splitKey } from "../config/key_path.ts";
import {
  fromJson,
  isMap,
  type Json,
  type Key,
  type Scalar,
  scalarOf,
  type Value,
  type ValueMap,
} from "../config/value.ts";
import { parseExpression } from "../grid/expression.ts";
import { concurrencyLimit } from "../grid/settings/settings.ts";
import { createGroup, createRunSpecReader, type Experiment, type Group, type Plan } from "../plan/plan.ts";
import { isCount, isOptionalCount, isOptionalText } from "./decode.ts";
import { snapshotPaths } from "./layout.ts";

/** Thrown for a plan that is corrupt or has an unsupported version. */
export class PlanError extends Error {
  /** An error whose message names the line and the field. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PlanError";
  }
}

/** Encodes a plan as lines, without their newlines. */
export function* encodePlan(plan: Plan): Generator<string> {
  const { id, name, seed, sampleSeed, maxConcurrentRuns, cwd, expdir, cwdChosen, python, li, ll, tensorboard } = plan;
  const { snapshot } = plan;
  yield JSON.stringify({
    type: "plan",
    version: 1,
    id,
    name,
    seed,
    sample_seed: sampleSeed,
    max_concurrent_runs: maxConcurrentRuns === Infinity ? 0 : maxConcurrentRuns,
    cwd,
    expdir,
    cwd_chosen: cwdChosen,
    ...(snapshot !== undefined && {
      snapshot: { number: snapshot.number, base: snapshot.base, cwd: snapshot.cwd, hash: snapshot.hash },
    }),
    python,
    li,
    ll,
    tensorboard,
    ...(plan.tests.length > 0 && {
      tests: plan.tests.map(({ name, overwrite, settings }) => ({
        name,
        overwrite: encodeValue(overwrite),
        settings: encodeValue(settings),
      })),
    }),
    experiments: plan.experiments.length,
  });
  for (const group of plan.groups) {
    yield JSON.stringify({
      type: "group",
      task: group.task,
      config: encodeValue(group.config),
      axes: group.axes.map(({ key, values }) => [key, values.map(encodeValue)]),
      set: group.set.map(({ parts, value }) => [parts.join("."), encodeValue(value)]),
      settings: encodeValue(group.settings),
      seed_keys: group.seedKeys,
      derived: group.derived?.map(({ parts, expression }) => [parts.join("."), expression]),
      file_axes: fileAxes(group),
    });
  }
  for (const { id, hash, name, repetition, group, at, seed, model, dropped } of plan.experiments) {
    yield JSON.stringify({ type: "experiment", id, hash, name, repetition, group, at, seed, model, dropped });
  }
}

// Only groups with such an axis have the field.
function fileAxes({ axes }: Group): string[] | undefined {
  const keys = axes.filter(({ files }) => files).map(({ key }) => key);
  return keys.length === 0 ? undefined : keys;
}

/**
 * Decodes a plan.
 *
 * @param lines without their newlines
 * @param root the grid directory, absolute
 * @throws {PlanError} if the plan is corrupt or has an unsupported version; the message names the line and the field
 */
export function decodePlan(lines: Iterable<string>, root = ""): Plan {
  const records = readRecords(lines);
  const { head, experiments } = records;
  if (head === undefined) throw new PlanError("the plan has no header: the file is corrupt or empty");
  if (experiments.length !== head.experiments) {
    throw new PlanError(`the plan is truncated: expected ${head.experiments} experiments, got ${experiments.length}`);
  }
  const readSpecs = createRunSpecReader(head.tests);
  const groups = records.groups.map((fields) => createGroup(fields, readSpecs));
  const invalid = experiments.find((experiment) => !hasItsValues(experiment, groups));
  if (invalid !== undefined) {
    throw new PlanError(`the plan is corrupt: the axis values of experiment ${invalid.id} do not exist`);
  }
  return {
    ...(head.id !== undefined && { id: head.id }),
    name: head.name,
    seed: head.seed,
    ...(head.sample_seed !== undefined && { sampleSeed: head.sample_seed }),
    maxConcurrentRuns: concurrencyLimit(head.max_concurrent_runs),
    cwd: head.cwd,
    ...(head.expdir !== undefined && { expdir: head.expdir }),
    ...(head.cwd_chosen && { cwdChosen: true }),
    ...(head.snapshot !== undefined && {
      snapshot: { ...head.snapshot, dir: snapshotPaths(root, head.snapshot.number).dir },
    }),
    ...(head.python !== undefined && { python: head.python }),
    li: head.li,
    ll: head.ll,
    tensorboard: head.tensorboard,
    groups,
    tests: head.tests,
    experiments,
  };
}

type GroupFields = Omit<Group, "specs">;

interface Records {
  head: v.InferOutput<typeof HEAD> | undefined;
  readonly groups: GroupFields[];
  readonly experiments: Experiment[];
  /** Settings by their JSON, so that groups with equal settings share one map, which is parsed once. */
  readonly settings: Map<string, ValueMap>;
}

function readRecords(lines: Iterable<string>): Records {
  const records: Records = { head: undefined, groups: [], experiments: [], settings: new Map() };
  let number = 0;
  for (const line of lines) {
    number++;
    if (line !== "") readRecord(line, number, records);
  }
  return records;
}

function readRecord(line: string, number: number, records: Records): void {
  const record = parseLine(line, number);
  switch (record.type) {
    case "experiment":
      records.experiments.push(decodeExperiment(record, number));
      break;
    case "group":
      records.groups.push(decodeGroup(record, number, records.settings));
      break;
    case "plan":
      if (record.version !== undefined && record.version !== 1) {
        throw new PlanError(`unsupported plan version: expected 1, got ${record.version}`);
      }
      records.head = decode(HEAD, record, number);
      break;
    default:
      // Record types of newer programs are skipped.
      if (typeof record.type !== "string") {
        throw new PlanError(`line ${number} of the plan is corrupt: "type" is missing`);
      }
  }
}

function parseLine(line: string, number: number): Record<string, unknown> {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (error) {
    throw new PlanError(`line ${number} of the plan is corrupt`, { cause: error });
  }
  if (typeof record !== "object" || record === null) throw new PlanError(`line ${number} of the plan is corrupt`);
  return record as Record<string, unknown>;
}

function decodeExperiment(record: Record<string, unknown>, line: number): Experiment {
  const { id, hash, name, repetition, group, at, seed, model, dropped }: ExperimentRecord = isExperimentRecord(record)
    ? record
    : decode(EXPERIMENT, record, line);
  if (model === undefined && !dropped) return { id, hash, name, repetition, group, at, seed };
  const optional = { ...(model !== undefined && { model }), ...(dropped && { dropped: true as const }) };
  return { id, hash, name, repetition, group, at, seed, ...optional };
}

function decodeGroup(record: Record<string, unknown>, line: number, cache: Map<string, ValueMap>): GroupFields {
  const { task, config, axes, set, settings: encoded, seed_keys: seedKeys, file_axes, derived } = decode(
    GROUP,
    record,
    line,
  );
  const text = JSON.stringify(encoded);
  const settings = cache.get(text) ?? decode(SETTINGS, { settings: encoded }, line).settings;
  cache.set(text, settings);
  return {
    task,
    config,
    settings,
    seedKeys,
    axes: axes.map(([parts, values]) => {
      const key = parts.join(".");
      return { key, parts, values, ...(file_axes?.includes(key) && { files: true as const }) };
    }),
    set: set.map(([parts, value]) => ({ parts, value })),
    ...(derived !== undefined && { derived: derived.map(([parts, expression]) => ({ parts, expression })) }),
  };
}

function decode<Schema extends v.GenericSchema>(schema: Schema, record: unknown, line: number): v.InferOutput<Schema> {
  const { success, output, issues } = v.safeParse(schema, record, { abortEarly: true });
  if (success) return output;
  throw new PlanError(`line ${line} of the plan is corrupt: ${describeIssue(issues[0])}`);
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const field = `"${v.getDotPath(issue)}"`;
  if (issue.input === undefined) return `${field} is missing`;
  return `expected ${issue.message} for ${field}, got ${JSON.stringify(issue.input).slice(0, 80)}`;
}

function hasItsValues({ group, at }: Experiment, groups: readonly Group[]): boolean {
  const axes = groups[group]?.axes;
  return axes !== undefined && axes.every(({ values }, axis) => values[at[axis]!] !== undefined);
}

// The schemas of the records in a plan file: the header, the groups and the experiments.

// Each message completes `expected …`.
const text = v.string("a string");
const whole = v.pipe(v.number("a whole number"), v.safeInteger("a whole number"));
const count = v.pipe(whole, v.minValue(0, "a whole number ≥ 0"));

const value = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, Value>(({ dataset, addIssue, NEVER }) => {
    try {
      return decodeValue(dataset.value);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      addIssue({ message: "an encoded configuration value" });
      return NEVER;
    }
  }),
);

// One check for the whole list: an axis can have a hundred thousand values.
const values = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, readonly Value[]>(({ dataset, addIssue, NEVER }) => {
    try {
      if (Array.isArray(dataset.value)) return dataset.value.map(decodeValue);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    addIssue({ message: "a list of encoded configuration values" });
    return NEVER;
  }),
);

const map = v.pipe(value, v.guard(isMap, "a map of a configuration"));

const keyParts = v.pipe(
  text,
  v.rawTransform<string, readonly string[]>(({ dataset, addIssue, NEVER }) => {
    try {
      return splitKey(dataset.value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      addIssue({ message: "a dotted key" });
      return NEVER;
    }
  }),
);

const expression = v.pipe(
  text,
  v.rawTransform<string, string>(({ dataset, addIssue, NEVER }) => {
    try {
      return parseExpression(dataset.value).text;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      addIssue({ message: "an expression" });
      return NEVER;
    }
  }),
);

/** The header, which is the first line. */
const HEAD = v.object({
  version: v.literal(1, "1"),
  id: v.exactOptional(text),
  name: text,
  seed: v.optional(count),
  sample_seed: v.exactOptional(count),
  max_concurrent_runs: count,
  cwd: text,
  expdir: v.exactOptional(text),
  cwd_chosen: v.exactOptional(v.boolean("true or false")),
  snapshot: v.exactOptional(
    v.object(
      { number: v.pipe(whole, v.minValue(1, "a whole number ≥ 1")), base: text, cwd: text, hash: text },
      "a snapshot",
    ),
  ),
  python: v.exactOptional(
    v.object({
      program: text,
      environment: v.exactOptional(v.picklist(["VIRTUAL_ENV", "CONDA_PREFIX"], "a variable")),
    }),
  ),
  li: whole,
  ll: text,
  tensorboard: v.optional(whole),
  tests: v.optional(v.array(v.object({ name: text, overwrite: map, settings: map }, "a test"), "a list of tests"), []),
  experiments: count,
});

/** A group. Its settings are decoded separately, as many groups share them. */
const GROUP = v.object({
  task: text,
  config: map,
  axes: v.array(v.tuple([keyParts, values], "a key and its values"), "a list of axes"),
  set: v.array(v.tuple([keyParts, value], "a key and its value"), "a list of keys and values"),
  settings: v.unknown(),
  seed_keys: v.array(text, "a list of keys"),
  file_axes: v.exactOptional(v.array(text, "a list of keys")),
  derived: v.exactOptional(
    v.array(v.tuple([keyParts, expression], "a key and an expression"), "a list of expressions"),
  ),
});

const SETTINGS = v.object({ settings: map });

export const EXPERIMENT = v.object({
  id: text,
  hash: text,
  name: text,
  repetition: count,
  group: count,
  at: v.array(count, "a list of whole numbers"),
  seed: v.optional(count),
  model: v.optional(text),
  dropped: v.optional(v.boolean("true or false")),
});

export type ExperimentRecord = v.InferOutput<typeof EXPERIMENT>;

/**
 * Whether a record fits {@link EXPERIMENT}. The schema would double the time to read a line, and a plan can have a million
 * lines, so it is only used to describe what is wrong with a record that this function rejects.
 */
export function isExperimentRecord(record: Readonly<Record<string, unknown>>): record is ExperimentRecord {
  const { id, hash, name, repetition, group, at, seed, model, dropped } = record;
  if (typeof id !== "string" || typeof hash !== "string" || typeof name !== "string") return false;
  if (!isCount(repetition) || !isCount(group) || !Array.isArray(at)) return false;
  for (const index of at) if (!isCount(index)) return false;
  return isOptionalCount(seed) && isOptionalText(model) && (dropped === undefined || typeof dropped === "boolean");
}

// Encodes configuration values in the plan file without loss. Scalars that JSON cannot represent exactly are `{"=": "1.0"}`.
// Maps are lists of pairs, `{"=map": [[key, value]]}`, because their keys can be numbers and their order matters.

function encodeValue(value: Value): Json {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(encodeValue);
  if (isMap(value)) return { "=map": Array.from(value, ([key, item]) => [encodeValue(key), encodeValue(item)]) };
  const { text, value: plain } = value as Scalar;
  const isJson = plain === null || typeof plain === "boolean" || (typeof plain === "number" && Number.isFinite(plain));
  return isJson && String(plain) === text ? plain : { "=": text };
}

/**
 * The inverse of {@link encodeValue}.
 *
 * @throws {TypeError} for JSON that `encodeValue` does not write
 */
function decodeValue(json: unknown): Value {
  if (json === null || typeof json !== "object") return fromJson(json);
  if (Array.isArray(json)) return json.map(decodeValue);
  const { "=": text, "=map": entries } = json as { "="?: unknown; "=map"?: unknown };
  if (Array.isArray(entries)) return new Map(entries.map(decodeEntry));
  const scalar = typeof text === "string" ? scalarOf(text) : undefined;
  if (scalar === undefined) throw new TypeError(`expected a value, got ${JSON.stringify(json).slice(0, 80)}`);
  return scalar;
}

function decodeEntry(entry: unknown): [Key, Value] {
  const isPair = Array.isArray(entry) && entry.length === 2;
  const key = isPair ? decodeValue(entry[0]) : undefined;
  if (!isPair || key === undefined || isMap(key) || Array.isArray(key)) {
    throw new TypeError(`expected a key and a value, got ${JSON.stringify(entry)?.slice(0, 80)}`);
  }
  return [key as Key, decodeValue(entry[1])];
}
