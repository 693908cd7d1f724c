/** The format of the lock file of a grid directory: JSON about the scheduler that holds the lock, or empty. */
import * as v from "valibot";
import type { DeviceHolder } from "../gpu/eligibility.ts";
import { printable } from "../messages/printable.ts";
import { COUNT, decodeJson, POSITIVE, TEXT, TIME } from "./decode.ts";

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

/** Encodes the holder of a lock. */
export function encodeHolder({ pid, host, since, machine, boot, pid_namespace, start }: Holder): string {
  return JSON.stringify({ pid, host, since, machine, boot, pid_namespace, start });
}

/** Decodes the holder of a lock; `undefined` if the text is empty or still being written. */
export function decodeHolder(text: string): Holder | undefined {
  return decodeJson(HOLDER, text);
}

// The format of `scheduler.exit`, which records how the last scheduler of a grid ended.

/** How a scheduler ended. */
export interface SchedulerExit {
  readonly pid: number;
  readonly host: string;
  /** Start time of the process in clock ticks since the boot; missing if unknown. */
  readonly start?: number | undefined;
  /** When it took the grid, and when it wrote this: milliseconds since the epoch. */
  readonly since: number;
  readonly time: number;
  /** Its exit code; as long as the process analyzes results, that of its runs. */
  readonly code: number;
  /** Whether the process still analyzes results. */
  readonly analyzes: boolean;
}

const EXIT: v.GenericSchema<unknown, SchedulerExit> = v.object({
  version: v.literal(1),
  pid: POSITIVE,
  host: TEXT,
  start: v.optional(COUNT),
  since: TIME,
  time: TIME,
  code: COUNT,
  analyzes: v.boolean(),
});

/** Encodes how a scheduler ended. */
export function encodeExit({ pid, host, start, since, time, code, analyzes }: SchedulerExit): string {
  return `${JSON.stringify({ version: 1, pid, host, start, since, time, code, analyzes })}\n`;
}

/** Decodes how a scheduler ended; `undefined` if the text is corrupt or has an unsupported version. */
export function decodeExit(text: string): SchedulerExit | undefined {
  return decodeJson(EXIT, text);
}

// The format of lease holder records: JSON that `lease.sh` writes for each GPU of a run.

// Other users write these records, and their text is printed on a terminal.
const SHOWN = v.pipe(TEXT, v.transform(printable));

const RECORD: v.GenericSchema<unknown, HolderRecord> = v.object({
  pid: POSITIVE,
  run: SHOWN,
  user: SHOWN,
  host: TEXT,
  boot: TEXT,
  namespace: TEXT,
  grid: SHOWN,
  lease: v.optional(POSITIVE),
});

/** The holder of a GPU lease. */
export interface HolderRecord extends DeviceHolder {
  readonly host: string;
  /** The boot id of that host. */
  readonly boot: string;
  /** The PID namespace of `pid`. */
  readonly namespace: string;
  /** The inode of the lease file that it has locked; absent in records of earlier versions. */
  readonly lease?: number | undefined;
}

/** The members that all records of a scheduler share: JSON members without the braces of the object. */
export function encodeHolderMembers(
  { user, host, boot, namespace, grid }: Omit<HolderRecord, "pid" | "run" | "lease">,
): string {
  return JSON.stringify({ user, host, boot, namespace, grid }).slice(1, -1);
}

/** Decodes a record; `undefined` if it is corrupt or still being written. Control characters are replaced with `?`. */
export function decodeHolderRecord(text: string): HolderRecord | undefined {
  return decodeJson(RECORD, text);
}
