import { assertEquals } from "@std/assert";
import { type Plan, trainingSpec } from "../../../../lib/plan/plan.ts";
import type { JournalRecord } from "../../../../lib/run/journal_record.ts";
import type { EndState } from "../../../../lib/run/outcome.ts";
import { adoptedJob, type JobRequest, planJobs } from "../../../../lib/schedule/jobs/plan_jobs.ts";
import { countedLimit, failureLimit } from "../../../../lib/schedule/retry.ts";
import type { Hardware } from "../../../../lib/schedule/slots.ts";
import { createState, type Limits } from "../../../../lib/schedule/state.ts";
import { decodeJournal } from "../../../../lib/store/journal_format.ts";
import { expand } from "../../expand/expand_text.ts";
import { stepCopy } from "../step_copy.ts";

const CPU: Hardware = { kind: "cpu" };
const REQUEST: JobRequest = { stage: "train", only: undefined, retryFailed: false, again: false, repeat: 1 };

/** A plan of two experiments. */
function planOf(settings: string, more = ""): Plan {
  return expand(
    `grid_axes: {x: [1, 2]}\n${more}\ngrid_settings: {command: 'run {config}', test_command: test it, ${settings}}\n`,
  );
}

/** The runs of the first experiment of a plan: launches that ended in these states, and one that is still running. */
function runsOf(plan: Plan, ends: readonly EndState[], key: { stage?: "test"; test?: string } = {}) {
  const subject = { id: plan.experiments[0]!.id, stage: key.stage ?? "train", ...key } as const;
  const records = [...ends, undefined].flatMap((state, index): JournalRecord[] => {
    const launch = { ...subject, time: index, launch: index + 1 };
    const start: JournalRecord = { ...launch, type: "start", attempt: index + 1 };
    return state === undefined ? [start] : [start, { ...launch, type: "end", state, exit: 0, signal: null }];
  });
  return decodeJournal(records.map((record) => JSON.stringify(record))).runs;
}

Deno.test("an adopted run keeps its attempt number, and earlier failures count against its retries", () => {
  const plan = planOf("retries: 1");
  const runs = runsOf(plan, ["failed", "interrupted"]);
  const job = adoptedJob({ plan, runs, hardware: CPU }, REQUEST, { experiment: 0 });
  assertEquals([job.attempt, job.failures, job.times, job.losses], [3, 1, 1, 0]);

  const limits: Limits = {
    slots: 1,
    capacity: { cpus: 1, memory: 0 },
    devices: [],
    grace: 1,
    failures: { kind: "none" },
  };
  const run = { job, started: 0, needs: job.policy.needs, devices: [], runsPerGpu: 1 };
  const failed = { type: "ended", slot: 0, outcome: { kind: "exit", code: 1 } } as const;
  const [state, actions] = stepCopy(createState(limits, [], [run]), failed, 1);
  assertEquals(actions.map(({ type }) => type), ["record_end", "finish"], "its only retry is used up");
  assertEquals(state.failed, 1);

  const first = adoptedJob({ plan, runs: runsOf(plan, []), hardware: CPU }, REQUEST, { experiment: 0 });
  const [again] = stepCopy(createState(limits, [], [{ ...run, job: first }]), failed, 1);
  assertEquals([again.failed, again.finished], [0, false], "it has one retry left");
});

Deno.test("a success resets the failures of an adopted run", () => {
  const plan = planOf("retries: 1");
  const runs = runsOf(plan, ["failed", "succeeded"], { stage: "test" });
  const job = adoptedJob({ plan, runs, hardware: CPU }, { ...REQUEST, stage: "test", repeat: 5 }, { experiment: 0 });
  assertEquals([job.attempt, job.failures, job.times], [3, 0, 4]);
  const once = adoptedJob({ plan, runs, hardware: CPU }, { ...REQUEST, stage: "test" }, { experiment: 0 });
  assertEquals(once.times, 1, "a running test runs to its end, even if enough tests have succeeded");
});

