import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  advance,
  beginProgress,
  describeEnd,
  type Progress,
  type StageEvent,
} from "../../../../lib/status/progress/progress.ts";
import { blockedDevice, endedEvent, EXPERIMENTS, jobWith, someState } from "../stage_events.ts";

const BEGUN = beginProgress(500);

/** The progress after events, all at 3.1 s. */
function after(...events: readonly StageEvent[]): Progress {
  return events.reduce((progress, event) => advance(progress, event, EXPERIMENTS, 3_100), BEGUN);
}

Deno.test("beginProgress() returns the start time, no state and counts of 0", () => {
  const counts = { succeeded: 0, spent: 0, queued: 0, waited: 0, failed: 0 };
  assertEquals(BEGUN, { begun: 500, state: undefined, ...counts, failures: [], blocked: [] });
});

Deno.test("advance() takes the state of the scheduler from started and ended events", () => {
  const [first, second, third] = [someState(), someState(), someState()];
  const started = after({ type: "started", job: jobWith(), state: first });
  assertStrictEquals(started.state, first);
  assertEquals({ ...started, state: undefined }, BEGUN, "a start changes nothing else");
  assertStrictEquals(after({ type: "started", job: jobWith(), state: first }, endedEvent({}, second)).state, second);
  for (const state of ["failed", "interrupted", "lost", "timed_out"] as const) {
    assertStrictEquals(after(endedEvent({ state }, third)).state, third);
  }
});

Deno.test("advance() counts succeeded runs, and adds up their durations", () => {
  const { succeeded, spent, failed } = after(endedEvent(), endedEvent({ started: 3_000 }));
  assertEquals([succeeded, spent, failed], [2, 2_200, 0]);
});

Deno.test("advance() collects the runs that failed, how they ended and their logs", () => {
  const log = "one-r0-1a2b3c4d/train.1.log";
  const { failed, failures, succeeded, spent } = after(
    endedEvent({ state: "failed", outcome: { kind: "exit", code: 3 } }),
    endedEvent({ state: "timed_out", outcome: { kind: "signal", signal: "SIGTERM" }, job: jobWith({ experiment: 1 }) }),
    endedEvent({ state: "lost", outcome: { kind: "lost" }, job: jobWith({ test: "noisy" }) }),
  );
  assertEquals([failed, succeeded, spent], [3, 0, 0]);
  assertEquals(failures, [
    { label: "one r0 1a2b3c4d", reason: "exit code 3 after 2.1s", log },
    { label: "two r0 1a2b3c4d", reason: "timed out, killed by SIGTERM after 2.1s", log },
    { label: "one r0 1a2b3c4d noisy", reason: "lost (no exit record) after 2.1s", log },
  ]);
});

Deno.test("advance() collects the first five failures, and counts all", () => {
  const codes = [1, 2, 3, 4, 5, 6, 7];
  const { failed, failures } = after(
    ...codes.map((code) => endedEvent({ state: "failed", outcome: { kind: "exit", code } })),
  );
  assertEquals(failed, 7);
  assertEquals(failures.map(({ reason }) => reason), codes.slice(0, 5).map((code) => `exit code ${code} after 2.1s`));
});

Deno.test("advance() does not count runs that are retried or interrupted", () => {
  for (const state of ["failed", "timed_out", "lost"] as const) {
    const { failed, failures, succeeded } = after(endedEvent({ state, retryAt: 9_000 }));
    assertEquals([failed, failures, succeeded], [0, [], 0], state);
  }
  const { failed, failures, succeeded } = after(endedEvent({ state: "interrupted" }));
  assertEquals([failed, failures, succeeded], [0, [], 0]);
});

Deno.test("advance() keeps the GPUs that jobs wait for, until the wait ends", () => {
  const waiting = after({ type: "waiting", blocked: [blockedDevice("0")] });
  assertEquals(waiting, { ...BEGUN, blocked: [blockedDevice("0")] });
  assertEquals(advance(waiting, { type: "waiting", blocked: [] }, EXPERIMENTS, 4_000), BEGUN);
});

Deno.test("advance() returns the same progress for events that change nothing", () => {
  const events: readonly StageEvent[] = [
    { type: "lease_lost", job: jobWith(), unleased: true },
    { type: "gave_up", failed: 3 },
    { type: "survivors", pids: [12] },
    { type: "unknown", runs: [] },
    { type: "error", message: "No space left on device" },
  ];
  for (const event of events) assertStrictEquals(after(event), BEGUN, event.type);
});

Deno.test("advance() does not change its argument", () => {
  const before = after(endedEvent({ state: "failed", outcome: { kind: "exit", code: 3 } }));
  const { state, ...others } = before;
  const copy = { state, ...structuredClone(others) };
  advance(before, endedEvent({ state: "failed" }), EXPERIMENTS, 4_000);
  advance(before, endedEvent(), EXPERIMENTS, 4_000);
  advance(before, { type: "waiting", blocked: [blockedDevice("0")] }, EXPERIMENTS, 4_000);
  assertEquals(before, copy);
});

Deno.test("describeEnd() describes how a run ended, and its duration", () => {
  const reason = (outcome: Parameters<typeof describeEnd>[0]["outcome"], now: number) =>
    describeEnd(endedEvent({ outcome }).end, now);
  assertEquals(reason({ kind: "exit", code: 0 }, 1_000), "exit code 0 after 0.0s");
  assertEquals(reason({ kind: "signal", signal: "SIGKILL" }, 91_000), "killed by SIGKILL after 1m30s");
  assertEquals(reason({ kind: "unstarted", reason: "no room" }, 2_000), "failed to start: no room after 1.0s");
});
