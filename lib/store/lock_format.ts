/** The format of the lock file of a grid directory: JSON that describes the scheduler that holds the lock, or empty. */
import * as v from "valibot";
import { COUNT, decodeJson, POSITIVE, TEXT } from "./decode.ts";

/** The process that holds the lock of a grid. Locks of earlier versions have no optional fields. */
export interface Holder {
  /** Its pid on that host. */
  readonly pid: number;
  /** The name of the host. */
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
  /** machine-id(5); `-` if unknown. */
  readonly machine?: string | undefined;
  /** The boot id; `-` if unknown. */
  readonly boot?: string | undefined;
  /** `pid:[4026531836]`; `-` if unknown. */
  readonly pid_namespace?: string | undefined;
  /** Start time of the process in clock ticks since the boot; missing if unknown. */
  readonly start?: number | undefined;
}

const HOLDER: v.GenericSchema<unknown, Holder> = v.object({
  pid: POSITIVE,
  host: TEXT,
  since: TEXT,
  machine: v.optional(TEXT),
  boot: v.optional(TEXT),
  pid_namespace: v.optional(TEXT),
  start: v.optional(COUNT),
});

export function encodeHolder({ pid, host, since, machine, boot, pid_namespace, start }: Holder): string {
  return JSON.stringify({ pid, host, since, machine, boot, pid_namespace, start });
}

/** Decodes the holder of a lock; `undefined` if the text is empty or still being written. */
export function decodeHolder(text: string): Holder | undefined {
  return decodeJson(HOLDER, text);
}
