/** The setting `results`: where the results of runs are. */
import { isList, isMap, keyText, type ValueMap } from "../../config/value.ts";
import type { FileSpec, FormatName, LogSpec, ResultSpec } from "../../run/result_spec.ts";
import { anyOf, type JsonSchema, listOf } from "../json_schema.ts";
import { invalid, InvalidValue, type Kind, oneOf, readFields, STRING, within } from "./value_kinds.ts";

const GROUP = "\\(\\?P?<[A-Za-z_]";

/** A regular expression with a named group. What its syntax is, is checked where it is compiled. */
const LOG: Kind<string> = {
  read(value) {
    const text = STRING.read(value);
    if (text instanceof InvalidValue || new RegExp(GROUP).test(text)) return text;
    return new InvalidValue("a regular expression with a named group, such as 'loss (?<loss>[0-9.]+)'");
  },
  schema: { type: "string", pattern: GROUP },
};

/** A glob for files below the directory of the run. */
const FILE: Kind<string> = {
  read(value) {
    const text = STRING.read(value);
    if (text instanceof InvalidValue || !/^\/|(?:^|\/)\.\.(?:\/|$)/.test(text)) return text;
    return new InvalidValue("a path or a pattern below the directory of the run, such as out/*.csv");
  },
  schema: { type: "string", minLength: 1, pattern: "^(?!/)(?!(?:.*/)?\\.\\.(?:/|$))" },
};

const RENAME: Kind<ReadonlyMap<string, string>> = {
  read(value) {
    if (!isMap(value)) return new InvalidValue("a map of names, such as {val_acc: validation_accuracy}");
    const names = new Map<string, string>();
    for (const [key, item] of value) {
      const name = STRING.read(item);
      if (name instanceof InvalidValue) return within(keyText(key), name, item);
      names.set(keyText(key), name);
    }
    return names;
  },
  schema: { type: "object", additionalProperties: STRING.schema },
};

const FORMATS: readonly FormatName[] = ["tensorboard", "csv", "json_lines", "hugging_face", "mlflow"];

const OF_LOG = {
  log: described(LOG, "a regular expression of RE2 for what the trainer prints; its named groups are results"),
  rename: described(RENAME, "names in tables by the names of the groups"),
};

const OF_FILE = {
  file: described(FILE, "a glob relative to the directory of the run"),
  format: described(oneOf(FORMATS), "default: what the name of the file tells"),
  step: described(STRING, "the column or key that counts steps; default: epoch, step and the like"),
  rename: described(RENAME, "names in tables by the names in the file"),
};

function described<T>({ read, schema }: Kind<T>, description: string): Kind<T> {
  return { read, schema: { description, ...schema } };
}

const EXPECTED = "{file: …} or {log: …}";

/** A list of places. With an empty one nothing is read. */
export const RESULTS: Kind<readonly ResultSpec[]> = {
  read(value) {
    if (!isList(value)) return new InvalidValue("a list such as [{file: out/scores.csv}]");
    const specs: ResultSpec[] = [];
    for (const [index, item] of value.entries()) {
      const spec = isMap(item) ? readSpec(item) : new InvalidValue(EXPECTED);
      if (spec instanceof InvalidValue) return within(index, spec, item);
      specs.push(spec);
    }
    return specs;
  },
  schema: listOf(anyOf(schemaOf(OF_LOG, "log"), schemaOf(OF_FILE, "file"))),
};

function readSpec(map: ValueMap): ResultSpec | InvalidValue {
  if (!map.has("log")) {
    const fields = readFields(map, OF_FILE);
    return fields instanceof InvalidValue || fields.file !== undefined
      ? fields as FileSpec | InvalidValue
      : new InvalidValue(EXPECTED);
  }
  const ofFile = [...map.keys()].map(keyText).find((key) => key !== "rename" && Object.hasOwn(OF_FILE, key));
  if (ofFile === "step") return invalid('what is counted is a group in log, such as "(?<epoch>[0-9]+)"', ["step"]);
  if (ofFile !== undefined) {
    return invalid(`"${ofFile}" and "log" exclude each other: make two items of them`, [ofFile]);
  }
  return readFields(map, OF_LOG) as LogSpec | InvalidValue;
}

function schemaOf(fields: Readonly<Record<string, Kind<unknown>>>, required: string): JsonSchema {
  return {
    type: "object",
    properties: Object.fromEntries(Object.entries(fields).map(([key, { schema }]) => [key, schema])),
    required: [required],
    additionalProperties: false,
  };
}
