import { assertEquals } from "@std/assert";
import { fold } from "../../../lib/run/journal_state.ts";
import { type Inspection, settle } from "../../../lib/run/recover.ts";
import { NOT_STARTED, type Run } from "../../../lib/run/run_state.ts";

const STARTED = { type: "start", time: 1, id: "a", stage: "train", launch: 3, attempt: 1 } as const;
const RUNNING = fold(NOT_STARTED, STARTED);

// The state that the history has after what was found.
function stateAfter(past: Run, found: Inspection): string {
  const record = settle(past, "a", "train", found, 99);
  return record === undefined ? "left alone" : fold(past, record).state;
}

const exit = (code: number): Inspection => ({ kind: "ended", outcome: { kind: "exit", code }, time: 7 });

Deno.test("a launch that ended while no scheduler looked counts by its record, and by what it was told", () => {
  assertEquals(stateAfter(RUNNING, exit(0)), "succeeded");
  assertEquals(stateAfter(RUNNING, exit(3)), "failed");
  assertEquals(stateAfter({ ...RUNNING, ending: "stop" }, exit(0)), "interrupted");
  assertEquals(stateAfter({ ...RUNNING, ending: "timeout" }, exit(143)), "timed_out");
  const record = settle(RUNNING, "a", "train", exit(3), 99);
  assertEquals(record, {
    type: "end",
    id: "a",
    stage: "train",
    launch: 3,
    time: 7,
    state: "failed",
    exit: 3,
    signal: null,
  });
});

Deno.test("a launch without a record is lost, interrupted by a power cut, or never was", () => {
  assertEquals(stateAfter(RUNNING, { kind: "dead" }), "lost");
  assertEquals(stateAfter(RUNNING, { kind: "rebooted" }), "interrupted");
  assertEquals(stateAfter(RUNNING, { kind: "void" }), "pending");
  assertEquals(stateAfter(RUNNING, { kind: "unclaimed" }), "pending");
  assertEquals(settle(RUNNING, "a", "train", { kind: "dead" }, 99)?.time, 99);
});

Deno.test("a launch without a record is lost though it was told to end: how it ended is not known", () => {
  for (const ending of ["stop", "timeout"] as const) {
    assertEquals(stateAfter({ ...RUNNING, ending }, { kind: "dead" }), "lost");
    assertEquals(stateAfter({ ...RUNNING, ending }, { kind: "rebooted" }), "interrupted");
  }
});

Deno.test("a launch that runs, or may run, is left alone", () => {
  assertEquals(stateAfter(RUNNING, { kind: "alive", pid: 5 }), "left alone");
  assertEquals(stateAfter(RUNNING, { kind: "claimed" }), "left alone");
  assertEquals(stateAfter(RUNNING, { kind: "foreign", host: "elsewhere" }), "left alone");
});
