/** The format of lease holder records: JSON that `lease.sh` writes for each GPU of a run. */
import * as v from "valibot";
import type { DeviceHolder } from "../gpu/eligibility.ts";
import { printable } from "../messages/printable.ts";
import { decodeJson, POSITIVE, TEXT } from "./decode.ts";

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