Deno.test("an adopted run that is not part of the request is not run again", () => {
  const plan = planOf("retries: 3", "grid_tests: [{name: a}, {name: b}]");
  const adopted = (request: Partial<JobRequest>, test?: string, requestedPlan: Plan = plan) => {
    const requested = { ...REQUEST, ...request };
    const runs = runsOf(requestedPlan, [], {
      ...(requested.stage === "test" && { stage: "test" }),
      ...(test && { test }),
    });
    const job = adoptedJob({ plan: requestedPlan, runs, hardware: CPU }, requested, {
      experiment: 0,
      ...(test && { test }),
    });
    return [job.noRerun ?? false, job.times, job.attempt, job.test];
  };
  assertEquals(adopted({}), [false, 1, 1, undefined]);
  assertEquals(adopted({ only: new Set([0]) }), [false, 1, 1, undefined]);
  assertEquals(adopted({ only: new Set([1]) }), [true, 1, 1, undefined]);
  assertEquals(adopted({ stage: "test", repeat: 3 }, "b"), [false, 3, 1, "b"]);
  assertEquals(adopted({ stage: "test", repeat: 3 }, "gone"), [true, 1, 1, "gone"], "the grid no longer has this test");
  const dropped: Plan = { ...plan, experiments: plan.experiments.map((one) => ({ ...one, dropped: true })) };
  assertEquals(adopted({}, undefined, dropped), [true, 1, 1, undefined]);
});

Deno.test("the policy of an adopted run follows from its settings", () => {
  const plan = planOf("retries: 2, timeout: 90s, cpus_per_run: 3, memory_per_run: 2GiB, runs_per_gpu: 4");
  const runs = runsOf(plan, []);
  assertEquals(adoptedJob({ plan, runs, hardware: CPU }, REQUEST, { experiment: 0 }).policy, {
    needs: { cpus: 3, memory: 2 * 2 ** 30 },
    timeout: 90_000,
    retries: 2,
  });
  const gpu: Hardware = { kind: "gpu", cpusPerRun: 1 };
  assertEquals(adoptedJob({ plan, runs, hardware: gpu }, REQUEST, { experiment: 0 }).policy.devices, {
    count: 1,
    runsPerGpu: 4,
    memoryFree: undefined,
  });
});

Deno.test("max_failures sets the failure limit; by default scheduling stops if the first ten runs all failed", () => {
  const limit = (settings: string) => failureLimit(trainingSpec(planOf(settings).groups[0]!).settings.maxFailures);
  assertEquals(limit("retries: 0"), { kind: "first", count: 10 });
  assertEquals(limit("max_failures: 3"), { kind: "count", count: 3 });
  assertEquals(limit("max_failures: 5%"), { kind: "percent", percent: 5 });
  assertEquals(limit("max_failures: none"), { kind: "none" });
});

Deno.test("elements of a cluster count failures up to the same limit as a scheduler", () => {
  assertEquals(countedLimit({ kind: "none" }, 40), { failures: 0, unlessSuccess: false });
  assertEquals(countedLimit({ kind: "first", count: 10 }, 40), { failures: 10, unlessSuccess: true });
  assertEquals(countedLimit({ kind: "count", count: 3 }, 40), { failures: 3, unlessSuccess: false });
  // More than 5 % of 40 jobs; of 10 jobs, one failure is more than 0.5.
  assertEquals(countedLimit({ kind: "percent", percent: 5 }, 40), { failures: 3, unlessSuccess: false });
  assertEquals(countedLimit({ kind: "percent", percent: 5 }, 10), { failures: 1, unlessSuccess: false });
});

/** What is planned for the first experiment of a plan, after these records of it. */
function planned(plan: Plan, records: readonly Readonly<Record<string, unknown>>[], request: Partial<JobRequest> = {}) {
  const { id } = plan.experiments[0]!;
  const { runs } = decodeJournal(records.map((record) => JSON.stringify({ time: 1, stage: "train", ...record, id })));
  const source = { plan, runs, hardware: CPU, checkpointOf: () => "model.pt" };
  const { jobs, failed, stopped } = planJobs(source, { ...REQUEST, only: new Set([0]), ...request });
  return {
    jobs: jobs.map(({ attempt, failures, times }) => ({ attempt, failures, times })),
    failed: failed.length,
    stopped: stopped.length,
  };
}

