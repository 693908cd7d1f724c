import { assertEquals } from "@std/assert";
import type { JournalRecord } from "../../../lib/run/journal_record.ts";
import { exitAndSignal } from "../../../lib/run/outcome.ts";
import { isNewestOut, lastLaunches, NOT_STARTED, type Run, secondsOf, stateName } from "../../../lib/run/run_state.ts";
import { decodeJournal } from "../../../lib/store/journal_format.ts";

const start = (launch: number, attempt = launch): JournalRecord => ({
  type: "start",
  time: launch * 10,
  id: "a",
  stage: "train",
  launch,
  attempt,
});
const end = (
  launch: number,
  state: "succeeded" | "failed" | "interrupted" | "lost",
  exit: number | null = 0,
): JournalRecord => ({
  type: "end",
  time: launch * 10 + 5,
  id: "a",
  stage: "train",
  launch,
  state,
  exit,
  signal: null,
});

const DELETED: JournalRecord = { type: "deleted", time: 99, id: "a", stage: "train" };

function runAfter(...records: JournalRecord[]): Run | undefined {
  return decodeJournal(records.map((record) => JSON.stringify(record))).runs.train.get("a");
}

function stateOf(run: Run | undefined): string | undefined {
  return run && stateName(run.state);
}

/** The exit code and the signal of the newest launch. */
function codesOf(run: Run | undefined) {
  const outcome = run?.newest?.outcome;
  return outcome === undefined ? { exit: null, signal: null } : exitAndSignal(outcome);
}

Deno.test("an experiment that started and did not end is running", () => {
  assertEquals(stateOf(runAfter(start(1))), "running");
});

Deno.test("attempts count launches that ran, and failures those that count against retries", () => {
  const past = runAfter(
    start(1),
    end(1, "failed", 3),
    start(2),
    end(2, "interrupted", 143),
    start(3),
    end(3, "failed", 1),
  );
  assertEquals([stateOf(past), past?.attempts, past?.failures, past?.lastLaunch, codesOf(past).exit], [
    ...["failed", 3, 2, 3, 1],
  ]);
});

Deno.test("a void launch uses up its number and is not an attempt", () => {
  const given = { ...start(1), devices: ["GPU-a"] };
  const past = runAfter(given, { type: "void", time: 12, id: "a", stage: "train", launch: 1 });
  assertEquals([stateOf(past), past?.attempts, past?.lastLaunch, past?.newest?.devices], ["pending", 0, 1, []]);
  const later = runAfter(start(1), end(1, "failed"), start(2), {
    type: "void",
    time: 22,
    id: "a",
    stage: "train",
    launch: 2,
  });
  assertEquals([later?.attempts, later?.lastLaunch, later?.failures], [1, 2, 1]);
});

Deno.test("the end of an earlier launch does not end a newer one", () => {
  assertEquals(stateOf(runAfter(start(1), start(2), end(1, "succeeded"))), "running");
});

Deno.test("corrupt lines and unknown record types are skipped with a warning", () => {
  const lines = [
    JSON.stringify({ type: "journal", version: 1 }),
    JSON.stringify(start(1)),
    '{"type":"end","time":15,"id":"a","st',
    JSON.stringify({ type: "checkpointed", id: "a", stage: "train" }),
    JSON.stringify(end(1, "succeeded")),
    "",
  ];
  const { runs, warnings } = decodeJournal(lines);
  assertEquals(stateOf(runs.train.get("a")), "succeeded");
  assertEquals(warnings, [
    "line 3 of the journal is corrupt, skipped",
    'line 4 of the journal: unknown record type "checkpointed", skipped',
  ]);
});

Deno.test("the name of an object method is not a stage", () => {
  const lines = [start(1), { ...start(2), stage: "toString" }].map((record) => JSON.stringify(record));
  const { runs, warnings } = decodeJournal(lines);
  assertEquals(runs.train.get("a")?.lastLaunch, 1);
  assertEquals(warnings, [
    'line 2 of the journal is corrupt, skipped: stage: expected "train" or "test", got "toString"',
  ]);
});

