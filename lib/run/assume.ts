/**
 * Computes hypothetical states of the runs of a grid: with runs that are assumed dead, or with runs that are about to be
 * started.
 */
import { copyRunTable } from "./journal_state.ts";
import { type RunKey, runOf, type RunTable, tableKey } from "./run_state.ts";
import { STAGES } from "./stage.ts";

/** The hosts on which runs may still be alive. */
export function unknownHosts(runs: RunTable): Set<string> {
  const states = [...runs.train.values(), ...runs.test.values()].map(({ state }) => state);
  return new Set(states.flatMap((state) => state.kind === "unknown" ? [state.host] : []));
}

/** Stands for all hosts, for machines that exist for one job only. No host has this name. */
export const ALL_HOSTS = "*";

/** Whether no run is alive on a host, according to the user. */
export function isAssumedDead(host: string, hosts: readonly string[]): boolean {
  return hosts.includes(host) || hosts.includes(ALL_HOSTS);
}

/** The runs, assuming that those that are unknown on some hosts are not running any more. */
export function assumeDead(runs: RunTable, hosts: readonly string[]): RunTable {
  if (hosts.length === 0) return runs;
  const after = copyRunTable(runs);
  for (const stage of STAGES) {
    for (const [key, run] of runs[stage]) {
      if (run.state.kind !== "unknown" || !isAssumedDead(run.state.host, hosts)) continue;
      const state = { kind: "ended", state: "lost", outcome: { kind: "lost" }, at: 0 } as const;
      after[stage].set(key, { ...run, state });
    }
  }
  return after;
}

/** The runs, assuming that some of them have succeeded. */
export function assumeSuccess(runs: RunTable, keys: Iterable<RunKey>): RunTable {
  const after = copyRunTable(runs);
  for (const key of keys) {
    const run = runOf(after, key);
    const state = { kind: "ended", state: "succeeded", outcome: { kind: "exit", code: 0 }, at: 0 } as const;
    after[key.stage].set(tableKey(key), { ...run, state, successes: run.successes + 1 });
  }
  return after;
}
