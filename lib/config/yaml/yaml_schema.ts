/** The js-yaml schemas for reading and writing configurations. */
import {
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  FAILSAFE_SCHEMA,
  mergeTag,
  NOT_RESOLVED,
  seqTag,
  strTag,
} from "js-yaml";
import { scalarOf } from "../scalar.ts";
import { isScalar, type Key, type Scalar, type Value } from "../value.ts";

/** The maximum nesting of lists and maps in a file. */
export const MAX_DEPTH = 100;

const TAG = "tag:yaml.org,2002:";

const scalarTag = defineScalarTag<Scalar>(`${TAG}grid-scalar`, {
  implicit: true,
  resolve: (source) => scalarOf(source) ?? NOT_RESOLVED,
  identify: (value) => isScalar(value),
  represent: (value: Scalar) => value.text,
});

function explicitTag(name: string, accepts: (scalar: Scalar) => Scalar | undefined) {
  return defineScalarTag<Scalar>(TAG + name, {
    resolve: (source) => {
      const scalar = scalarOf(source);
      return (scalar && accepts(scalar)) ?? NOT_RESOLVED;
    },
    identify: () => false,
  });
}

const isNumber = (scalar: Scalar) => typeof scalar.value === "number" || typeof scalar.value === "bigint";

/** The error for a key that is a list or a map. */
export const COMPLEX_KEY = "expected a scalar as the key, got a list or a map";

const mapTag = defineMappingTag<Map<Key, Value>>(`${TAG}map`, {
  create: () => new Map(),
  addPair: (map, key, value) => {
    if (typeof key !== "string" && !isScalar(key as Value)) return COMPLEX_KEY;
    map.set(key as Key, value as Value);
    return "";
  },
  has: (map, key) => map.has(key as Key),
  keys: (map) => map.keys(),
  get: (map, key) => map.get(key as Key),
  identify: (value) => value instanceof Map,
});

/** The schema for reading: scalars as {@link Scalar}, maps as `Map`. */
export const READ = FAILSAFE_SCHEMA.withTags(
  mergeTag,
  scalarTag,
  mapTag,
  // PyYAML writes it for tuples, and reads it only in files that it trusts.
  defineSequenceTag(`${TAG}python/tuple`, { ...seqTag, identify: () => false }),
  explicitTag("int", (scalar) => isNumber(scalar) && !/[.]/.test(scalar.text) ? scalar : undefined),
  explicitTag("float", (scalar) => {
    if (!isNumber(scalar)) return undefined;
    return /^[-+]?[0-9][0-9_]*$/.test(scalar.text) ? scalarOf(`${scalar.text}.0`) : scalar;
  }),
  explicitTag("bool", (scalar) => typeof scalar.value === "boolean" ? scalar : undefined),
  explicitTag("null", (scalar) => scalar.value === null ? scalar : undefined),
);

// Strings to quote: those that YAML 1.2 readers would not read as strings (`0o7`, `08`, `+.5`), and those that would mark a
// document at the beginning of a line (`--- a`).
const AMBIGUOUS = /^(?:=|[-+]?[0-9][0-9_]*|\+\.[0-9]+(?:[eE][-+]?[0-9]+)?|0o[0-7]+|[yYnN]|(?:---|\.\.\.)(?:\s.*)?)$/s;

/** The schema for writing. */
export const WRITE = READ.withTags(
  defineScalarTag<string>(`${TAG}str`, { ...strTag, resolve: (source) => source }),
  defineScalarTag<string>(`${TAG}grid-ambiguous`, {
    implicit: true,
    resolve: (source) => AMBIGUOUS.test(source) ? source : NOT_RESOLVED,
    identify: () => false,
  }),
);
