import { assertEquals } from "@std/assert";
import { createRunTable, foldInto } from "../../../../lib/run/journal_state.ts";
import { tableKey } from "../../../../lib/run/run_state.ts";
import { type JobRequest, type JobSource, planJobs } from "../../../../lib/schedule/jobs/plan_jobs.ts";
import { expand } from "../../expand/expand_text.ts";

const PLAN = expand(`
grid_axes: {q: [1, 2, 3]}
grid_settings: {command: 'run {q} {seed}', experiment_repetitions: 2}
`);
const REQUEST: JobRequest = { stage: "train", only: undefined, retryFailed: false, again: false, repeat: 1 };
const HALVING = {
  first: 1,
  eta: 2,
  goal: "maximize" as const,
  by: "best" as const,
  metric: "validation_accuracy",
  file: "validation_statistics.csv",
  resource: "epoch",
  column: "accuracy",
};

/** `out`: it has succeeded, and was judged not to be among the best. */
type End = "succeeded" | "failed" | "stopped_early" | "out";

/** The jobs after some experiments have ended, each of them after as many seconds as its index plus one. */
function plan(
  ends: Readonly<Record<number, End>>,
  source: Partial<JobSource> = {},
  request: Partial<JobRequest> = {},
): Record<"jobs" | "skipped" | "held", unknown> {
  const runs = createRunTable();
  for (const [index, end] of Object.entries(ends)) {
    const state = end === "out" ? "succeeded" : end;
    const run = { id: PLAN.experiments[Number(index)]!.id, stage: "train", launch: 1 } as const;
    foldInto(runs, { ...run, type: "start", time: 0, attempt: 1 });
    const time = 1_000 * (Number(index) + 1);
    if (end === "out") foldInto(runs, { ...run, type: "rung", time, rung: 1, value: 0, of: 2, goes_on: false });
    foldInto(runs, { ...run, type: "end", time, state, exit: state === "failed" ? 1 : 0, signal: null });
  }
  const { jobs, skipped, held } = planJobs({
    plan: PLAN,
    runs,
    hardware: { kind: "cpu", cpusPerRun: 1 } as JobSource["hardware"],
    checkpointOf: () => undefined,
    longestFirst: { earlier: new Map() },
    ...source,
  }, { ...REQUEST, ...request });
  const words = jobs.map(({ experiment, duration, judged, waits }) =>
    [
      experiment,
      ...(duration === undefined ? [] : [`${duration} ms`]),
      ...(judged ? ["judged"] : []),
      ...(waits ? ["waits"] : []),
    ].join(" ")
  );
  return { jobs: words, skipped, held };
}

Deno.test("a duration is known from another repetition that has ended, or from an earlier grid", () => {
  const nothing = { skipped: [], held: [] };
  assertEquals(plan({}), { jobs: ["0", "1", "2", "3", "4", "5"], ...nothing });
  assertEquals(plan({ 1: "succeeded", 2: "failed" }), { jobs: ["0", "3", "4 2000 ms", "5"], ...nothing });
  const earlier = new Map([[tableKey({ id: PLAN.experiments[3]!.hash }), 70], [PLAN.experiments[1]!.hash, 90]]);
  assertEquals(plan({ 1: "succeeded" }, { longestFirst: { earlier } }).jobs, [
    ...["0 70 ms", "2", "3 70 ms", "4 2000 ms", "5"],
  ]);
  assertEquals(plan({ 1: "succeeded" }, { longestFirst: undefined }).jobs, ["0", "2", "3", "4", "5"]);
});

Deno.test("a run on CPUs tells nothing of how long others take on GPUs", () => {
  const hardware = { kind: "gpu", cpusPerRun: 1 } as const;
  assertEquals(plan({ 1: "succeeded" }, { hardware }).jobs, ["0", "2", "3", "4", "5"]);
});

Deno.test("with early stopping, first repetitions are judged, and further ones wait for their success", () => {
  assertEquals(plan({}, { halving: HALVING }), {
    jobs: ["0 judged", "1 judged", "2 judged", "3 waits", "4 waits", "5 waits"],
    skipped: [],
    held: [],
  });
  assertEquals(plan({ 0: "succeeded", 1: "stopped_early", 2: "failed" }, { halving: HALVING }), {
    jobs: ["3 1000 ms"],
    skipped: [4],
    held: [5],
  });
  assertEquals(
    plan({ 1: "stopped_early" }, { halving: HALVING }, { continueStopped: true }).jobs,
    ["0 judged", "1 judged", "2 judged", "3 waits", "4 2000 ms waits", "5 waits"],
  );
});

Deno.test("further repetitions of a complete run that is not among the best are skipped, unless they are asked for", () => {
  assertEquals(plan({ 0: "out" }, { halving: HALVING }).skipped, [3]);
  const { jobs, skipped } = plan({ 0: "out" }, { halving: HALVING }, { continueStopped: true });
  assertEquals([jobs, skipped], [["1 judged", "2 judged", "3 1000 ms", "4 waits", "5 waits"], []]);
});

Deno.test("a first repetition that is judged comes in the order of the plan, even if its duration is known", () => {
  const earlier = new Map(PLAN.experiments.map(({ hash }, index) => [hash, 1_000 * index]));
  assertEquals(plan({}, { halving: HALVING, longestFirst: { earlier } }).jobs, [
    ...["0 judged", "1 judged", "2 judged", "3 0 ms waits", "4 1000 ms waits", "5 2000 ms waits"],
  ]);
});

Deno.test("a further repetition that is selected alone waits for a first one that is not to run", () => {
  assertEquals(plan({}, { halving: HALVING }, { only: new Set([3, 4]) }), { jobs: [], skipped: [], held: [3, 4] });
});
