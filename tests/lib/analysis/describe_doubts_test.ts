import { assertEquals } from "@std/assert";
import { describeDoubts, type Launches } from "../../../lib/analysis/describe_doubts.ts";
import type { RecordedFingerprint } from "../../../lib/run/journal_record.ts";
import { withDurations } from "../../../lib/analysis/summary.ts";
import { exampleResult, exampleRun } from "./example_result.ts";
import { summarize } from "./summarize.ts";

function recorded(hash: string, time: number, settings: Record<string, string>): [string, RecordedFingerprint] {
  return [hash, { hash, time, stage: "train", settings, files: {} }];
}

const LAUNCHES: Launches = {
  fingerprints: new Map([
    recorded("later", 2, { command: "b", seed: "2" }),
    recorded("first", 1, { command: "a", seed: "1" }),
  ]),
  launchedWith: [["later", "first"]],
};

function trained(name: string, launchedWith: string, loss: string) {
  return exampleResult({ name, training: exampleRun({ loss }, { launchedWith }) });
}

Deno.test("describeDoubts() reports configurations that average over different commands, in the order of their launches", () => {
  const summary = summarize([
    ...[trained("x", "later", "1"), trained("x", "first", "2")],
    ...[trained("y", "first", "1"), trained("y", "first", "2")],
  ]);
  assertEquals(describeDoubts(summary, LAUNCHES), [
    "x averages over results that were launched differently: " +
    'another command: "a" → "b" and another seed: 1 → 2 (launched_with first, later)',
  ]);
});

Deno.test("describeDoubts() reports configurations of one grid that were launched differently", () => {
  const summary = summarize([trained("x", "later", "1"), trained("y", "first", "2")]);
  assertEquals(describeDoubts(summary, LAUNCHES), [
    "configurations are compared that were launched differently: " +
    'another command: "a" → "b" and another seed: 1 → 2 (launched_with first, later)',
  ]);
  assertEquals(describeDoubts(summary, { ...LAUNCHES, launchedWith: [["later"], ["first"]] }), []);
});

Deno.test("describeDoubts() names the hashes if the journal has lost what they stand for", () => {
  const summary = summarize([
    trained("x", "p", "1"),
    trained("x", "q", "2"),
    trained("z", "p", "1"),
    trained("z", "q", "2"),
  ]);
  assertEquals(describeDoubts(summary, { fingerprints: new Map(), launchedWith: [] }), [
    "2 configurations (x, …) average over results that were launched differently: launched_with p, q",
  ]);
});

Deno.test("describeDoubts() reports repetitions with the same numbers", () => {
  const times = (name: string, n: number) => Array.from({ length: n }, () => trained(name, "a", "0.5"));
  const doubts = (...results: Parameters<typeof summarize>[0]) =>
    describeDoubts(summarize(results), { fingerprints: new Map(), launchedWith: [] });
  const end = "have the same numbers: they may be one run several times " +
    "(does the command take {seed}, or its program GRID_SEED?)";
  assertEquals(doubts(...times("x", 3), trained("y", "a", "1")), [`all 3 repetitions of x ${end}`]);
  assertEquals(doubts(...times("x", 2)), [`both repetitions of x ${end}`]);
  assertEquals(doubts(...times("x", 2), ...times("y", 3)), [`all repetitions of 2 configurations (x, …) ${end}`]);
  assertEquals(doubts(trained("x", "a", "1"), trained("x", "a", "2")), []);
  const elsewhere = { ...trained("x", "a", "1"), grid: "other" };
  assertEquals(doubts(elsewhere, elsewhere, trained("x", "a", "1")), [`both repetitions of other x ${end}`]);
});

const NOTHING: Launches = { fingerprints: new Map(), launchedWith: [] };

Deno.test("describeDoubts() counts trained runs that left nothing; durations are none of their results", () => {
  const empty = (repetition: number) => exampleResult({ repetition, training: exampleRun({}, { seconds: 2 }) });
  const full = exampleResult({ name: "x", validation: new Map([["loss", "1"]]) });
  const failed = exampleResult({ state: "failed", trained: false });
  const doubts = (...results: readonly ReturnType<typeof exampleResult>[]) =>
    describeDoubts(summarize(results.map(withDurations)), NOTHING);
  assertEquals(doubts(full, failed), []);
  assertEquals(doubts(empty(0)), ["the trained run left no results: mlp r0 3f9c2a1b"]);
  assertEquals(doubts(empty(0), empty(1)), ["all 2 trained runs left no results, the first: mlp r0 3f9c2a1b"]);
  assertEquals(doubts(empty(1), full, failed), ["1 of 2 trained runs left no results, the first: mlp r1 3f9c2a1b"]);
});

Deno.test("describeDoubts() names parameters that change no result", () => {
  const runs = ["true", "false"].map((bn) =>
    exampleResult({ name: bn, params: new Map([["bn", bn]]), training: exampleRun({ loss: "1" }) })
  );
  assertEquals(describeDoubts(summarize(runs), NOTHING), [
    "bn changes no result: runs that differ only in it (true, false) have the same numbers in the only comparison: does the trainer " +
    "use it? (argparse with type=bool takes any text for true, and parse_known_args ignores misspelled arguments)",
  ]);
});
