/** The format of the lock file of a grid directory: JSON about the scheduler that holds the lock, or empty. */
import * as v from "valibot";
import { decodeJson } from "./decode.ts";
import { POSITIVE, TEXT } from "./fields.ts";

/** The process that holds the lock of a grid. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

const HOLDER: v.GenericSchema<unknown, Holder> = v.object({ pid: POSITIVE, host: TEXT, since: TEXT });

/** Encodes the holder of a lock. */
export function encodeHolder({ pid, host, since }: Holder): string {
  return JSON.stringify({ pid, host, since });
}

/** Decodes the holder of a lock; `undefined` if the text is empty or still being written. */
export function decodeHolder(text: string): Holder | undefined {
  return decodeJson(HOLDER, text);
}
