/** The results of an experiment, as an analysis gathers them from the files of its trainer and testers. */

/** Results by name, as they were written: a cell shows what the trainer wrote, digit by digit. */
export type Fields = ReadonlyMap<string, string>;

/** No results. */
export const NO_FIELDS: Fields = new Map();

/** A training or a test. Texts that are not known are empty. */
export interface RunResult {
  /** The configuration file, relative to the directory that is analyzed. */
  readonly configuration: string;
  /** `YYYYmmdd_HHMMSS`, local time. */
  readonly started: string;
  readonly seedTorch: string;
  readonly seedNumpy: string;
  readonly results: Fields;
  /** Which of several tests of a model it is. */
  readonly test?: string;
}

/** An experiment. Texts that are not known are empty. */
export interface ExperimentResult {
  /** The grid that it belongs to, when several are analyzed together. */
  readonly grid: string;
  readonly id: string;
  readonly name: string;
  readonly repetition: number;
  /** The same for the repetitions of one configuration, and only for them, within its grid. */
  readonly configuration: string;
  /** Dotted keys and the values of the axes. */
  readonly params: Fields;
  readonly problem: string;
  readonly model: string;
  /** When the model was saved. */
  readonly saved: string;
  readonly status: string;
  readonly statusTime: string;
  /** Whether there is a trained model: what counts in means, and in rankings. */
  readonly trained: boolean;
  readonly training: RunResult;
  readonly validation: Fields;
  readonly tests: readonly RunResult[];
}
