/** The schemas of the records in a plan file: the header, the groups and the experiments. */
import * as v from "valibot";
import { splitKey } from "../config/key_path.ts";
import { isMap, type Value } from "../config/value.ts";
import { decodeValue } from "./encoded_value.ts";
import { isCount, isOptionalCount, isOptionalText } from "./plain_checks.ts";

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

// One check for all: an axis can have a hundred thousand values.
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

/** The header, which is the first line. */
export const HEAD = v.object({
  version: v.literal(1, "1"),
  id: v.exactOptional(text),
  name: text,
  seed: v.optional(count),
  sample_seed: v.exactOptional(count),
  max_concurrent_runs: count,
  cwd: text,
  expdir: v.exactOptional(text),
  cwd_chosen: v.exactOptional(v.boolean("true or false")),
  li: whole,
  ll: text,
  tensorboard: v.optional(whole),
  tests: v.optional(v.array(v.object({ name: text, overwrite: map, settings: map }, "a test"), "a list of tests"), []),
  experiments: count,
});

/** A group. Its settings are decoded separately, as many groups share them. */
export const GROUP = v.object({
  task: text,
  config: map,
  axes: v.array(v.tuple([keyParts, values], "a key and its values"), "a list of axes"),
  set: v.array(v.tuple([keyParts, value], "a key and its value"), "a list of keys and values"),
  settings: v.unknown(),
  seed_keys: v.array(text, "a list of keys"),
  file_axes: v.exactOptional(v.array(text, "a list of keys")),
});

/** The settings of a group. */
export const SETTINGS = v.object({ settings: map });

/** An experiment. */
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

/** The record of an experiment. */
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
