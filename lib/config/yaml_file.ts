/** A parsed YAML file and positions in it. */
import type { Value } from "./value.ts";

/** A position in a text file; line and column start at 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A parsed file. */
export interface YamlFile {
  /** The path, as shown in messages. */
  readonly file: string;
  /** The source, for finding positions. */
  readonly text: string;
  readonly value: Value;
}

/** A path into a value: keys of maps, and indices of lists from 0. */
export type Path = readonly (string | number)[];
