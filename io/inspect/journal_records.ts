/** Reads some of the records of a journal. */
import type { ChosenRun } from "../../lib/plan/choose_runs.ts";
import type { JournalRecord, RunRecord } from "../../lib/run/journal_record.ts";
import { type Attempt, attemptsOf, isRunRecord } from "../../lib/run/journal_state.ts";
import { decodeRecord } from "../../lib/store/journal_format.ts";
import { gridPaths } from "../../lib/store/layout.ts";
import type { OpenGrid } from "../grid/session.ts";
import { readLines, statIfExists } from "../system/files.ts";

/**
 * The records of a journal in their order; none if there is no journal. Corrupt lines are left out: opening the grid reports
 * them.
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

/** The attempts of each run of an open grid, in order. The journal is read once. */
export function readAttempts(
  { paths, unjournaled }: Pick<OpenGrid, "paths" | "unjournaled">,
  chosen: readonly ChosenRun[],
): Attempt[][] {
  const byId = new Map<string, RunRecord[]>(chosen.map(({ key }) => [key.id, []]));
  const isWanted = (line: string) => byId.has(/"id":"([^"]+)"/.exec(line)?.[1] ?? "");
  for (const record of journalRecords(paths.journal, isWanted)) {
    if (isRunRecord(record)) byId.get(record.id)?.push(record);
  }
  for (const record of unjournaled) byId.get(record.id)?.push(record);
  return chosen.map(({ key, run }) => attemptsOf(key, byId.get(key.id)!, run));
}

/** The time of the newest record of a grid directory, in milliseconds since the epoch; now if it is not known. */
export function lastChange(root: string): number {
  const { plan, journal, schedulerExit } = gridPaths(root);
  const times = [plan, journal, schedulerExit].map((path) => statIfExists(path)?.mtime?.getTime());
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? Date.now() : Math.max(...known);
}
