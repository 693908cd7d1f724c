/** Reads some of the records of a journal. */
import type { JournalRecord } from "../../lib/run/journal_record.ts";
import { decodeRecord } from "../../lib/store/journal_format.ts";
import { readLines, statIfExists } from "../system/files.ts";

/**
 * The records of a journal in their order; none if there is no journal. Corrupt lines are left out: where the grid is opened, it is
 * said what is wrong with them.
 *
 * @param isWanted whether a line is decoded, as a journal may have a million of them
 */
export function* journalRecords(journal: string, isWanted: (line: string) => boolean): Generator<JournalRecord> {
  if (statIfExists(journal) === undefined) return;
  for (const line of readLines(journal)) {
    const record = isWanted(line) ? decodeRecord(line, 0) : "";
    if (typeof record !== "string") yield record;
  }
}
