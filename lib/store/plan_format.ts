/** The format of `plan.ndjson`: a header, the groups and the experiments, one JSON object per line. */
import * as v from "valibot";
import type { ValueMap } from "../config/value.ts";
import { createGroup, type Experiment, type Group, type Plan } from "../plan/plan.ts";
import { createRunSpecReader } from "../plan/run_spec.ts";
import { encodeValue } from "./encoded_value.ts";
import { EXPERIMENT, type ExperimentRecord, GROUP, HEAD, isExperimentRecord, SETTINGS } from "./plan_records.ts";

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
  const { id, name, seed, sampleSeed, maxConcurrentRuns, cwd, expdir, cwdChosen, li, ll, tensorboard } = plan;
  yield JSON.stringify({
    type: "plan",
    version: 1,
    id,
    name,
    seed,
    sample_seed: sampleSeed,
    max_concurrent_runs: maxConcurrentRuns,
    cwd,
    expdir,
    cwd_chosen: cwdChosen,
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
 * @throws {PlanError} if the plan is corrupt or has an unsupported version; the message has the line and the field
 */
export function decodePlan(lines: Iterable<string>): Plan {
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
    maxConcurrentRuns: head.max_concurrent_runs,
    cwd: head.cwd,
    ...(head.expdir !== undefined && { expdir: head.expdir }),
    ...(head.cwd_chosen && { cwdChosen: true }),
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
  const { task, config, axes, set, settings: encoded, seed_keys: seedKeys, file_axes } = decode(GROUP, record, line);
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
