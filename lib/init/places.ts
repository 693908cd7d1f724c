/** Tells which options of a trainer name its output, its seed and its run. */
import type { TrainerOption } from "./trainer_help.ts";

/** What a command gives to an option: a template, `{dir}`. */
export interface Given {
  readonly option: TrainerOption;
  readonly value: string;
}

const SEED = /^(?:.*\.)?(?:random|manual|global|rng)?[-_]?(?:seed|state)(?:[-_]everything)?$/i;
const STATE = /^(?:.*\.)?state$/i;

const DIRECTORY =
  /^(?:.*\.)?(?:out|output|(?:default[-_]?)?root[-_]?dir|(?:out|output|save|saving|run|runs|results?|exp|experiment|logs?|logging|logger|checkpoints?|ckpts?|work|model|artifacts?|tensorboard|tb|summary|event)[-_]?(?:dir|directory|folder|root|path)|save[-_]?to|dest(?:ination)?)$/i;

const FILE =
  /^(?:.*\.)?(?:out|output|results?|metrics|scores|history|log|csv|json|save|model|checkpoint)(?:[-_]?(?:file|path|csv|json|name|out|output))?$/i;

// Where something is read from.
const INPUT = /\b(?:load|resume|pretrained|restore|continue|initial|input|read)\b/i;

const EXTENSION = /\.[A-Za-z]\w{0,5}$/;

/** Where MLflow writes what a run logs: its variable `MLFLOW_TRACKING_URI`. */
export const MLFLOW_STORE = "sqlite:///{dir}/mlflow.db";

/** Whether an option is the seed. */
export function isSeed({ name, takes }: TrainerOption): boolean {
  return SEED.test(name) && !STATE.test(name) && takes.kind !== "boolean" && takes.kind !== "other";
}

/** What an option gets that names a place for output: `{dir}`, or a file there. `undefined` for other options. */
export function placeFor(option: TrainerOption): string | undefined {
  const { name, takes, description } = option;
  if (takes.kind !== "value" || option.choices !== undefined) return undefined;
  const value = typeof option.default === "string" ? option.default : "";
  const isInput = INPUT.test(description) && !/\b(?:sav|writ|output|log)/i.test(description);
  if (isInput) return undefined;
  const file = value.split("/").at(-1)!;
  if (EXTENSION.test(value) && /^[\w./-]+$/.test(value) && (FILE.test(name) || DIRECTORY.test(name))) {
    return `{dir}/${file}`;
  }
  if (value === "" && FILE.test(name) && /\bfile\b/i.test(description)) {
    return /\bjson\b/i.test(description)
      ? "{dir}/metrics.json"
      : /\bcsv\b/i.test(description)
      ? "{dir}/results.csv"
      : undefined;
  }
  return DIRECTORY.test(name) ? "{dir}" : undefined;
}

/** What a required option gets; `undefined` if only the user knows. */
export function valueForRequired({ name, choices, takes }: TrainerOption): string | undefined {
  if (/^(?:.*\.)?(?:run|exp|experiment|job|model)?[-_]?(?:name|id|tag)$/i.test(name)) return "{name}";
  if (takes.kind === "value" && choices !== undefined) return choices[0];
  return undefined;
}
