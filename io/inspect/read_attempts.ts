/** Reads the attempts of runs from the journal of their grid. */
import type { ChosenRun } from "../../lib/plan/choose_runs.ts";
import { type Attempt, attemptsOf } from "../../lib/run/attempts.ts";
import type { RunRecord } from "../../lib/run/journal_record.ts";
import { isRunRecord } from "../../lib/run/journal_state.ts";
import type { OpenGrid } from "../grid/session.ts";
import { journalRecords } from "./journal_records.ts";

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
