/** A parsed YAML file and positions in it. */
import type { Value } from "../value.ts";
import type { PaddedText } from "./pad_flow_lines.ts";

/** A position in a text file; line and column start at 1. */
export interface Position {
  /** The line, from 1. */
  readonly line: number;
  /** The column, from 1. */
  readonly column: number;
}

/** A parsed file, and its source for finding positions. */
export interface YamlFile extends PaddedText {
  /** The path, as shown in messages. */
  readonly file: string;
  /** What the file says. */
  readonly value: Value;
}

/** A path into a value: keys of maps, and indices of lists from 0. */
export type Path = readonly (string | number)[];