/** Records of launches that ended in these states. */
function launches(stage: "train" | "test", ...ends: readonly EndState[]): Readonly<Record<string, unknown>>[] {
  return ends.flatMap((state, index) => [
    { type: "start", stage, launch: index + 1, attempt: index + 1, test_dir: `test_${index}` },
    { type: "end", stage, launch: index + 1, state, exit: 0, signal: null },
  ]);
}

Deno.test("what has failed runs again as long as it has retries left, or on request as if it had not failed", () => {
  const plan = planOf("retries: 1");
  const none = { jobs: [], failed: 1, stopped: 0 };
  assertEquals(planned(plan, launches("train", "failed")).jobs, [{ attempt: 2, failures: 1, times: 1 }]);
  const twice = launches("train", "failed", "timed_out");
  assertEquals(planned(plan, twice), none);
  assertEquals(planned(plan, twice, { retries: 2 }).jobs, [{ attempt: 3, failures: 2, times: 1 }]);
  assertEquals(planned(plan, twice, { retryFailed: true }).jobs, [{ attempt: 3, failures: 0, times: 1 }]);
  const rung = { type: "rung", launch: 1, rung: 3, value: 0.1, of: 2, goes_on: false };
  const [start, end] = launches("train", "failed");
  assertEquals(planned(plan, [start!, rung, end!]), none, "it was not among the best");
});

Deno.test("a training that was stopped early runs again only if it is to go on, or was never started", () => {
  const plan = planOf("retries: 0");
  const stopped = launches("train", "stopped_early");
  assertEquals(planned(plan, stopped).jobs, []);
  assertEquals(planned(plan, stopped, { continueStopped: true }).jobs, [{ attempt: 2, failures: 0, times: 1 }]);
  assertEquals(planned(plan, [{ type: "skip" }]).jobs, [{ attempt: 1, failures: 0, times: 1 }]);
});

Deno.test("a model whose training was stopped early is only tested if it is named, and there is one", () => {
  const plan = planOf("retries: 0");
  const stopped = launches("train", "stopped_early");
  assertEquals(planned(plan, stopped, { stage: "test" }).jobs, [{ attempt: 1, failures: 0, times: 1 }]);
  assertEquals(planned(plan, stopped, { stage: "test", only: undefined }), { jobs: [], failed: 0, stopped: 1 });
  assertEquals(planned(plan, [{ type: "skip" }], { stage: "test" }), { jobs: [], failed: 0, stopped: 1 });
});

Deno.test("a test is repeated until it has succeeded often enough, and as often again on request", () => {
  const plan = planOf("retries: 1");
  const tested = (...ends: readonly EndState[]) => [...launches("train", "succeeded"), ...launches("test", ...ends)];
  const times = (ends: readonly EndState[], request: Partial<JobRequest>) =>
    planned(plan, tested(...ends), { stage: "test", ...request }).jobs.map(({ times }) => times);
  assertEquals(times(["succeeded", "succeeded"], { repeat: 3 }), [1]);
  assertEquals(times(["succeeded", "succeeded"], { repeat: 2 }), []);
  assertEquals(times(["succeeded", "succeeded"], { repeat: 3, again: true }), [3]);
  assertEquals(times(["succeeded", "failed"], { repeat: 3 }), [2]);
  assertEquals(times(["succeeded", "interrupted"], { repeat: 1 }), [1]);
});

Deno.test("a run that waits in the queue of a cluster is not planned again, and is adopted with its next attempt", () => {
  const plan = planOf("retries: 1, timeout: 90s");
  const queue = { type: "queue", launch: 2, attempt: 2 };
  const records = [...launches("train", "interrupted"), queue];
  assertEquals(planned(plan, records), { jobs: [], failed: 0, stopped: 0 });
  const { id } = plan.experiments[0]!;
  const { runs } = decodeJournal(records.map((record) => JSON.stringify({ time: 1, stage: "train", ...record, id })));
  const job = adoptedJob({ plan, runs, hardware: { kind: "cluster" } }, REQUEST, { experiment: 0 });
  assertEquals([job.attempt, job.policy.timeout], [2, undefined], "elements enforce their timeouts themselves");
});
