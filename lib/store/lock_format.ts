/** The format of a lock's file: who holds the grid, as JSON; empty when nobody does. */
import * as v from "valibot";
import { decodeJson } from "./decode.ts";
import { POSITIVE, TEXT } from "./fields.ts";

/** Who holds a grid. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

const HOLDER: v.GenericSchema<unknown, Holder> = v.object({ pid: POSITIVE, host: TEXT, since: TEXT });

/** The text of the lock's file. */
export function encodeHolder({ pid, host, since }: Holder): string {
  return JSON.stringify({ pid, host, since });
}

/** Who holds the lock; `undefined` when the text does not tell, as it is empty or being written. */
export function decodeHolder(text: string): Holder | undefined {
  return decodeJson(HOLDER, text);
}
