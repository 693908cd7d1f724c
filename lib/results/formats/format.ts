/** What the readers of all formats have in common. */
import type { FormatName } from "../../run/result_spec.ts";

/** Takes the values of a file, in the order of the file. */
export interface ValueSink {
  /** @throws {TooManyValues} */
  add(key: string, step: number, value: number): void;
  /** The run goes on from a step: the values of all names from there on will be written again. */
  dropFrom(step: number): void;
}

/** Too many values or names. */
export class TooManyValues extends Error {
  override readonly name = "TooManyValues";
}

/** Reads one file from its beginning, in pieces that may be cut anywhere. What it holds goes to a {@link ValueSink}. */
export interface SeriesParser {
  /**
   * Reads further bytes. The caller may use its buffer again.
   *
   * @returns `false` if no more are needed: the file has another format, or is corrupt from here on
   */
  push(bytes: Uint8Array): boolean;
  /** No further bytes come: what has no end of a line counts if it is complete. */
  end(): void;
  /** What is counted by steps, in the words of the trainer. Certain after {@link end}. */
  readonly axis: string | undefined;
  /** What is wrong with the file, worded to follow its path and a colon; `undefined` if nothing is. */
  readonly problem: string | undefined;
}

/** The format of a file by its name; `undefined` if it does not tell. */
export function formatOfFile(path: string): FormatName | undefined {
  const name = path.replace(/\/+$/, "").split("/").at(-1)!;
  if (name.includes("tfevents")) return "tensorboard";
  if (/^(?:trainer_state|(?:all|train|eval|test|predict)_results)\.json$/.test(name)) return "hugging_face";
  if (/\.[ct]sv$/.test(name)) return "csv";
  if (/\.(?:jsonl?|ndjson)$/.test(name) || name === "log.txt") return "json_lines";
  return /\.(?:db|sqlite3?)$/.test(name) || name === "mlruns" ? "mlflow" : undefined;
}

// Steps.

/** Names of what counts steps, the finest first. */
const STEPS: readonly string[] = [
  ...["global_step", "step", "steps", "iteration", "iter", "update", "episode", "batch", "samples", "epoch"],
];

/** The precedence of a column or key as the axis, 0 for the finest; -1 if it is a result. */
export function stepRank(name: string): number {
  return STEPS.indexOf(name.toLowerCase().split("/").at(-1)!);
}
