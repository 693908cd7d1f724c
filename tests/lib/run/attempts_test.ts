import { assertEquals } from "@std/assert";
import type { RunRecord } from "../../../lib/run/journal_record.ts";
import { attemptsOf, createRunTable, foldInto } from "../../../lib/run/journal_state.ts";
import { NOT_STARTED, type RunKey, runOf, stateName } from "../../../lib/run/run_state.ts";

const KEY: RunKey = { stage: "train", id: "a" };

const start = (launch: number, key: RunKey = KEY): RunRecord => ({
  type: "start",
  time: launch * 10,
  ...key,
  launch,
  attempt: 1,
});
const end = (launch: number, exit: number, key: RunKey = KEY): RunRecord => ({
  type: "end",
  time: launch * 10 + 5,
  ...key,
  launch,
  exit,
  signal: null,
  state: exit === 0 ? "succeeded" : "failed",
});

function attempts(records: readonly RunRecord[], key = KEY): string[] {
  const runs = createRunTable();
  for (const record of records) foldInto(runs, record);
  return attemptsOf(key, records, runOf(runs, key)).map(({ number, launch, state }) =>
    `${number}: launch ${launch.number} ${stateName(state)}`
  );
}

Deno.test("attemptsOf() lists each launch with how it ended, without void ones", () => {
  assertEquals(attempts([]), []);
  assertEquals(attempts([start(1), end(1, 1), start(2), end(2, 0)]), ["1: launch 1 failed", "2: launch 2 succeeded"]);
  const voided: RunRecord = { type: "void", time: 21, ...KEY, launch: 2 };
  assertEquals(attempts([start(1), end(1, 1), start(2), voided, start(3)]), [
    "1: launch 1 failed",
    "2: launch 3 running",
  ]);
  assertEquals(attempts([start(1), { ...voided, launch: 1 }]), []);
});

Deno.test("attemptsOf() forgets what was before an experiment was trained anew, its tests, too", () => {
  const test: RunKey = { stage: "test", id: "a" };
  const again: RunRecord = { type: "again", time: 50, id: "a", stage: "train", former: 1 };
  const records = [start(1), end(1, 0), start(1, test), end(1, 0, test), again, start(2)];
  assertEquals(attempts(records), ["1: launch 2 running"]);
  assertEquals(attempts(records, test), []);
  assertEquals(attempts([...records, end(2, 0), start(2, test)], test), ["1: launch 2 running"]);
});

Deno.test("attemptsOf() knows the start and the end of a run that the journal does not have", () => {
  const runs = createRunTable();
  for (const record of [start(1), end(1, 3)]) foldInto(runs, record);
  const [attempt, ...others] = attemptsOf(KEY, [start(1)], runOf(runs, KEY));
  assertEquals([stateName(attempt!.state), attempt!.launch.ended, others], ["failed", 15, []]);
  assertEquals(attemptsOf(KEY, [], runOf(runs, KEY)).length, 1);
  assertEquals(attemptsOf(KEY, [start(1)], NOT_STARTED), [], "a run whose directory was deleted");
});
