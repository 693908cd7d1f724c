/** What MI-Prometheus's trainers keep in a torch checkpoint beside the model. */
import type { Reading } from "../messages/reading.ts";
import type { Fields } from "../results/experiment_result.ts";
import { type CheckpointFacts, NO_FACTS, type Trainer } from "./checkpoint.ts";
import { describeKind, isDict, isKind, type PythonValue } from "./python_value.ts";

// More columns than anyone reads.
const MAX_FIELDS = 2_000;

/** Gathers the facts. An object that is no dict, or has other keys, is another trainer's, and tells nothing. */
export function factsOfTorch(object: PythonValue, trainer: Trainer): Reading<CheckpointFacts> {
  if (!isDict(object)) return { value: NO_FACTS, problems: [] };
  const problems: string[] = [];
  const text = (key: string) => textOf(object.get(key)) ?? "";
  const statistics = (key: string): Fields => {
    const dict = object.get(key) ?? null;
    const fields = new Map<string, string>();
    if (dict === null) return fields;
    if (!isDict(dict)) {
      if (trainer === "mi-prometheus") problems.push(`its ${key} must be a dict: it is ${describeKind(dict)}`);
      return fields;
    }
    for (const [name, value] of dict) {
      const shown = textOf(value);
      if (typeof name !== "string" || shown === undefined) continue;
      if (fields.size === MAX_FIELDS) {
        problems.push(`its ${key} has more than ${MAX_FIELDS} results: the others are left out`);
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

function textOf(value: PythonValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean") return String(value);
  return isKind(value, "datetime") ? value.stamp : undefined;
}
