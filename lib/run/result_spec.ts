/** What the setting `results` says: where the results of runs are. */

/** The formats that a grid file can name. */
export type FormatName = "tensorboard" | "csv" | "json_lines" | "hugging_face" | "mlflow";

/** An element of the setting `results`. The first ones have precedence. */
export type ResultSpec = LogSpec | FileSpec;

/** What is printed. */
export interface LogSpec {
  /** A regular expression with named groups, in the syntax of RE2. */
  readonly log: string;
  /** Names in tables by the names of the groups. */
  readonly rename?: ReadonlyMap<string, string>;
}

/** Files that a trainer writes. */
export interface FileSpec {
  /** A glob, relative to the directory of the run. */
  readonly file: string;
  /** Without one, the name of the file tells it. */
  readonly format?: FormatName;
  /** What is counted: a column, or a key. */
  readonly step?: string;
  /** Names in tables by the names in the file: `val_acc: validation_accuracy`. */
  readonly rename?: ReadonlyMap<string, string>;
}
