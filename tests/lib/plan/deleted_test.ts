import { assertEquals } from "@std/assert";
import { findDeleted } from "../../../lib/plan/deleted.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import type { JournalRecord } from "../../../lib/run/journal_record.ts";
import { decodeJournal } from "../../../lib/store/journal_format.ts";
import { expand } from "../expand/expand_text.ts";

const PLAN: Plan = expand(
  "grid_axes: {x: [1, 2]}\ngrid_tests: [{name: a}, {name: b}]\ngrid_settings: {command: run, test_command: test}\n",
);
const ID = PLAN.experiments[0]!.id;

/** Finds deleted experiments, of which none has a directory, after these records of the first one. */
function find(...records: (readonly ["train" | "test", string | undefined, "end" | "start", true?])[]) {
  const lines = records.flatMap(([stage, test, until, hasDir]): JournalRecord[] => {
    const run = { time: 1, id: ID, stage, launch: 1, ...(test !== undefined && { test }) };
    const start: JournalRecord = { type: "start", ...run, attempt: 1 };
    if (until === "start") return [start];
    return [start, {
      type: "end",
      ...run,
      state: "succeeded",
      exit: 0,
      signal: null,
      ...(hasDir && { has_dir: hasDir }),
    }];
  });
  const { runs } = decodeJournal(lines.map((record) => JSON.stringify(record)));
  return findDeleted(PLAN, runs, () => false).map(({ experiment, runs }) => [experiment.id, runs]);
}

Deno.test("an experiment whose directory was there and is missing is deleted, with its tests", () => {
  const train = { stage: "train", id: ID } as const;
  assertEquals(find(["train", undefined, "end", true]), [[ID, [train]]]);
  assertEquals(find(["train", undefined, "end", true], ["test", "b", "end"], ["test", undefined, "end"]), [
    [ID, [train, { stage: "test", id: ID }, { stage: "test", id: ID, test: "b" }]],
  ]);
});

Deno.test("an experiment is not deleted if its directory was not there when it ended, or if a run may be running", () => {
  assertEquals(find(["train", undefined, "end"]), []);
  assertEquals(find(["train", undefined, "end", true], ["test", "a", "start"]), []);
  assertEquals(find(), []);
});

Deno.test("an experiment whose directory exists is not deleted", () => {
  const { runs } = decodeJournal([
    JSON.stringify({ type: "start", time: 1, id: ID, stage: "train", launch: 1, attempt: 1 }),
    JSON.stringify({
      type: "end",
      time: 1,
      id: ID,
      stage: "train",
      launch: 1,
      state: "failed",
      exit: 1,
      signal: null,
      has_dir: true,
    }),
  ]);
  assertEquals(findDeleted(PLAN, runs, ({ id }) => id === ID), []);
});

Deno.test("an experiment is not deleted as long as a run of it may be running elsewhere", () => {
  const { runs } = decodeJournal([
    JSON.stringify({ type: "start", time: 1, id: ID, stage: "train", launch: 1, attempt: 1 }),
    JSON.stringify({
      ...{ type: "end", time: 2, id: ID, stage: "train", launch: 1, state: "succeeded", exit: 0, signal: null },
      has_dir: true,
    }),
  ]);
  const table = { train: new Map(runs.train), test: new Map(runs.test) };
  assertEquals(findDeleted(PLAN, table, () => false).length, 1);
  const run = table.train.get(ID)!;
  table.train.set(ID, { ...run, state: { kind: "unknown", host: "elsewhere" } });
  assertEquals(findDeleted(PLAN, table, () => false), []);
});
