import { assertEquals } from "@std/assert";
import { aggregateRun } from "../../../lib/plan/aggregate.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import type { JournalRecord } from "../../../lib/run/journal_record.ts";
import type { EndState } from "../../../lib/run/outcome.ts";
import { type RunTable, stateName } from "../../../lib/run/run_state.ts";
import { type JobRequest, planJobs } from "../../../lib/schedule/jobs/plan_jobs.ts";
import { statusOf } from "../../../lib/status/status.ts";
import { decodeJournal } from "../../../lib/store/journal_format.ts";
import { expand } from "../expand/expand_text.ts";

const PLAN = expand(`
grid_axes: {x: [1]}
grid_tests: [{name: a}, {name: b}, {name: c}]
grid_settings: {command: 'run {config}', test_command: test it}
`);
const [EXPERIMENT] = PLAN.experiments;
const { id } = EXPERIMENT!;

/** The runs of a trained experiment with the end states of its tests; `undefined`: still running. */
function runsOf(ends: readonly (readonly [test: string, state: EndState | undefined])[]) {
  const records = ends.flatMap(([test, state], index): JournalRecord[] => {
    const fields = { time: 0, id, stage: "test" as const, test, launch: index + 1 };
    const start: JournalRecord = { ...fields, type: "start", attempt: 1 };
    return state === undefined ? [start] : [start, { ...fields, type: "end", state, exit: 0, signal: null }];
  });
  const trained: JournalRecord[] = [
    { type: "start", time: 0, id, stage: "train", launch: 1, attempt: 1 },
    { type: "end", time: 0, id, stage: "train", launch: 1, state: "succeeded", exit: 0, signal: null },
  ];
  return decodeJournal([...trained, ...records].map((record) => JSON.stringify(record))).runs;
}

function jobsOf(
  plan: Plan,
  runs: RunTable,
  changes: Partial<JobRequest> = {},
) {
  const request = { stage: "test", only: undefined, retryFailed: false, again: false, repeat: 1, ...changes } as const;
  const source = { plan, runs, hardware: { kind: "cpu" }, checkpointOf: () => "model.pt" } as const;
  return planJobs(source, request).jobs.map(({ test, times, attempt }) => `${test} ×${times} from ${attempt}`);
}

Deno.test("an experiment has the state of its most urgent test, and has succeeded once all tests have", () => {
  const standing = (...ends: Parameters<typeof runsOf>[0]) => {
    const { state, attempts } = aggregateRun(PLAN, runsOf(ends), "test", EXPERIMENT!);
    return { state: stateName(state), attempts };
  };
  assertEquals(standing().state, "pending");
  assertEquals(standing(["a", "succeeded"], ["b", "succeeded"]).state, "pending");
  assertEquals(standing(["a", "succeeded"], ["b", "interrupted"]).state, "interrupted");
  assertEquals(standing(["a", "timed_out"], ["b", "failed"], ["c", "succeeded"]).state, "failed");
  assertEquals(standing(["a", "failed"], ["b", undefined]).state, "running");
  assertEquals(standing(["a", "interrupted"], ["b", "lost"]).state, "lost");
  const all = standing(["a", "failed"], ["a", "succeeded"], ["b", "succeeded"], ["c", "succeeded"]);
  assertEquals([all.state, all.attempts], ["succeeded", 4]);
});

Deno.test("every test is planned by itself: failed ones wait for --retry-failed, new ones run", () => {
  const runs = runsOf([["a", "succeeded"], ["b", "failed"], ["b", "failed"]]);
  assertEquals(jobsOf(PLAN, runs), ["c ×1 from 1"]);
  assertEquals(jobsOf(PLAN, runs, { retryFailed: true }), ["b ×1 from 3", "c ×1 from 1"]);
  assertEquals(jobsOf(PLAN, runs, { repeat: 3 }), ["a ×2 from 2", "c ×3 from 1"]);
  assertEquals(jobsOf(PLAN, runs, { again: true }), ["a ×1 from 2", "c ×1 from 1"]);
  // A test without a name, from before the grid had several, is not one of them.
  assertEquals(jobsOf({ ...PLAN, tests: [] }, runs), ["undefined ×1 from 1"]);
});

Deno.test("the status of an experiment has each of its tests", () => {
  const { counts, experiments } = statusOf(
    "g",
    { plan: PLAN, runs: runsOf([["a", "succeeded"], ["b", "failed"]]) },
    null,
  );
  assertEquals(counts.test.failed, 1);
  assertEquals(Object.entries(experiments[0]!.tests!).map(([name, { state }]) => `${name} ${state}`), [
    ...["a succeeded", "b failed", "c pending"],
  ]);
  assertEquals(
    statusOf("g", { plan: { ...PLAN, tests: [] }, runs: runsOf([]) }, null).experiments[0]!.tests,
    undefined,
  );
});

Deno.test("a model that was trained elsewhere counts as trained and is never trained", () => {
  const plan = { ...PLAN, tests: [], experiments: [{ ...EXPERIMENT!, model: "/models/model_best.pt" }] };
  const { runs } = decodeJournal([]);
  assertEquals(statusOf("g", { plan: plan, runs: runs }, null).counts.train.succeeded, 1);
  assertEquals(jobsOf(plan, runs, { stage: "train" }), []);
  assertEquals(jobsOf(plan, runs), ["undefined ×1 from 1"]);
});

Deno.test("a test of a model whose training was stopped early is not to come, unless it is queued or has run", () => {
  const plan = { ...PLAN, tests: [] };
  const training = { id, stage: "train", launch: 1, time: 0 } as const;
  const stopped: JournalRecord[] = [
    { ...training, type: "start", attempt: 1 },
    { ...training, type: "end", state: "stopped_early", exit: 0, signal: null },
  ];
  const test = { id, stage: "test", launch: 1, time: 0 } as const;
  const state = (...records: JournalRecord[]) => {
    const { runs } = decodeJournal([...stopped, ...records].map((record) => JSON.stringify(record)));
    return stateName(aggregateRun(plan, runs, "test", EXPERIMENT!).state);
  };
  assertEquals(state(), "stopped_early");
  assertEquals(state({ ...test, type: "queue", attempt: 1 }), "pending");
  assertEquals(state({ ...test, type: "start", attempt: 1 }), "running");
});
