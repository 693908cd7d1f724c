/** The format of a plan: a head, the groups, the experiments, one JSON object per line. */
import { fromJson, type Json } from "../config/json_value.ts";
import { splitKey } from "../config/key_path.ts";
import { scalarOf } from "../config/scalar.ts";
import { isMap, type Key, type Scalar, type Value, type ValueMap } from "../config/value.ts";
import type { GridTest } from "../grid/grid_tests.ts";
import { createGroup, type Experiment, type Group, type Plan } from "../plan/plan.ts";
import { createRunSpecReader } from "../plan/run_spec.ts";

/** The plan has another format than this program reads, or is damaged. */
export class PlanError extends Error {
  /** @param message what is wrong with it */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PlanError";
  }
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
  const groupFields: Omit<Group, "specs">[] = [];
  const experiments: Experiment[] = [];
  let tests: GridTest[] = [];
  const settingsByText = new Map<string, ValueMap>();
  let number = 0;
  for (const line of lines) {
    number++;
    if (line === "") continue;
    let version: unknown = 1;
    try {
      const record = JSON.parse(line);
      if (record.type === "experiment") experiments.push(decodeExperiment(record));
      else if (record.type === "group") groupFields.push(decodeGroup(record, settingsByText));
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
  const readSpecs = createRunSpecReader(tests);
  const groups = groupFields.map((fields) => createGroup(fields, readSpecs));
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

// Groups with equal settings share one map, of which the run specs are then made once.
// deno-lint-ignore no-explicit-any
function decodeGroup(record: any, settingsByText: Map<string, ValueMap>): Omit<Group, "specs"> {
  const text = JSON.stringify(record.settings);
  const settings = settingsByText.get(text) ?? decode(record.settings) as ValueMap;
  settingsByText.set(text, settings);
  return {
    task: record.task,
    config: decode(record.config) as ValueMap,
    axes: record.axes.map(([key, values]: [string, Json[]]) => ({
      key,
      parts: splitKey(key),
      values: values.map(decode),
    })),
    set: record.set.map(([key, value]: [string, Json]) => ({ parts: splitKey(key), value: decode(value) })),
    settings,
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
