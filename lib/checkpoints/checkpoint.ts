/** What a checkpoint tells of the training that made it. */
import { type Fields, NO_FIELDS } from "../results/experiment_result.ts";
import { parseNumber } from "../results/parse_number.ts";

/** Who wrote a checkpoint: a command of the user's own may write whatever it likes. */
export type Trainer = "mi-prometheus" | "custom";

/** What is known from a checkpoint, whatever its format. Texts that are not known are empty. */
export interface CheckpointFacts {
  readonly model: string;
  readonly problem: string;
  /** When the model was saved: `YYYYmmdd_HHMMSS`, local time. */
  readonly saved: string;
  /** How the training ended, as MI-Prometheus's trainers put it: `Converged (…)`. */
  readonly status: string;
  readonly statusTime: string;
  readonly training: Fields;
  readonly validation: Fields;
}

/** A checkpoint that tells nothing, or none. */
export const NO_FACTS: CheckpointFacts = {
  model: "",
  problem: "",
  saved: "",
  status: "",
  statusTime: "",
  training: NO_FIELDS,
  validation: NO_FIELDS,
};

/** Whether a file is still being written: many trainers save under a name that ends with `.tmp`, and rename it. */
export function isBeingWritten(name: string): boolean {
  return name.endsWith(".tmp");
}

const FILE_FACTS = new Set(["model", "name", "problem", "model_timestamp", "status", "status_timestamp", "seed"]);

/**
 * What a safetensors file's `__metadata__` tells: `training_…` and `validation_…` are results of these, further numbers are
 * training's, and the names that MI-Prometheus's checkpoints use mean what they mean there. Other texts describe the file.
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
