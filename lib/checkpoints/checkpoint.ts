/** The facts about a training that its checkpoint contains, independent of the format. */
import { type Fields, NO_FIELDS } from "../results/experiment_result.ts";
import { parseNumber } from "../results/parse_number.ts";

/** The kind of trainer that wrote a checkpoint. A custom trainer may write anything, so unknown contents are not an error. */
export type Trainer = "mi-prometheus" | "custom";

/** Facts from a checkpoint. Unknown texts are empty. */
export interface CheckpointFacts {
  readonly model: string;
  readonly problem: string;
  /** When the model was saved: `YYYYmmdd_HHMMSS`, local time. */
  readonly saved: string;
  /** How the training ended, as written by MI-Prometheus's trainers: `Converged (…)`. */
  readonly status: string;
  /** `YYYYmmdd_HHMMSS`, local time. */
  readonly statusTime: string;
  readonly training: Fields;
  readonly validation: Fields;
}

/** The facts of a checkpoint without any, or of no checkpoint. */
export const NO_FACTS: CheckpointFacts = {
  model: "",
  problem: "",
  saved: "",
  status: "",
  statusTime: "",
  training: NO_FIELDS,
  validation: NO_FIELDS,
};

/** Whether a file is still being written: many trainers save to a name that ends with `.tmp`, then rename it. */
export function isBeingWritten(name: string): boolean {
  return name.endsWith(".tmp");
}

const FILE_FACTS = new Set(["model", "name", "problem", "model_timestamp", "status", "status_timestamp", "seed"]);

/**
 * Extracts facts from the `__metadata__` of a safetensors file. `training_…` and `validation_…` are results of that group,
 * other numbers are training results, and MI-Prometheus's names (`model_timestamp`, `status`, …) have the same meaning as in
 * its checkpoints. Other texts are ignored.
 */
export function factsOfMetadata(metadata: Fields): CheckpointFacts {
  const training = new Map<string, string>();
  const validation = new Map<string, string>();
  for (const [key, value] of metadata) {
    if (key.startsWith("training_")) training.set(key.slice("training_".length), value);
    else if (key.startsWith("validation_")) validation.set(key.slice("validation_".length), value);
    else if (!FILE_FACTS.has(key) && !training.has(key) && parseNumber(value) !== undefined) training.set(key, value);
  }
  const get = (key: string) => metadata.get(key) ?? "";
  return {
    model: get("model") || get("name"),
    problem: get("problem"),
    saved: get("model_timestamp"),
    status: get("status"),
    statusTime: get("status_timestamp"),
    training,
    validation,
  };
}
