/** Computes the state of runs that are going to be started, for plans of what follows them. */
import { copyRunTable } from "./journal_state.ts";
import { type RunKey, runOf, type RunTable, tableKey } from "./run_table.ts";

/** The runs once some of them have succeeded. */
export function assumeSuccess(runs: RunTable, keys: Iterable<RunKey>): RunTable {
  const after = copyRunTable(runs);
  for (const key of keys) {
    const run = runOf(after, key);
    const state = { kind: "ended", state: "succeeded", outcome: { kind: "exit", code: 0 }, at: 0 } as const;
    after[key.stage].set(tableKey(key), { ...run, state, successes: run.successes + 1 });
  }
  return after;
}
