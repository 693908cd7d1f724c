/** Reads the attempts of runs from the journal of their grid. */
import { type Attempt, attemptsOf } from "../../lib/run/attempts.ts";
import type { RunRecord } from "../../lib/run/journal_record.ts";
import { isRunRecord } from "../../lib/run/journal_state.ts";
import type { ChosenRun } from "../../lib/plan/choose_runs.ts";
import { decodeRecord } from "../../lib/store/journal_format.ts";
import type { OpenGrid } from "../grid/session.ts";
import { readLines, statIfExists } from "../system/files.ts";

/** The attempts of each run of an open grid, in order. The journal is read once. */
export function readAttempts(
  { paths, unjournaled }: Pick<OpenGrid, "paths" | "unjournaled">,
  chosen: readonly ChosenRun[],
): Attempt[][] {
  const byId = new Map<string, RunRecord[]>(chosen.map(({ key }) => [key.id, []]));
  if (statIfExists(paths.journal) !== undefined) {
    for (const line of readLines(paths.journal)) {
      // Before it is decoded: a journal may have a million lines.
      const id = /"id":"([^"]+)"/.exec(line)?.[1];
      if (id === undefined || !byId.has(id)) continue;
      const record = decodeRecord(line, 0);
      // What is wrong with a line is told where the grid is opened.
      if (typeof record !== "string" && isRunRecord(record)) byId.get(record.id)?.push(record);
    }
  }
  for (const record of unjournaled) byId.get(record.id)?.push(record);
  return chosen.map(({ key, run }) => attemptsOf(key, byId.get(key.id)!, run));
}
