import { assert, assertEquals } from "@std/assert";
import { textWidth } from "../../../../lib/messages/text.ts";
import type { Experiment } from "../../../../lib/plan/plan.ts";
import { describeFailure } from "../../../../lib/status/failures.ts";
import { endedEvent, jobWith } from "../stage_events.ts";

const EXPERIMENTS = [{
  name: "digits-learning_rate=0.1-hidden_size=64",
  id: "1a2b3c4d",
  repetition: 0,
}] as Experiment[];

const TRACEBACK = ["Traceback (most recent call last):", "RuntimeError: CUDA error: no kernel image", "epoch 3 ended"];

type End = Parameters<typeof endedEvent>[0];

function lineOf(columns: number, lines: readonly string[], end: End = {}): string {
  const event = endedEvent({ state: "failed", outcome: { kind: "exit", code: 3 }, ...end });
  const { word, text } = describeFailure(event, { experiments: EXPERIMENTS, lines, columns, now: 3_100 });
  return word + text;
}

Deno.test("describeFailure() is one line: the label, its duration, and the line of the log that says why", () => {
  assertEquals(
    lineOf(120, TRACEBACK),
    "failed digits-learning_rate=0.1-hidden_size=64 r0 1a2b3c4d after 2.1s: RuntimeError: CUDA error: no kernel image",
  );
  assertEquals(
    lineOf(80, TRACEBACK),
    "failed digits…ze=64 r0 1a2b3c4d after 2.1s: RuntimeError: CUDA error: no kernel…",
  );
  assertEquals(lineOf(40, TRACEBACK), "failed 1a2b3c4d: RuntimeError: CUDA err…");
});

Deno.test("describeFailure() says how a run ended that wrote nothing, timed out, or is retried", () => {
  assertEquals(lineOf(120, []), "failed digits-learning_rate=0.1-hidden_size=64 r0 1a2b3c4d after 2.1s: exit code 3");
  assertEquals(
    lineOf(120, [], { outcome: { kind: "unstarted", reason: "no room" }, job: jobWith({ test: "noisy" }) }),
    "failed digits-learning_rate=0.1-hidden_size=64 r0 1a2b3c4d noisy after 2.1s: failed to start: no room",
  );
  assertEquals(
    lineOf(80, TRACEBACK, { state: "timed_out" }),
    "timed out digits-learning_rate=0.1-hidden_size=64 r0 1a2b3c4d after 2.1s",
  );
  assertEquals(lineOf(40, ["no"], { retryAt: 5_100 }), "failed 1a2b3c4d, retrying in 2.0s: no");
});

Deno.test("describeFailure() is never wider than the terminal, and always has the id", () => {
  for (let columns = 30; columns < 200; columns++) {
    for (
      const end of [{}, { state: "timed_out" as const }, { state: "lost" as const, outcome: { kind: "lost" as const } }]
    ) {
      const line = lineOf(columns, ["x".repeat(300)], end);
      assert(textWidth(line) <= columns && line.includes("1a2b3c4d"), line);
    }
  }
});
