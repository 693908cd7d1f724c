import { assertEquals } from "@std/assert";
import { createRunTable, fold } from "../../../lib/run/journal_state.ts";
import type { Told } from "../../../lib/run/outcome.ts";
import { type Inspection, recover, type Recovery } from "../../../lib/run/recover.ts";
import { NOT_STARTED, type Run, stateName } from "../../../lib/run/run_state.ts";

const KEY = { id: "a", stage: "train" } as const;
const STARTED = { type: "start", time: 1, ...KEY, launch: 3, attempt: 1 } as const;
const RUNNING = fold(NOT_STARTED, STARTED);
const told = (why: Told): Run => fold(RUNNING, { type: "terminate", time: 2, ...KEY, launch: 3, why });

/** What becomes of a run by what is seen of it. */
function recoverOne(run: Run, seen: Inspection): Recovery {
  const runs = createRunTable();
  runs.train.set("a", run);
  return recover(runs, [[KEY, seen]], 99);
}

/** The state that a run has after what was seen of it. */
function stateAfter(run: Run, seen: Inspection): string {
  const { records: [record] } = recoverOne(run, seen);
  return record === undefined ? "left alone" : stateName(fold(run, record).state);
}

const exit = (code: number): Inspection => ({ kind: "ended", outcome: { kind: "exit", code }, time: 7 });

Deno.test("a launch that ended while no scheduler looked counts by its record, and by what it was told", () => {
  assertEquals(stateAfter(RUNNING, exit(0)), "succeeded");
  assertEquals(stateAfter(RUNNING, exit(3)), "failed");
  assertEquals(stateAfter(told("stop"), exit(0)), "interrupted");
  assertEquals(stateAfter(told("timeout"), exit(143)), "timed_out");
  assertEquals(recoverOne(RUNNING, exit(3)), {
    records: [{ type: "end", id: "a", stage: "train", launch: 3, time: 7, state: "failed", exit: 3, signal: null }],
    adopt: [],
    unknown: [],
  });
});

Deno.test("a launch without a record is lost, interrupted by a power cut, or never was", () => {
  assertEquals(stateAfter(RUNNING, { kind: "dead" }), "lost");
  assertEquals(stateAfter(RUNNING, { kind: "rebooted" }), "interrupted");
  assertEquals(stateAfter(RUNNING, { kind: "void" }), "pending");
  assertEquals(stateAfter(RUNNING, { kind: "unclaimed" }), "pending");
  assertEquals(recoverOne(RUNNING, { kind: "dead" }).records[0]?.time, 99);
});

Deno.test("a launch without a record is lost though it was told to end: how it ended is not known", () => {
  for (const why of ["stop", "timeout"] as const) {
    assertEquals(stateAfter(told(why), { kind: "dead" }), "lost");
    assertEquals(stateAfter(told(why), { kind: "rebooted" }), "interrupted");
  }
});

Deno.test("a launch that runs, or may run, is left alone", () => {
  assertEquals(stateAfter(RUNNING, { kind: "alive", pid: 5 }), "left alone");
  assertEquals(stateAfter(RUNNING, { kind: "claimed" }), "left alone");
  assertEquals(stateAfter(RUNNING, { kind: "foreign", host: "elsewhere" }), "left alone");
  assertEquals(stateAfter(RUNNING, { kind: "unreadable", reason: "EIO" }), "left alone");
  assertEquals(recoverOne(RUNNING, { kind: "alive", pid: 5 }), { records: [], adopt: [KEY], unknown: [] });
  assertEquals(recoverOne(RUNNING, { kind: "claimed" }), { records: [], adopt: [KEY], unknown: [] });
  assertEquals(recoverOne(RUNNING, { kind: "foreign", host: "elsewhere" }), {
    records: [],
    adopt: [],
    unknown: [{ key: KEY, seen: { kind: "foreign", host: "elsewhere" } }],
  });
});