Deno.test("a journal of a newer version gives a warning", () => {
  assertEquals(decodeJournal(['{"type":"journal","version":2}']).warnings, [
    "unsupported journal version: expected 1, got 2",
  ]);
});

Deno.test("the directories of succeeded tests are kept, and those of failed tests are not", () => {
  const lines = [
    { type: "start", time: 1, id: "a", stage: "test", launch: 1, attempt: 1, test_dir: "test_1" },
    { type: "end", time: 2, id: "a", stage: "test", launch: 1, state: "failed", exit: 1, signal: null },
    { type: "start", time: 3, id: "a", stage: "test", launch: 2, attempt: 2, test_dir: "test_2" },
    { type: "end", time: 4, id: "a", stage: "test", launch: 2, state: "succeeded", exit: 0, signal: null },
  ].map((record) => JSON.stringify(record));
  const past = decodeJournal(lines).runs.test.get("a");
  assertEquals([past?.testDirs, past?.successes, past?.failures], [["test_2"], 1, 0]);
});

Deno.test("a journal of version 1 can always be read", async () => {
  // This file never changes, even when the format does.
  const { default: text } = await import("../../fixtures/journal/v1.ndjson", { with: { type: "text" } });
  const { runs, warnings } = decodeJournal(text.split("\n"));
  assertEquals(warnings, []);
  const summary = (["train", "test"] as const).flatMap((stage) =>
    Array.from(
      runs[stage],
      ([id, run]) => {
        const { exit, signal } = codesOf(run);
        return [stage, id, stateOf(run), run.attempts, run.lastLaunch, exit, signal];
      },
    )
  );
  assertEquals(summary, [
    ["train", "d93ac305", "succeeded", 1, 1, 0, null],
    ["train", "6886831c", "timed_out", 2, 2, null, "SIGTERM"],
    ["train", "4a18543f", "pending", 0, 1, null, null],
    ["test", "d93ac305", "succeeded", 1, 1, 0, null],
    ["test", "6886831c", "blocked", 0, 0, null, null],
  ]);
});

Deno.test("an experiment that is trained anew is pending, with its tests, and launch numbers go on", () => {
  const test = (record: object, name?: string) =>
    JSON.stringify({ ...record, stage: "test", ...(name !== undefined && { test: name, test_dir: `test_${name}` }) });
  const lines = [
    JSON.stringify(start(1)),
    JSON.stringify(end(1, "failed", 1)),
    JSON.stringify(start(2)),
    JSON.stringify(end(2, "succeeded")),
    ...["easy", "hard"].flatMap((name, i) => [test(start(i + 1, 1), name), test(end(i + 1, "succeeded"), name)]),
    test(start(3, 1)),
    JSON.stringify({ ...start(1), id: "b" }),
    JSON.stringify({ ...start(1), id: "ab/c" }),
  ];
  const again = { type: "again", time: 99, id: "a", stage: "train", former: 1, tests: ["easy", "hard"] };
  const { runs } = decodeJournal([...lines, JSON.stringify(again)]);
  const { former, ...run } = runs.train.get("a")!;
  assertEquals(former, 1);
  assertEquals(run, {
    state: { kind: "pending" },
    lastLaunch: 2,
    attempts: 0,
    failures: 0,
    successes: 0,
    testDirs: [],
  });
  assertEquals(["a", "a/easy", "a/hard"].map((key) => runs.test.get(key)), [
    { ...run, lastLaunch: 3 },
    { ...run, lastLaunch: 1 },
    { ...run, lastLaunch: 2 },
  ]);
  assertEquals([...runs.train.keys()], ["a", "b", "ab/c"]);
  assertEquals(stateOf(runs.train.get("b")), "running");

  const late = decodeJournal([...lines, JSON.stringify(again), JSON.stringify(end(2, "succeeded"))]).runs;
  assertEquals(stateOf(late.train.get("a")), "pending", "the end of a former launch changes nothing");

  const next = decodeJournal([...lines, JSON.stringify(again), JSON.stringify(start(3, 1))]).runs.train.get("a");
  assertEquals([stateOf(next), next?.attempts, next?.lastLaunch, "former" in next!], ["running", 1, 3, false]);
});

