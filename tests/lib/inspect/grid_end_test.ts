import { assertEquals } from "@std/assert";
import { type EndFacts, gridEnd } from "../../../lib/inspect/grid_end.ts";
import type { RunStateName } from "../../../lib/run/run_state.ts";
import type { SchedulerExit } from "../../../lib/store/exit_format.ts";
import { decodeJournal } from "../../../lib/store/journal_format.ts";
import { expand } from "../expand/expand_text.ts";

const PLAN = expand("grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'run {args}'}\n");
const SCHEDULER = { type: "scheduler", time: 1_000, stage: "train", pid: 12, host: "lab" } as const;
const EXIT: SchedulerExit = { pid: 12, host: "lab", since: 900, time: 2_000, code: 143, analyzes: false };

/** How a grid ended whose experiments are in these states: by its kind and exit code. */
function endOf(states: readonly string[], facts: Partial<EndFacts> = {}, start: object = {}): unknown {
  const records = states.flatMap((state, at) => {
    const run = { time: 1_500, id: PLAN.experiments[at]!.id, stage: "train", launch: 1 };
    if (state === "queued") return [{ ...run, type: "queue", attempt: 1 }];
    const started = { ...run, type: "start", attempt: 1, ...start };
    return state === "running" ? [started] : [started, { ...run, type: "end", state, exit: 1, signal: null }];
  });
  const { runs } = decodeJournal(records.map((record) => JSON.stringify(record)));
  const end = gridEnd({
    ...{
      plan: PLAN,
      runs,
      isHeld: false,
      lastScheduler: SCHEDULER,
      exit: undefined,
      isAnalyzed: false,
      hasJobs: false,
    },
    ...facts,
  });
  return end?.kind === "ended" ? end.code : end?.kind;
}

Deno.test("a grid goes on while a scheduler holds it, or its process analyzes results", () => {
  assertEquals(endOf(["succeeded", "succeeded"], { isHeld: true, exit: EXIT }), undefined);
  assertEquals(endOf(["succeeded", "succeeded"], { exit: { ...EXIT, analyzes: true }, isAnalyzed: true }), undefined);
});

Deno.test("the exit code of the last scheduler counts, also if it did not run everything", () => {
  assertEquals(endOf(["succeeded", "interrupted"], { exit: EXIT }), 143);
  assertEquals(endOf(["succeeded"], { exit: { ...EXIT, code: 0 } }), 0);
  // It was refused before it began a stage.
  assertEquals(endOf([], { exit: { ...EXIT, pid: 9, since: 1_500, code: 2 } }), 2);
  assertEquals(endOf([], { exit: { ...EXIT, code: 2 }, lastScheduler: undefined }), 2);
});

Deno.test("a grid has not ended while runs may live, whatever its last scheduler said", () => {
  assertEquals(endOf(["succeeded", "running"], { exit: EXIT }), "unfinished");
  assertEquals(endOf(["running", "running"], { exit: { ...EXIT, code: 2 } }), "unfinished");
});

Deno.test("without the exit code of the last scheduler, the states of the runs decide", () => {
  const former = { ...EXIT, time: 500, since: 400 };
  assertEquals(endOf(["succeeded", "succeeded"], { exit: former }), 0);
  assertEquals(endOf(["succeeded", "failed"], { exit: former }), 1);
  assertEquals(endOf(["succeeded", "timed_out"]), 1);
  for (const state of ["interrupted", "lost", "running"]) {
    assertEquals(endOf(["succeeded", state]), "unfinished", state);
  }
  assertEquals(endOf(["failed"]), "unfinished", "one is pending");
  assertEquals(endOf([], { lastScheduler: undefined }), "unfinished", "never started");
});

Deno.test("runs on a cluster are waited for, as long as it has jobs or does not answer", () => {
  const submitted = { submission: 1, job: "8_0" };
  for (const hasJobs of [true, undefined]) {
    assertEquals(endOf(["succeeded", "running"], { hasJobs }, submitted), undefined);
    assertEquals(endOf(["succeeded", "queued"], { hasJobs }), undefined);
    // Its controller may test them.
    assertEquals(endOf(["succeeded", "failed"], { hasJobs }, submitted), undefined);
  }
  assertEquals(endOf(["succeeded", "failed"], {}, submitted), 1);
  assertEquals(endOf(["succeeded", "running"], {}, submitted), "unfinished");
});

Deno.test("an experiment whose training failed counts as failed when the others were tested", () => {
  const plan = expand("grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'run {args}', test_command: 'test {args}'}\n");
  const [first, second] = plan.experiments;
  const ends = [[first!, "train", "succeeded"], [second!, "train", "failed"], [first!, "test", "succeeded"]] as const;
  const { runs } = decodeJournal(ends.flatMap(([{ id }, stage, state]) => {
    const run = { time: 1_500, id, stage, launch: 1 };
    const end = { ...run, type: "end", state, exit: state === "failed" ? 1 : 0, signal: null };
    return [{ ...run, type: "start", attempt: 1 }, end].map((record) => JSON.stringify(record));
  }));
  const lastScheduler = { ...SCHEDULER, stage: "test" } as const;
  const facts = { plan, runs, isHeld: false, lastScheduler, exit: undefined, isAnalyzed: false, hasJobs: false };
  assertEquals(gridEnd(facts), {
    kind: "ended",
    code: 1,
    states: new Map<RunStateName, number>([["succeeded", 1], ["failed", 1]]),
  });
});
