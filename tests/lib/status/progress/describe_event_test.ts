import { assertEquals } from "@std/assert";
import { describeEvent, describeWaiting } from "../../../../lib/status/progress/describe_event.ts";
import type { StageEvent } from "../../../../lib/status/progress/progress.ts";
import { blockedDevice, endedEvent, EXPERIMENTS, jobWith, someState } from "../stage_events.ts";

const LOG = "one-r0-1a2b3c4d/train.1.log";

/** The line of an event at 3.1 s. */
function lineOf(event: StageEvent) {
  return describeEvent(event, EXPERIMENTS, 3_100);
}

/** The text of its line, without colour. */
function textOf(event: StageEvent): string | undefined {
  const line = lineOf(event);
  return line && line.word + line.text;
}

Deno.test("describeEvent() names the job that starts, its test, and the attempt from the second on", () => {
  const started = (job: Parameters<typeof jobWith>[0]) =>
    ({ type: "started", job: jobWith(job), state: someState() }) as const;
  assertEquals(lineOf(started({})), { level: "event", word: "started", text: "    one r0 1a2b3c4d" });
  assertEquals(textOf(started({ experiment: 1, attempt: 2 })), "started    two r0 1a2b3c4d (attempt 2)");
  assertEquals(textOf(started({ test: "noisy" })), "started    one r0 1a2b3c4d noisy");
});

