/** The format of the records that tell who has a GPU: JSON, written by `lease.sh` for each device of a run. */
import * as v from "valibot";
import type { DeviceHolder } from "../gpu/obstacle.ts";
import { printable } from "../messages/printable.ts";
import { decodeJson } from "./decode.ts";
import { POSITIVE, TEXT } from "./fields.ts";

// What others write goes to a terminal.
const SHOWN = v.pipe(TEXT, v.transform(printable));

const RECORD: v.GenericSchema<unknown, HolderRecord> = v.object({
  pid: POSITIVE,
  run: SHOWN,
  user: SHOWN,
  host: TEXT,
  boot: TEXT,
  namespace: TEXT,
  grid: SHOWN,
});

/** Who has a device, and where. */
export interface HolderRecord extends DeviceHolder {
  readonly host: string;
  /** The boot of that host. */
  readonly boot: string;
  /** The namespace of processes that the pid belongs to. */
  readonly namespace: string;
}

/** What the records of all runs of a scheduler have in common: the members of a JSON object, without its braces. */
export function encodeHolderMembers(
  { user, host, boot, namespace, grid }: Omit<HolderRecord, "pid" | "run">,
): string {
  return JSON.stringify({ user, host, boot, namespace, grid }).slice(1, -1);
}

/** Reads a record; `undefined` when it is damaged, or still being written. Control characters are replaced. */
export function decodeHolderRecord(text: string): HolderRecord | undefined {
  return decodeJson(RECORD, text);
}
