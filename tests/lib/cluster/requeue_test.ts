import { assertEquals } from "@std/assert";
import { type ArrayLine, dependsOnQueue, requeuedRuns, unqueuedRuns } from "../../../lib/cluster/requeue.ts";
import type { RunRecord } from "../../../lib/run/journal_record.ts";
import { createRunTable, foldInto } from "../../../lib/run/journal_state.ts";
import { runOf, stateName } from "../../../lib/run/run_state.ts";
import { parseQueue } from "../../../lib/slurm/squeue.ts";

const KEY = { id: "a", stage: "train" } as const;
const SUBMISSIONS = new Map([[1, { number: 1, stage: "train", name: "grid-1", elements: 2, job: 7 }]] as const);
const START: RunRecord = {
  ...{ type: "start", time: 1, ...KEY, launch: 1, attempt: 1, submission: 1, job: "7_1", launched_with: "f" },
};
const STOPPED: RunRecord = {
  ...{ type: "end", time: 2, ...KEY, launch: 1, state: "interrupted", exit: 143, signal: null },
};

function runsAfter(...records: readonly RunRecord[]) {
  const runs = createRunTable();
  for (const record of records) foldInto(runs, record);
  return runs;
}

function queueOf(state: string, name = "grid-1") {
  return parseQueue(`8|7|1|${state}|0:00||BeginTime|${name}\n`);
}

Deno.test("a stopped run whose element waits again is queued under the next launch number", () => {
  const runs = runsAfter(START, STOPPED);
  const records = requeuedRuns({ runs, submissions: SUBMISSIONS }, queueOf("PENDING"), 3);
  assertEquals(records, [{ type: "queue", time: 3, ...KEY, launch: 2, attempt: 2, launched_with: "f" }]);
  records.forEach((record) => foldInto(runs, record));
  const run = runOf(runs, KEY);
  assertEquals([stateName(run.state), run.queued?.number, run.attempts], ["pending", 2, 1]);
});

Deno.test("an element waits again in any of the states between its end and its next start", () => {
  const runs = runsAfter(START, STOPPED);
  const states =
    "PENDING CONFIGURING REQUEUED REQUEUE_FED REQUEUE_HOLD RESV_DEL_HOLD SPECIAL_EXIT COMPLETING SUSPENDED STOPPED";
  const waiting = states.split(" ").filter((state) =>
    requeuedRuns({ runs, submissions: SUBMISSIONS }, queueOf(state), 3).length > 0
  );
  assertEquals(waiting, states.split(" ").slice(0, 7));
});

Deno.test("a run that its node could not end any more was interrupted when its element waits again", () => {
  const runs = runsAfter(START);
  const records = requeuedRuns({ runs, submissions: SUBMISSIONS }, queueOf("PENDING"), 10_001);
  assertEquals(records.map(({ type }) => type), ["end", "queue"]);
  records.forEach((record) => foldInto(runs, record));
  assertEquals([stateName(runOf(runs, KEY).state), runOf(runs, KEY).queued?.number], ["pending", 2]);
  // What squeue listed may be from before it started.
  assertEquals(requeuedRuns({ runs: runsAfter(START), submissions: SUBMISSIONS }, queueOf("PENDING"), 9_000), []);
});

Deno.test("an element that runs, is about to end, is gone, or belongs to another job was not requeued", () => {
  const runs = runsAfter(START, STOPPED);
  for (
    const queue of [
      queueOf("RUNNING"),
      queueOf("COMPLETING"),
      queueOf("PENDING", "another"),
      parseQueue("8|7|2|PENDING|0:00||BeginTime|grid-1\n"),
      parseQueue(""),
    ]
  ) {
    assertEquals(requeuedRuns({ runs, submissions: SUBMISSIONS }, queue, 3), []);
  }
});

Deno.test("a run that has succeeded, has no launch number left, or waits already is not requeued", () => {
  const end = (state: "succeeded" | "failed") => ({ ...STOPPED, state } as RunRecord);
  const queue: RunRecord = { type: "queue", time: 0, ...KEY, launch: 1, attempt: 1, reserved: 1 };
  for (
    const runs of [
      runsAfter(START, end("succeeded")),
      runsAfter(START, end("failed")),
      runsAfter(queue, START, STOPPED),
      runsAfter(queue),
    ]
  ) {
    assertEquals(requeuedRuns({ runs, submissions: SUBMISSIONS }, queueOf("PENDING"), 3), []);
  }
});

Deno.test("only what is in the hands of Slurm, or may be run again by it, depends on its queue", () => {
  const here: RunRecord = { type: "start", time: 1, ...KEY, launch: 1, attempt: 1 };
  const queue: RunRecord = { type: "queue", time: 0, ...KEY, launch: 1, attempt: 1 };
  const depends = (...records: RunRecord[]) =>
    dependsOnQueue({ runs: runsAfter(...records), submissions: SUBMISSIONS });
  assertEquals([depends(queue), depends(START), depends(START, STOPPED)], [true, true, true]);
  assertEquals([depends(), depends(here), depends(START, { ...STOPPED, state: "succeeded" } as RunRecord)], [
    ...[false, false, false],
  ]);
  assertEquals(dependsOnQueue({ runs: runsAfter(queue), submissions: new Map() }), false);
});

Deno.test("a run that was submitted is in the hands of Slurm as long as an element may start it", () => {
  const queued: RunRecord = { type: "queue", time: 0, ...KEY, launch: 1, attempt: 1 };
  const submission = SUBMISSIONS.get(1)!;
  const place: ArrayLine = { submission, line: 1, isPacked: false };
  const left = (queue: ReturnType<typeof queueOf>, at: ArrayLine | undefined, ...records: RunRecord[]) =>
    unqueuedRuns(runsAfter(...records), queue, () => at, 10_000);
  const gone: RunRecord[] = [{ type: "void", time: 10_000, ...KEY, launch: 1 }];
  const another = parseQueue("8|7|2|PENDING|0:00||BeginTime|grid-1\n");
  assertEquals(left(queueOf("PENDING"), place, queued), []);
  assertEquals(left(parseQueue(""), place, queued), gone);
  assertEquals(left(another, place, queued), gone);
  // Any element of a packed array may start it.
  assertEquals(left(another, { ...place, isPacked: true }, queued), []);
  const running = parseQueue("8|7|2|RUNNING|0:00|n0|None|grid-1\n");
  assertEquals(left(running, { ...place, isPacked: true }, queued), []);
  assertEquals(left(parseQueue(""), { ...place, isPacked: true }, queued), gone);
  // What squeue listed may be from before it was submitted.
  assertEquals(left(parseQueue(""), place, { ...queued, time: 1 } as RunRecord), []);
  // Without an answer of sbatch, and without a list.
  const { job: _, ...unanswered } = submission;
  assertEquals(left(parseQueue(""), { ...place, submission: unanswered }, queued), []);
  assertEquals(left(parseQueue(""), undefined, queued), []);
  assertEquals(left(parseQueue(""), place, START), []);
});
