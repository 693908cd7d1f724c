/** A parsed YAML file, and places in it. */
import type { Value } from "./value.ts";

/** A place in a text file, both numbers from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A parsed file: its value, and the text that positions are found in. */
export interface YamlFile {
  /** As shown in messages. */
  readonly file: string;
  readonly text: string;
  readonly value: Value;
}

/** A path into a value: keys of maps and indices of lists. */
export type Path = readonly (string | number)[];
