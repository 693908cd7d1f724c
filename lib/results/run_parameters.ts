/** The parameters of a run, from the files in which frameworks write them down. */
import { leaves } from "../config/key_path.ts";
import { isMap, plainText, scalarOf, type Value } from "../config/value.ts";
import { parseForeignYaml } from "../config/yaml.ts";
import { type Reading, unreadable } from "../messages/reading.ts";
import type { Fields } from "./experiment_result.ts";
import { type JsonValue, parseJson } from "./metrics.ts";

/** Files with parameters, relative to the directory of the run. Of several with the same key the first counts. */
export const PARAMETER_FILES: readonly string[] = [
  ...[".hydra/config.yaml", ".hydra/overrides.yaml", "hparams.yaml"],
  ...["args.json", "args.yaml", "config.yaml", "config.yml", "config.json", "trainer_state.json"],
];

const OVERRIDES = ".hydra/overrides.yaml";
const TRAINER_STATE = "trainer_state.json";

/** More are not those of a trainer. */
const MAX_PARAMETERS = 2_000;
const MAX_TEXT = 200;

/**
 * Parses such a file.
 *
 * @param file one of {@link PARAMETER_FILES}
 * @returns values by dotted key
 */
export function parseParameters(file: string, text: string): Reading<Fields> {
  try {
    const value = file.endsWith(".json") ? fromJsonValue(parseJson(text)) : parseForeignYaml(text);
    if (file === OVERRIDES) return { value: overridden(value), problems: [] };
    if (file === TRAINER_STATE) return fieldsOf(ofTrial(value));
    if (!isMap(value)) return unreadable("expected a map of parameters");
    return fieldsOf(isPretrainedModel(value) ? new Map() : value);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { line, column } = (error as { position?: { line: number; column: number } }).position ?? {};
    return unreadable(`${line === undefined ? "" : `line ${line}, column ${column}: `}${error.message}`);
  }
}

function fieldsOf(value: Value): Reading<Fields> {
  const all = leaves(value);
  const fields = new Map(all.slice(0, MAX_PARAMETERS).map(([key, item]) => [key, shortText(item)]));
  const problems = all.length > MAX_PARAMETERS
    ? [`has ${all.length} parameters: only the first ${MAX_PARAMETERS} are read`]
    : [];
  return { value: fields, problems };
}

/** A value as a cell has it. Of long texts the beginning, and what tells them apart. */
export function shortText(value: Value): string {
  const text = plainText(value);
  if (text.length <= MAX_TEXT) return text;
  // FNV-1a.
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return `${text.slice(0, MAX_TEXT / 2)}… (${text.length} characters, ${(hash >>> 0).toString(16)})`;
}

function fromJsonValue(value: JsonValue): Value {
  if (value === null || typeof value === "boolean") return scalarOf(String(value))!;
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(fromJsonValue);
  if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [key, fromJsonValue(item)]));
  const { number } = value as { readonly number: string };
  return scalarOf(number) ?? number;
}

// Choices of groups (`optimizer=momentum`): the configuration has only what they consist of.
function overridden(value: Value): Fields {
  const fields = new Map<string, string>();
  if (!Array.isArray(value)) return fields;
  for (const item of value.slice(0, MAX_PARAMETERS)) {
    const [, key, text] = (typeof item === "string" ? /^\+{0,2}([^=~]+)=(.*)$/s.exec(item) : undefined) ?? [];
    if (key !== undefined && !key.startsWith("hydra")) fields.set(key.replaceAll("/", "."), shortText(text!));
  }
  return fields;
}

// The parameters of a trial of Trainer.hyperparameter_search(), which other runs do not have.
function ofTrial(state: Value): Value {
  const params = isMap(state) ? state.get("trial_params") : undefined;
  return isMap(params) ? params : new Map();
}

// Hugging Face's description of a model lies beside its weights: it has none of the parameters of the training.
function isPretrainedModel(value: Value): boolean {
  return isMap(value) && ["transformers_version", "model_type"].some((key) => value.has(key));
}
