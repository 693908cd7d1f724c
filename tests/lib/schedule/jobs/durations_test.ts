import { assertEquals } from "@std/assert";
import type { Plan } from "../../../../lib/plan/plan.ts";
import type { JournalRecord } from "../../../../lib/run/journal_record.ts";
import { createRunTable } from "../../../../lib/run/journal_state.ts";
import { expectedTimes } from "../../../../lib/schedule/jobs/durations.ts";
import { type JobRequest, planJobs } from "../../../../lib/schedule/jobs/plan_jobs.ts";
import { createState, type Limits } from "../../../../lib/schedule/state.ts";
import { decodeJournal } from "../../../../lib/store/journal_format.ts";
import { expand } from "../../expand/expand_text.ts";
import { stepCopy } from "../step_copy.ts";

const REQUEST: JobRequest = { stage: "train", only: undefined, retryFailed: false, again: false, repeat: 1 };

function planOf(settings: string): Plan {
  return expand(
    `grid_axes: {x: [1, 2, 3, 4]}\ngrid_settings: {command: 'run {config}', slurm: {time: auto}, ${settings}}\n`,
  );
}

function timeOf(plan: Plan, seconds: readonly number[]): number | undefined {
  const earlier = new Map(
    seconds.map((value, index) => [plan.experiments[index]?.hash ?? `other${index}`, value * 1_000]),
  );
  return expectedTimes({ plan, runs: createRunTable(), stage: "train", earlier }).get(0);
}

Deno.test("jobs get twice as long as nearly all runs took, and more than the longest", () => {
  const plan = planOf("retries: 0");
  assertEquals(timeOf(plan, []), undefined, "nothing is known");
  assertEquals(timeOf(plan, [100, 100, 100]), 200);
  assertEquals(timeOf(plan, [1, 1, 1]), 60, "Slurm counts minutes");
  assertEquals(timeOf(plan, [100, 100, 100, 1_000]), 2_000);
  // With few runs of the task, those of other configurations count, too.
  assertEquals(timeOf(plan, [10, 400]), 800);
  // A single long one of many does not, unless it is of the task.
  const others = (longest: number) => ({ ...plan, experiments: plan.experiments.slice(0, longest) });
  assertEquals(timeOf(others(2), [10, 400, ...Array(60).fill(100), 3_000]), 500);
});

Deno.test("a timeout that is shorter applies, and tasks that do not ask for it have no such limit", () => {
  assertEquals(timeOf(planOf("timeout: 150"), [100, 100, 100]), undefined);
  assertEquals(timeOf(planOf("timeout: 1h"), [100, 100, 100]), 200);
  const plan = expand("grid_axes: {x: [1]}\ngrid_settings: {command: 'run {config}', slurm: {time: 2h}}\n");
  assertEquals(timeOf(plan, [100]), undefined);
});

Deno.test("a run that exceeds such a limit is repeated once, with twice as much, and its retries are left", () => {
  const plan = planOf("retries: 1");
  const source = {
    plan,
    runs: createRunTable(),
    hardware: { kind: "cluster" } as const,
    checkpointOf: () => undefined,
    times: new Map([[0, 100]]),
  };
  const [job] = planJobs(source, REQUEST).jobs;
  assertEquals([job!.time, job!.isExtended], [100, undefined]);
  const limits: Limits = {
    slots: 1,
    capacity: { cpus: 1, memory: 0 },
    devices: [],
    grace: 1,
    failures: { kind: "none" },
    queues: true,
  };
  const overTime = { type: "ended", slot: 0, outcome: { kind: "signal", signal: "SIGTERM" }, told: "timeout" } as const;
  const [started] = stepCopy(createState(limits, [job!]), { type: "begin" }, 0);
  const [again, actions] = stepCopy(started, overTime, 1);
  const launch = actions.find(({ type }) => type === "launch");
  assertEquals(launch?.type === "launch" && [launch.job.time, launch.job.isExtended, launch.job.failures], [
    200,
    true,
    0,
  ]);
  const [, last] = stepCopy(again, overTime, 2);
  assertEquals(last.map(({ type }) => type), ["record_end"], "it waits for its retry");
});

Deno.test("a run that exceeded such a limit while nobody followed is repeated by the next command, once", () => {
  const plan = planOf("retries: 0");
  const { id } = plan.experiments[0]!;
  const ends = (count: number) =>
    Array.from({ length: count }, (_, index): JournalRecord[] => [
      { type: "start", time: index, id, stage: "train", launch: index + 1, attempt: index + 1 },
      ...[{ type: "end", time: index, id, stage: "train", launch: index + 1 } as const].map((end) => ({
        ...end,
        ...{ state: "timed_out", exit: null, signal: "SIGTERM" } as const,
      })),
    ]).flat();
  const jobsAfter = (count: number, times?: ReadonlyMap<number, number>) => {
    const { runs } = decodeJournal(ends(count).map((record) => JSON.stringify(record)));
    const source = { plan, runs, hardware: { kind: "cluster" } as const, checkpointOf: () => undefined, times };
    return planJobs(source, REQUEST).jobs.filter(({ experiment }) => experiment === 0).map(({ time }) => time);
  };
  assertEquals(jobsAfter(1, new Map([[0, 100]])), [200]);
  assertEquals(jobsAfter(2, new Map([[0, 100]])), []);
  assertEquals(jobsAfter(1), []);
});