Deno.test("a run whose directory was deleted is pending, and its launch numbers are not used again", () => {
  const run = runAfter(start(1), end(1, "failed", 3), start(2), end(2, "succeeded"), DELETED);
  assertEquals(run, { ...NOT_STARTED, lastLaunch: 2 });
  assertEquals(stateOf(runAfter(start(1), DELETED)), "running", "it may still end");
});

Deno.test("a deleted test directory takes its success with it; the run is pending when none is left", () => {
  const test = (launch: number): JournalRecord[] => [
    { ...start(launch), stage: "test", test_dir: `test_${launch}` } as JournalRecord,
    { ...end(launch, "succeeded"), stage: "test" } as JournalRecord,
  ];
  const after = (...deleted: string[]) =>
    decodeJournal([
      ...[...test(1), ...test(2)],
      ...deleted.map((test_dir): JournalRecord => ({ ...DELETED, stage: "test", test_dir })),
    ].map((record) => JSON.stringify(record))).runs.test.get("a");
  assertEquals([stateOf(after("test_2")), after("test_2")?.successes, after("test_2")?.testDirs], [
    ...["succeeded", 1, ["test_1"]],
  ]);
  assertEquals(after("test_1", "test_2"), { ...NOT_STARTED, lastLaunch: 2 });
  assertEquals(after("test_1", "test_1")?.successes, 1, "each counts once");
});

const queue = (launch: number): JournalRecord => ({
  type: "queue",
  time: launch * 10 - 5,
  id: "a",
  stage: "train",
  launch,
  attempt: launch,
  launched_with: "a1",
  seed: 7,
});

Deno.test("a run in the queue of a cluster is pending, and has no attempt until it starts", () => {
  const queued = runAfter(queue(1));
  assertEquals([stateOf(queued), queued?.attempts, queued?.lastLaunch, queued?.newest], ["pending", 0, 1, undefined]);
  assertEquals(queued?.queued, {
    number: 1,
    started: 5,
    devices: [],
    runsPerGpu: 1,
    launchedWith: "a1",
    seed: 7,
  });
  const place = { submission: 3, job: "12_0", host: "n0" };
  const started = runAfter(queue(1), { ...start(1), ...place } as JournalRecord);
  assertEquals([stateOf(started), started?.attempts, started?.queued], ["running", 1, undefined]);
  assertEquals([started?.newest?.submission, started?.newest?.job, started?.newest?.host], [3, "12_0", "n0"]);
});

Deno.test("a launch that leaves the queue without having started leaves the run as it was", () => {
  const gone = (launch: number): JournalRecord => ({ type: "void", time: 99, id: "a", stage: "train", launch });
  const first = runAfter(queue(1), gone(1));
  assertEquals([stateOf(first), first?.attempts, first?.lastLaunch, first?.queued], ["pending", 0, 1, undefined]);
  const second = runAfter(queue(1), start(1), end(1, "failed", 1), queue(2), gone(2));
  assertEquals([stateOf(second), second?.attempts, second?.failures], ["interrupted", 1, 1]);
});

Deno.test("the end of a queued launch shows that it had started", () => {
  const ended = runAfter(queue(1), end(1, "succeeded"));
  assertEquals([stateOf(ended), ended?.attempts, ended?.queued, ended?.newest?.number], ["succeeded", 1, undefined, 1]);
  assertEquals(ended?.newest?.launchedWith, "a1");
});

