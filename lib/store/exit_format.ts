/** The format of `scheduler.exit`, which records how the last scheduler of a grid ended. */
import * as v from "valibot";
import { COUNT, decodeJson, POSITIVE, TEXT, TIME } from "./decode.ts";

/** How a scheduler ended. */
export interface SchedulerExit {
  readonly pid: number;
  readonly host: string;
  /** Start time of the process in clock ticks since the boot; missing if unknown. */
  readonly start?: number | undefined;
  /** When it took the grid, and when it wrote this: milliseconds since the epoch. */
  readonly since: number;
  readonly time: number;
  /** Its exit code; while the process analyzes results, that of its runs. */
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

export function encodeExit({ pid, host, start, since, time, code, analyzes }: SchedulerExit): string {
  return `${JSON.stringify({ version: 1, pid, host, start, since, time, code, analyzes })}\n`;
}

/** Decodes how a scheduler ended; `undefined` if the text is corrupt or has an unsupported version. */
export function decodeExit(text: string): SchedulerExit | undefined {
  return decodeJson(EXIT, text);
}
