/** Extracts what MI-Prometheus's trainers store in a torch checkpoint in addition to the model. */
import type { Reading } from "../messages/reading.ts";
import { type Fields, NO_VALUE } from "../results/experiment_result.ts";
import { type CheckpointFacts, NO_FACTS, type Trainer } from "./checkpoint.ts";
import { pythonText } from "./python_text.ts";
import { describeKind, isDict, type PythonValue } from "./python_value.ts";

// More columns would not be useful.
const MAX_FIELDS = 2_000;

/** Extracts the facts. An object that is not a dict, or has other keys, comes from another trainer and has none. */
export function factsOfTorch(object: PythonValue, trainer: Trainer): Reading<CheckpointFacts> {
  if (!isDict(object)) return { value: NO_FACTS, problems: [] };
  const problems: string[] = [];
  const text = (key: string) => pythonText(object.get(key) ?? null) ?? "";
  const statistics = (key: string): Fields => {
    const dict = object.get(key) ?? null;
    const fields = new Map<string, string>();
    if (dict === null) return fields;
    if (!isDict(dict)) {
      if (trainer === "mi-prometheus") problems.push(`${key}: expected a dict, got ${describeKind(dict)}`);
      return fields;
    }
    for (const [name, value] of dict) {
      const shown = value === null ? NO_VALUE : pythonText(value);
      if (typeof name !== "string" || shown === undefined) continue;
      if (fields.size === MAX_FIELDS) {
        problems.push(`${key}: more than ${MAX_FIELDS} results: the rest is ignored`);
        break;
      }
      fields.set(name, shown);
    }
    return fields;
  };
  return {
    value: {
      model: text("name"),
      problem: "",
      saved: text("model_timestamp"),
      status: text("status"),
      statusTime: text("status_timestamp"),
      training: statistics("training_stats"),
      validation: statistics("validation_stats"),
    },
    problems,
  };
}