Deno.test("job arrays are found by their numbers, with the job once it is known", () => {
  const submit = { type: "submit", time: 1, stage: "train", submission: 1, name: "gw-1", elements: 2 } as const;
  const records: JournalRecord[] = [
    submit,
    { ...submit, submission: 2, name: "gw-2" },
    { type: "submitted", time: 2, submission: 2, job: 7 },
    { type: "submitted", time: 2, submission: 9, job: 8 },
  ];
  const { submissions, warnings } = decodeJournal(records.map((record) => JSON.stringify(record)));
  assertEquals([...submissions.values()], [
    { number: 1, stage: "train", name: "gw-1", elements: 2 },
    { number: 2, stage: "train", name: "gw-2", elements: 2, job: 7 },
  ]);
  assertEquals(warnings, []);
});

Deno.test("launch numbers that are reserved for an element are not used for other tests", () => {
  const test = { ...queue(1), stage: "test", test: "hard", reserved: 4 } as JournalRecord;
  const { runs } = decodeJournal(
    [test, { ...queue(2), stage: "test", test: "easy" }].map((record) => JSON.stringify(record)),
  );
  assertEquals(lastLaunches(runs, "test").get("a"), 4);
});

Deno.test("records of an earlier launch say nothing of the newest one", () => {
  const earlier = { time: 25, id: "a", stage: "train", launch: 1 } as const;
  const told = runAfter(start(1), start(2), { ...earlier, type: "terminate", why: "stop" });
  assertEquals(told?.state, { kind: "running" });
  const verdict: JournalRecord = { ...earlier, type: "rung", rung: 3, value: 0.1, of: 2, goes_on: false };
  const judged = runAfter(start(1), verdict, end(1, "interrupted", 143), start(2))!;
  assertEquals([judged.state, isNewestOut(judged)], [{ kind: "running" }, false]);
  const late = runAfter(start(1), start(2), verdict)!;
  assertEquals([late.state, isNewestOut(late)], [{ kind: "running" }, false]);
  const own = runAfter(start(1), verdict)!;
  assertEquals([own.state, isNewestOut(own)], [{ kind: "running", isOut: true }, true]);
});

Deno.test("a test that cannot be repeated stays succeeded", () => {
  const blocked: JournalRecord = { type: "blocked", time: 30, id: "a", stage: "train", reason: "no checkpoint" };
  assertEquals(stateOf(runAfter(start(1), end(1, "succeeded"), blocked)), "succeeded");
  assertEquals(stateOf(runAfter(blocked)), "blocked");
});

Deno.test("launch numbers that are reserved stay so when an experiment is trained anew, or reserves fewer", () => {
  const reserving = (launch: number, reserved: number) => ({ ...queue(launch), reserved } as JournalRecord);
  const again: JournalRecord = { type: "again", time: 99, id: "a", stage: "train", former: 1 };
  assertEquals(runAfter(reserving(1, 4), start(1), end(1, "succeeded"), again)?.reserved, 4);
  assertEquals(runAfter(reserving(1, 4), start(1), end(1, "failed"), reserving(2, 3))?.reserved, 4);
});

Deno.test("a void launch uses up its number, even if its start is not in the journal", () => {
  const run = runAfter({ type: "void", time: 99, id: "a", stage: "train", launch: 3 });
  assertEquals([stateOf(run), run?.attempts, run?.lastLaunch], ["pending", 0, 3]);
});

Deno.test("a run knows when its checkpoints were removed, until it is trained anew", () => {
  const cleaned: JournalRecord = { type: "cleaned", time: 50, id: "a", stage: "train" };
  const again: JournalRecord = { type: "again", time: 99, id: "a", stage: "train", former: 1 };
  const records = [start(1), end(1, "succeeded"), cleaned];
  assertEquals(runAfter(...records)?.cleaned, 50);
  assertEquals(runAfter(...records, again)?.cleaned, undefined);
});

Deno.test("a run takes no negative time if the clock was set back", () => {
  assertEquals(secondsOf(runAfter(start(1), end(1, "succeeded"))?.newest), 0.005);
  const back = runAfter(start(1), { ...end(1, "succeeded"), time: 0 } as JournalRecord);
  assertEquals(secondsOf(back?.newest), 0);
  assertEquals(secondsOf(runAfter(start(1))?.newest), undefined);
});