Deno.test("describeEvent() returns successes and interruptions for logs only", () => {
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

Deno.test("describeEvent() describes how a run failed, when it is retried, and where its log is", () => {
  const failure = { level: "failure", tone: "bad", log: LOG } as const;
  const failed = { state: "failed", outcome: { kind: "exit", code: 3 } } as const;
  assertEquals(lineOf(endedEvent(failed)), {
    ...failure,
    word: "failed   ",
    text: "  one r0 1a2b3c4d: exit code 3 after 2.1s",
  });
  assertEquals(lineOf(endedEvent({ ...failed, retryAt: 4_000 })), {
    ...failure,
    word: "failed   ",
    text: "  one r0 1a2b3c4d: exit code 3 after 2.1s, retrying in 0.9s",
  });
  assertEquals(
    textOf(endedEvent({ ...failed, retryAt: 3_000 })),
    "failed     one r0 1a2b3c4d: exit code 3 after 2.1s, retrying in 0.0s",
    "a retry that is overdue",
  );
  assertEquals(lineOf(endedEvent({ state: "timed_out", outcome: { kind: "signal", signal: "SIGTERM" } })), {
    ...failure,
    word: "timed out",
    text: "  one r0 1a2b3c4d: killed by SIGTERM after 2.1s",
  });
  assertEquals(lineOf(endedEvent({ state: "lost", outcome: { kind: "lost" }, retryAt: 3_100 })), {
    ...failure,
    word: "lost     ",
    text: "  one r0 1a2b3c4d: lost (no exit record) after 2.1s, retrying in 0.0s",
  });
});

Deno.test("describeEvent() names the job that lost its GPU to another scheduler", () => {
  const job = jobWith({ experiment: 1 });
  assertEquals(lineOf({ type: "lease_lost", job, unleased: true }), {
    level: "event",
    word: "waiting",
    text: "    two r0 1a2b3c4d: another scheduler leased its GPU first",
  });
  assertEquals(
    textOf({ type: "lease_lost", job: jobWith(), unleased: false }),
    "waiting    one r0 1a2b3c4d: its launch was void",
  );
});

Deno.test("describeEvent() always shows why scheduling stopped, and which processes survived", () => {
  const errors: readonly (readonly [StageEvent, string])[] = [
    [
      { type: "gave_up", failed: 3 },
      'scheduling stopped: 3 runs failed (max_failures; "max_failures: none" removes the limit)',
    ],
    [
      { type: "survivors", pids: [12, 13, 14] },
      "3 processes survived SIGKILL: 12, 13, 14",
    ],
    [
      { type: "error", message: "No space left on device (os error 28)" },
      "scheduling stopped: No space left on device (os error 28)",
    ],
  ];
  for (const [event, words] of errors) {
    assertEquals(lineOf(event), { level: "error", tone: "bad", word: words, text: "" }, event.type);
  }
});

Deno.test("describeEvent() always says what the time limit does", () => {
  const limit = { type: "time_limit", grace: 10_000 } as const;
  assertEquals(lineOf({ ...limit, running: 2 })?.level, "error");
  assertEquals(textOf({ ...limit, running: 2 }), "time limit: stopping 2 runs (10s grace)");
  assertEquals(textOf({ ...limit, running: 0 }), "time limit: nothing more is started");
  assertEquals(
    textOf({ ...limit, running: 1, expected: { mean: 720_000, left: 540_000 } }),
    "time limit: nothing more is started, as runs take 12m00s on average and 9m00s are left; waiting for 1 run",
  );
});

Deno.test("describeEvent() reports that a grid directory is a copy", () => {
  const words = (runs: number) => lineOf({ type: "copied", runs })?.word;
  assertEquals(
    words(2),
    "this grid directory is a copy: 2 runs were running in the original and will be run again here " +
      "(the original is not affected)",
  );
  assertEquals(words(1)?.includes("1 run was running"), true);
});

Deno.test("describeEvent() returns nothing for waiting events", () => {
  assertEquals(lineOf({ type: "waiting", blocked: [blockedDevice("0")] }), undefined);
  assertEquals(lineOf({ type: "waiting", blocked: [] }), undefined);
});

Deno.test("describeWaiting() names the first four GPUs, and the number of others", () => {
  const line = (count: number) => describeWaiting(Array.from({ length: count }, (_, i) => blockedDevice(String(i))));
  const named = (count: number) => Array.from({ length: count }, (_, i) => `GPU ${i} (A100) is leased`).join("; ");
  assertEquals(line(1), `waiting    ${named(1)}`);
  assertEquals(line(4), `waiting    ${named(4)}`);
  assertEquals(line(6), `waiting    ${named(4)}; and 2 more`);
});

Deno.test("describeEvent() says where the former directories of experiments are that are trained anew", () => {
  const anew = (...formers: string[]): StageEvent => ({
    type: "trained_anew",
    experiments: formers.map((former) => ({ experiment: EXPERIMENTS[0]!, former })),
  });
  assertEquals(lineOf(anew("one-r0-1a2b3c4d~1")), {
    level: "notice",
    word: "training one r0 1a2b3c4d anew: its former directory is now one-r0-1a2b3c4d~1",
    text: "",
  });
  assertEquals(
    textOf(anew("one-r0-1a2b3c4d~2", "two-r0-1a2b3c4d~1", "two-r1-1a2b3c4d~1")),
    "training 3 experiments anew: their former directories now end in ~1, ~2",
  );
});

Deno.test("describeEvent() says what the first run lacks, what there is, and what --strict does", () => {
  const common = {
    type: "first_results",
    job: jobWith(),
    stage: "train",
    command: "grid try g",
    problems: [],
  } as const;
  assertEquals(lineOf({ ...common, doubts: [{ kind: "none" }], found: [], names: ["a.txt", "b/"] }), {
    level: "error",
    tone: "doubtful",
    word: "warning: no results in the first run that succeeded",
    text: ", one r0 1a2b3c4d: none were found in what it left, a.txt, b/; grid try g says where results are looked for",
  });
  assertEquals(
    textOf({ ...common, stage: "test", doubts: [{ kind: "none" }], found: [], names: [], stopping: 0 }),
    "warning: no results in the first test that succeeded, one r0 1a2b3c4d: it left nothing in its directory: does its command use " +
      "{test_dir}, or $GRID_TEST_DIR? grid try g says more\n--strict: nothing more is started",
  );
  const problems = ["metrics.json: invalid JSON"];
  assertEquals(
    textOf({ ...common, doubts: [{ kind: "none" }], found: [], names: ["metrics.json"], problems }),
    "warning: no results in the first run that succeeded, one r0 1a2b3c4d: metrics.json: invalid JSON; grid try g says more",
  );
  const doubts = [
    { kind: "metric", problem: 'unknown result "acc", did you mean "accuracy"?' },
    { kind: "required", problem: 'unknown result "los", did you mean "loss"?' },
  ] as const;
  assertEquals(
    textOf({ ...common, doubts, found: ["accuracy", "loss"], names: [], stopping: 2 }),
    'warning: results are missing in the first run that succeeded, one r0 1a2b3c4d: metric: unknown result "acc", did you mean ' +
      '"accuracy"?; --require: unknown result "los", did you mean "loss"? (it has accuracy, loss)\n' +
      "--strict: stopping 2 runs, nothing more is started",
  );
});
