/** The results of an experiment, gathered by an analysis from the files of its trainer and testers. */
import type { RunStateName } from "../run/run_state.ts";

/** Results by name. Values are text, so that cells show exactly the digits that the trainer wrote. */
export type Fields = ReadonlyMap<string, string>;

export const NO_FIELDS: Fields = new Map();

/** The text of a result that exists but has no value: Python's `None`. */
export const NO_VALUE = "\0None";

/** A training or a test. Unknown texts are empty. */
export interface RunResult {
  /** Path of the configuration file, relative to the analyzed directory. */
  readonly configuration: string;
  /** `YYYYmmdd_HHMMSS`, local time. */
  readonly started: string;
  readonly seedTorch: string;
  readonly seedNumpy: string;
  readonly results: Fields;
  /** The hash of its fingerprint in the journal of its grid. Absent if it is not known. */
  readonly launchedWith?: string;
  /** Name of the test, if the grid has several. */
  readonly test?: string;
  /** Its duration. Absent if its start or its end is not known. */
  readonly seconds?: number;
}

/** An experiment and its results. Unknown texts are empty. */
export interface ExperimentResult {
  /** Absolute path of its grid directory or tree. */
  readonly grid: string;
  readonly id: string;
  readonly name: string;
  readonly repetition: number;
  /** Identifies the configuration within its grid: equal for all of its repetitions, and only for these. */
  readonly configuration: string;
  /** Values of the axes by dotted key. */
  readonly params: Fields;
  readonly problem: string;
  readonly model: string;
  /** When the model was saved: `YYYYmmdd_HHMMSS`, local time. */
  readonly saved: string;
  /** How the training ended, as its trainer recorded it, or else the state of the run. */
  readonly status: string;
  readonly statusTime: string;
  /** The state of the training's run; empty for experiments that were not run by a grid. */
  readonly state: RunStateName | "";
  /** Whether there is a trained model. Only trained models count in means and rankings. */
  readonly trained: boolean;
  /** Whether early stopping compared its training with others while it ran: such a seed was selected. */
  readonly judged?: true;
  readonly training: RunResult;
  readonly validation: Fields;
  readonly tests: readonly RunResult[];
}
