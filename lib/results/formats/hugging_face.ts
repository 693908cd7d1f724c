/** Reads what Hugging Face's Trainer writes: `trainer_state.json`, and results of its stages such as `all_results.json`. */
import { type JsonValue, parseJson } from "../metrics.ts";
import { parseNumber } from "../parse_number.ts";
import type { ValueSink } from "./format.ts";
import { forEachNumber } from "./json_lines.ts";

/** The content of a `trainer_state.json`. */
export interface TrainerState {
  /** How far the training is. */
  readonly globalStep: number;
  /** What was logged, a map each. */
  readonly history: readonly JsonValue[];
}

/** What the Trainer counts. */
export const TRAINER_STEP = "step";

/**
 * Parses a `trainer_state.json`.
 *
 * @throws {SyntaxError}
 */
export function parseTrainerState(text: string): TrainerState {
  const root = parseJson(text);
  const history = root instanceof Map ? root.get("log_history") : undefined;
  if (!(root instanceof Map) || !Array.isArray(history)) throw new SyntaxError("expected a list log_history");
  return { globalStep: numberOf(root.get("global_step")) ?? 0, history };
}

/** Adds what was logged. */
export function addHistory({ history }: TrainerState, sink: ValueSink): void {
  for (const entry of history) {
    const step = entry instanceof Map ? numberOf(entry.get(TRAINER_STEP)) : undefined;
    if (step === undefined) continue;
    forEachNumber(entry, "", (key, value) => {
      if (key !== TRAINER_STEP) sink.add(key, step, value);
    });
  }
}

/**
 * Adds the results of a stage, which is over at a step.
 *
 * @throws {SyntaxError}
 */
export function addStageResults(text: string, step: number, sink: ValueSink): void {
  const root = parseJson(text);
  if (!(root instanceof Map)) throw new SyntaxError("expected a map of results");
  forEachNumber(root, "", (key, value) => sink.add(key, step, value));
}

function numberOf(value: JsonValue | undefined): number | undefined {
  if (value === null || typeof value !== "object" || !("number" in value)) return undefined;
  const number = parseNumber(value.number);
  return Number.isFinite(number) ? number : undefined;
}

const CHECKPOINT = /(?:^|\/)checkpoint-(\d+)\/trainer_state\.json$/;

/** Whether a file is a state of the Trainer. */
export function isTrainerState(path: string): boolean {
  return path.split("/").at(-1) === "trainer_state.json";
}

/** Those of the states that may be the newest one, the most likely last: the numbers of checkpoints are steps. */
export function newestStates(paths: readonly string[]): string[] {
  const stepOf = (path: string) => Number(CHECKPOINT.exec(path)?.[1] ?? Infinity);
  const checkpoints = paths.filter((path) => CHECKPOINT.test(path)).toSorted((a, b) => stepOf(a) - stepOf(b));
  return [...checkpoints.slice(-1), ...paths.filter((path) => !CHECKPOINT.test(path))];
}
