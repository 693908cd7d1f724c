import { assertEquals } from "@std/assert";
import { describeEvent, describeWaiting } from "../../../lib/status/describe_event.ts";
import type { StageEvent } from "../../../lib/status/stage_event.ts";
import { blockedDevice, endedEvent, EXPERIMENTS, jobWith, someState } from "./stage_events.ts";

const LOG = "one-r0-1a2b3c4d/train.1.log";

/** The line of an event that comes at 3.1 s. */
function lineOf(event: StageEvent) {
  return describeEvent(event, EXPERIMENTS, 3_100);
}

/** Its words, as they stand in a log without colour. */
function wordsOf(event: StageEvent): string | undefined {
  const line = lineOf(event);
  return line && line.word + line.text;
}

Deno.test("describeEvent() names what is started, its test and its attempt from the second on", () => {
  const started = (job: Parameters<typeof jobWith>[0]) =>
    ({ type: "started", job: jobWith(job), state: someState() }) as const;
  assertEquals(lineOf(started({})), { level: "event", word: "started", text: "    one r0 1a2b3c4d" });
  assertEquals(wordsOf(started({ experiment: 1, attempt: 2 })), "started    two r0 1a2b3c4d (attempt 2)");
  assertEquals(wordsOf(started({ test: "noisy" })), "started    one r0 1a2b3c4d noisy");
});

Deno.test("describeEvent() tells of successes and interruptions in a log alone", () => {
  assertEquals(lineOf(endedEvent()), {
    level: "event",
    tone: "good",
    word: "succeeded",
    text: "  one r0 1a2b3c4d in 2.1s",
  });
  assertEquals(lineOf(endedEvent({ state: "interrupted", outcome: { kind: "signal", signal: "SIGTERM" } })), {
    level: "event",
    tone: "doubtful",
    word: "interrupted",
    text: " one r0 1a2b3c4d after 2.1s",
  });
});

Deno.test("describeEvent() tells of a failure how it ended, when it is tried again, and where its output is", () => {
  const failure = { level: "failure", tone: "bad", log: LOG } as const;
  const failed = { state: "failed", outcome: { kind: "exit", code: 3 } } as const;
  assertEquals(lineOf(endedEvent(failed)), {
    ...failure,
    word: "failed   ",
    text: "  one r0 1a2b3c4d: exit 3 after 2.1s",
  });
  assertEquals(lineOf(endedEvent({ ...failed, retryAt: 4_000 })), {
    ...failure,
    word: "failed   ",
    text: "  one r0 1a2b3c4d: exit 3 after 2.1s, again in 0.9s",
  });
  assertEquals(
    wordsOf(endedEvent({ ...failed, retryAt: 3_000 })),
    "failed     one r0 1a2b3c4d: exit 3 after 2.1s, again in 0.0s",
    "a time that has passed is now",
  );
  assertEquals(lineOf(endedEvent({ state: "timed_out", outcome: { kind: "signal", signal: "SIGTERM" } })), {
    ...failure,
    word: "timed out",
    text: "  one r0 1a2b3c4d: killed by SIGTERM after 2.1s",
  });
  assertEquals(lineOf(endedEvent({ state: "lost", outcome: { kind: "lost" }, retryAt: 3_100 })), {
    ...failure,
    word: "lost     ",
    text: "  one r0 1a2b3c4d: gone without a record after 2.1s, again in 0.0s",
  });
});

Deno.test("describeEvent() says whose GPU another scheduler took", () => {
  assertEquals(lineOf({ type: "lease_lost", job: jobWith({ experiment: 1 }) }), {
    level: "event",
    word: "waiting",
    text: "    two r0 1a2b3c4d: another took its GPU first",
  });
});

Deno.test("describeEvent() tells whatever is shown why nothing more is started, and what could not be killed", () => {
  const errors: readonly (readonly [StageEvent, string])[] = [
    [
      { type: "gave_up", failed: 3 },
      'nothing more is started: 3 failed (max_failures says when to stop; "max_failures: none" never does)',
    ],
    [
      { type: "survivors", pids: [12, 13, 14] },
      "still there after SIGKILL, and possibly still at work: process 12, 13, 14",
    ],
    [
      { type: "error", message: "No space left on device (os error 28)" },
      "nothing more is started: No space left on device (os error 28)",
    ],
  ];
  for (const [event, words] of errors) {
    assertEquals(lineOf(event), { level: "error", tone: "bad", word: words, text: "" }, event.type);
  }
});

Deno.test("describeEvent() says that a grid directory is a copy, and what becomes of its runs", () => {
  const words = (runs: number) => lineOf({ type: "copied", runs })?.word;
  assertEquals(
    words(2),
    "this grid directory is a copy: 2 runs were running in the original when it was copied. " +
      "They are left alone there, and run again here",
  );
  assertEquals(words(1)?.includes("1 run was running"), true);
});

Deno.test("describeEvent() has no line for GPUs that are waited for", () => {
  assertEquals(lineOf({ type: "waiting", blocked: [blockedDevice("0")] }), undefined);
  assertEquals(lineOf({ type: "waiting", blocked: [] }), undefined);
});

Deno.test("describeWaiting() names the first four GPUs, and how many more there are", () => {
  const line = (count: number) => describeWaiting(Array.from({ length: count }, (_, i) => blockedDevice(String(i))));
  const named = (count: number) => Array.from({ length: count }, (_, i) => `GPU ${i} (A100) is leased`).join("; ");
  assertEquals(line(1), `waiting    ${named(1)}`);
  assertEquals(line(4), `waiting    ${named(4)}`);
  assertEquals(line(6), `waiting    ${named(4)}; and 2 more`);
});
