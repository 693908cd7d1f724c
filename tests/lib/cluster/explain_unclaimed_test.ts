import { assertEquals } from "@std/assert";
import { type ElementSight, explainUnclaimed } from "../../../lib/cluster/explain_end.ts";

const ended = (state: string, exitCode?: number): ElementSight => ({
  id: 11,
  job: 7,
  task: 0,
  state,
  node: "n1",
  reason: "None",
  ...(exitCode !== undefined && { exitCode }),
});
const why = (sight: ElementSight, wasListed = true, isStopped = false) =>
  explainUnclaimed({ sight, wasListed, isStopped });

Deno.test("a launch that was cancelled in the queue stays pending, unless its command is run again", () => {
  assertEquals([why(ended("CANCELLED")), why("gone")], ["cancelled", "cancelled"]);
  assertEquals([why(ended("CANCELLED"), false), why("gone", false)], ["again", "again"]);
});

Deno.test("a launch whose element ended without it is submitted again, elsewhere if its node is blind", () => {
  assertEquals([why(ended("FAILED", 66)), why(ended("FAILED", 66), false)], ["blind", "blind"]);
  assertEquals([why(ended("FAILED", 1)), why(ended("NODE_FAIL")), why(ended("COMPLETED", 0))], Array(3).fill("again"));
});

Deno.test("a submission that was stopped is not repeated, and without an answer nothing is decided", () => {
  assertEquals([why(ended("COMPLETED", 0), true, true), why("gone", false, true)], ["cancelled", "cancelled"]);
  assertEquals([why("unknown"), why("unknown", true, true)], [undefined, undefined]);
});

Deno.test("an element that Slurm lists as waiting or running is waited for", () => {
  assertEquals([why(ended("PENDING")), why(ended("RUNNING")), why(ended("NEW_STATE"))], Array(3).fill(undefined));
});
