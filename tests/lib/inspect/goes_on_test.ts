import { assertEquals } from "@std/assert";
import { goesOn, type RunSurroundings } from "../../../lib/inspect/grid_end.ts";
import type { EndState } from "../../../lib/run/outcome.ts";
import { NOT_STARTED, type Run } from "../../../lib/run/run_state.ts";

const LAUNCH = { number: 1, started: 0, ended: 10, devices: [], runsPerGpu: 1 };

const ended = (state: EndState, failures = 1): Run => ({
  ...NOT_STARTED,
  state: { kind: "ended", state, outcome: { kind: "exit", code: 1 }, at: 10 },
  newest: LAUNCH,
  failures,
});

const scheduled: RunSurroundings = { isScheduled: true, retries: 1, now: 20 };
const alone: RunSurroundings = { ...scheduled, isScheduled: false };

Deno.test("a run goes on while it runs, and while a scheduler will start or retry it", () => {
  const running: Run = { ...NOT_STARTED, state: { kind: "running" }, newest: LAUNCH };
  for (const around of [scheduled, alone]) assertEquals(goesOn(running, around), true);
  assertEquals([scheduled, alone].map((around) => goesOn(NOT_STARTED, around)), [true, false]);
  assertEquals([scheduled, alone].map((around) => goesOn(ended("failed"), around)), [true, false]);
  assertEquals([scheduled, alone].map((around) => goesOn(ended("timed_out"), around)), [true, false]);
  assertEquals([scheduled, alone].map((around) => goesOn(ended("lost", 0), around)), [true, false]);
  assertEquals(goesOn(ended("failed", 2), scheduled), false, "no retry is left");
  for (const state of ["succeeded", "interrupted"] as const) assertEquals(goesOn(ended(state, 0), scheduled), false);
});

Deno.test("without a scheduler, an element of a cluster retries its run within its pause", () => {
  const failed: Run = { ...ended("failed"), newest: { ...LAUNCH, submission: 1 } };
  assertEquals(goesOn(failed, alone), true);
  assertEquals(goesOn(failed, { ...alone, now: 200_000 }), false);
  assertEquals(goesOn({ ...NOT_STARTED, queued: LAUNCH }, alone), true);
});
