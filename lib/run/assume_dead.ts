/** Applies `--assume-dead` to a snapshot of the runs of a grid. */
import { copyRunTable } from "./journal_state.ts";
import type { RunTable } from "./run_table.ts";
import { STAGES } from "./stage.ts";

/** The hosts on which runs may or may not be alive. */
export function unknownHosts(runs: RunTable): Set<string> {
  const states = [...runs.train.values(), ...runs.test.values()].map(({ state }) => state);
  return new Set(states.flatMap((state) => state.kind === "unknown" ? [state.host] : []));
}

/** All hosts: for machines that exist for one job only. No host has this name. */
export const ALL_HOSTS = "*";

/** Whether nothing runs on a host any more, according to the user. */
export function isAssumedDead(host: string, hosts: readonly string[]): boolean {
  return hosts.includes(host) || hosts.includes(ALL_HOSTS);
}

/** The runs if those that are unknown on some hosts are not running any more. */
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
