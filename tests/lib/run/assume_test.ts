import { assertEquals } from "@std/assert";
import { ALL_HOSTS, assumeDead, unknownHosts } from "../../../lib/run/assume.ts";
import { NOT_STARTED, type Run, type RunTable, stateName } from "../../../lib/run/run_state.ts";

const unknown = (host: string): Run => ({ ...NOT_STARTED, state: { kind: "unknown", host } });
const RUNS: RunTable = {
  train: new Map([["a", unknown("n1")], ["b", unknown("n2")], ["c", { ...NOT_STARTED, state: { kind: "running" } }]]),
  test: new Map([["a", unknown("n2")]]),
};

Deno.test("runs that may live on a host are lost if nothing runs there any more, or nowhere", () => {
  const states = (...hosts: string[]) => {
    const { train, test } = assumeDead(RUNS, hosts);
    return [...train.values(), ...test.values()].map(({ state }) => stateName(state));
  };
  assertEquals([...unknownHosts(RUNS)], ["n1", "n2"]);
  assertEquals(states(), ["unknown", "unknown", "running", "unknown"]);
  assertEquals(states("n2"), ["unknown", "lost", "running", "lost"]);
  assertEquals(states(ALL_HOSTS), ["lost", "lost", "running", "lost"]);
});
