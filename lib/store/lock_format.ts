/** The format of a lock's file: who holds the grid, as JSON; empty when nobody does. */
import * as v from "valibot";
import { decodeJson } from "./decode.ts";
import { COUNT, POSITIVE, TEXT } from "./fields.ts";

/** Who holds a grid. What is optional is missing in locks of earlier versions. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
  /** The machine-id of the host; `-` where it is not known. */
  readonly machine?: string | undefined;
  /** The boot id; `-` where it is not known. */
  readonly boot?: string | undefined;
  /** `-` where it is not known. */
  readonly pid_namespace?: string | undefined;
  /** When the process started, in the kernel's ticks since the boot; missing where it is not known. */
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

/** The text of the lock's file. */
export function encodeHolder({ pid, host, since, machine, boot, pid_namespace, start }: Holder): string {
  return JSON.stringify({ pid, host, since, machine, boot, pid_namespace, start });
}

/** Who holds the lock; `undefined` when the text does not tell, as it is empty or being written. */
export function decodeHolder(text: string): Holder | undefined {
  return decodeJson(HOLDER, text);
}
