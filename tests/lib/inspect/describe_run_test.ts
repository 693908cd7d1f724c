import { assertEquals } from "@std/assert";
import { describeRun } from "../../../lib/inspect/run_details.ts";
import type { EndState, Outcome } from "../../../lib/run/outcome.ts";
import { NOT_STARTED, type Run, type RunState } from "../../../lib/run/run_state.ts";

const NOW = 65_000;
const LAUNCH = { number: 1, started: 5_000, devices: [], runsPerGpu: 1 };

const inState = (state: RunState, more: Partial<Run> = {}): string =>
  describeRun({ ...NOT_STARTED, newest: LAUNCH, state, ...more }, NOW);
const ended = (state: EndState, outcome: Outcome): string =>
  inState({ kind: "ended", state, outcome, at: 20_000 }, { newest: { ...LAUNCH, ended: 15_000 } });

Deno.test("describeRun() gives the state of a run with its reason and its duration", () => {
  assertEquals(describeRun(NOT_STARTED, NOW), "pending");
  assertEquals(describeRun({ ...NOT_STARTED, queued: LAUNCH }, NOW), "queued for 1m00s");
  assertEquals(inState({ kind: "running" }), "running for 1m00s");
  assertEquals(inState({ kind: "running", told: "stop" }), "running for 1m00s, told to stop");
  assertEquals(inState({ kind: "running", told: "early" }), "running for 1m00s, stopped early");
  assertEquals(inState({ kind: "unknown", host: "lab" }), "unknown: it may be running on lab");
  assertEquals(
    inState({ kind: "blocked", since: 0, reason: "no checkpoint was found" }),
    "blocked: no checkpoint was found",
  );
  assertEquals(ended("succeeded", { kind: "exit", code: 0 }), "succeeded in 10s");
  assertEquals(ended("failed", { kind: "exit", code: 3 }), "failed: exit code 3 after 10s");
  assertEquals(ended("timed_out", { kind: "signal", signal: "SIGTERM" }), "timed out: killed by SIGTERM after 10s");
  assertEquals(ended("failed", { kind: "unstarted", reason: "no log" }), "failed to start: no log");
  assertEquals(
    ended("stopped_early", { kind: "unstarted", reason: "the first repetition was not among the best" }),
    "stopped early: not started, as its first repetition was not among the best",
  );
});
