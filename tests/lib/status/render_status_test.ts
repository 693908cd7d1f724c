import { assertEquals } from "@std/assert";
import type { Plan } from "../../../lib/plan/plan.ts";
import type { JournalRecord } from "../../../lib/run/journal_record.ts";
import type { EndState } from "../../../lib/run/outcome.ts";
import { label } from "../../../lib/status/label.ts";
import { DEFAULT_VIEW, listedBy, renderStatus, type StatusView } from "../../../lib/status/render_status.ts";
import { type GridStatus, overviewOf, type OverviewRequest, type StatusOverview } from "../../../lib/status/status.ts";
import { decodeJournal } from "../../../lib/store/journal_format.ts";
import { expand } from "../expand/expand_text.ts";

/** A launch of an experiment. Without a state it is still running. */
interface Launched {
  readonly at: number;
  readonly stage?: "test";
  readonly test?: string;
  readonly state?: EndState;
  readonly exit?: number;
  readonly signal?: string;
  readonly seconds?: number;
}

function planOf(count: number, more = ""): Plan {
  return expand(
    `grid_axes: {x: {range: [1, ${count}, 1]}}\n${more}grid_settings: {command: 'run {config}', test_command: test}\n`,
  );
}

/** The lines of the status of a plan after these launches, one minute after the first start. */
function lines(plan: Plan, launches: readonly Launched[], scheduler: GridStatus["scheduler"] = null): string[] {
  const shown = renderStatus(statusAfter(plan, launches, scheduler), 60_000);
  assertEquals(renderStatus(statusAfter(plan, launches, scheduler, "open"), 60_000), shown);
  return shown;
}

function statusAfter(
  plan: Plan,
  launches: readonly Launched[],
  scheduler: GridStatus["scheduler"] = null,
  list: OverviewRequest["list"] = "all",
): StatusOverview {
  const records = launches.flatMap(({ at, stage, test, state, exit, signal, seconds = 5 }, index) => {
    const common = {
      id: plan.experiments[at]!.id,
      stage: stage ?? "train" as const,
      ...(test !== undefined && { test }),
      launch: index + 1,
    };
    const start: JournalRecord = { ...common, type: "start", time: 0, attempt: 1 };
    if (state === undefined) return [start];
    const end: JournalRecord = {
      ...common,
      type: "end",
      time: seconds * 1_000,
      state,
      exit: exit ?? null,
      signal: signal ?? null,
    };
    return [start, end];
  });
  const { runs } = decodeJournal(records.map((record) => JSON.stringify(record)));
  return overviewOf("experiments/g", { plan, runs }, scheduler, { list });
}

Deno.test("renderStatus() counts the states, and names the scheduler", () => {
  const plan = planOf(3);
  const one = { at: 0, state: "succeeded", exit: 0 } as const;
  const [first, train, test, ...more] = lines(plan, [one, { ...one, stage: "test" }]);
  assertEquals(first!.startsWith("experiments/g: 3 experiments, "), true, first);
  assertEquals([train, test], ["  train  2 pending, 1 succeeded", "  test   2 pending, 1 succeeded"]);
  assertEquals(more, [], "succeeded and pending runs are not listed");
  assertEquals(
    lines(planOf(1), [], { pid: 12, host: "node7" })[0],
    "experiments/g: 1 experiment, scheduler: pid 12 on node7",
  );
});

Deno.test("renderStatus() lists running runs first, then how and when others ended", () => {
  const plan = planOf(6);
  const shown = lines(plan, [
    { at: 0, state: "failed", exit: 3 },
    { at: 1, state: "timed_out", signal: "SIGKILL", seconds: 90 },
    { at: 2 },
    { at: 3, state: "lost" },
    { at: 4, state: "failed", exit: 1 },
    { at: 4, state: "interrupted", exit: 143 },
    // The clock was set back.
    { at: 5, state: "failed", exit: 2, seconds: -50 },
  ]);
  assertEquals(shown[1], "  train  1 running, 2 failed, 1 timed out, 1 interrupted, 1 lost");
  const names = plan.experiments.map(label);
  assertEquals(shown.slice(3), [
    `  train running     ${names[2]}: for 1m00s`,
    `  train failed      ${names[0]}: exit code 3 after 5.0s`,
    `  train failed      ${names[5]}: exit code 2 after 0.0s`,
    `  train timed out   ${names[1]}: killed by SIGKILL after 1m30s`,
    `  train lost        ${names[3]}: after 5.0s`,
    `  train interrupted ${names[4]}: exit code 143 after 5.0s, 2 attempts`,
  ]);
});

Deno.test("renderStatus() lists each of several tests by name", () => {
  const plan = planOf(1, "grid_tests: [{name: clean}, {name: noisy}, {name: dark}]\n");
  const test = { at: 0, stage: "test" } as const;
  const shown = lines(plan, [
    { at: 0, state: "succeeded", exit: 0 },
    { ...test, test: "clean", state: "failed", exit: 1 },
    { ...test, test: "noisy", state: "succeeded", exit: 0 },
  ]);
  assertEquals(shown.slice(1), [
    ...["  train  1 succeeded", "  test   1 failed"],
    `  test  failed      ${label(plan.experiments[0]!)} clean: exit code 1 after 5.0s`,
  ]);
});

Deno.test("renderStatus() lists the first 30 runs of a stage, and the number of others", () => {
  const plan = planOf(40);
  const failed = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ at, state: "failed", exit: 1 }) as const);
  assertEquals(lines(plan, failed(30)).length, 3 + 30);
  const more = lines(plan, failed(32));
  assertEquals([more.length, /\b2 more\b/.test(more.at(-1)!)], [3 + 30 + 1, true]);
});

Deno.test("overviewOf() leaves out experiments whose runs are pending or have succeeded, and counts them", () => {
  const done = { state: "succeeded", exit: 0 } as const;
  const launches: Launched[] = [
    { at: 0, ...done },
    ...[{ at: 1, ...done }, { at: 1, stage: "test", ...done } as const],
    ...[{ at: 2, ...done }, { at: 2, stage: "test", state: "failed", exit: 1 } as const],
    { at: 3 },
  ];
  const plan = planOf(5);
  const { experiments, counts } = statusAfter(plan, launches, null, "open");
  assertEquals(experiments.map(({ id }) => id), [plan.experiments[2]!.id, plan.experiments[3]!.id]);
  assertEquals(counts, statusAfter(plan, launches).counts);
  for (const list of ["open", "failed", "begun", "all"] as const) {
    const view = { ...DEFAULT_VIEW, list };
    const listed = statusAfter(plan, launches, null, listedBy(view));
    assertEquals(renderStatus(listed, 60_000, view), renderStatus(statusAfter(plan, launches), 60_000, view), list);
  }
});

Deno.test("renderStatus() lists experiments that were dropped from the grid, but does not count them", () => {
  const plan = planOf(2);
  const dropped = {
    ...plan,
    experiments: plan.experiments.map((one, at) => at === 0 ? { ...one, dropped: true as const } : one),
  };
  const shown = lines(dropped, [{ at: 0, state: "failed", exit: 1 }]);
  assertEquals(shown.slice(1), [
    ...["  train  1 pending", "  test   1 pending"],
    `  train failed      ${label(plan.experiments[0]!)}: exit code 1 after 5.0s`,
  ]);
});

Deno.test("renderStatus() names the jobs on Slurm in place of the scheduler, and the node and element of each run", () => {
  const plan = planOf(2);
  const { id } = plan.experiments[0]!;
  const common = { id, stage: "train", launch: 1 } as const;
  const { runs } = decodeJournal([
    JSON.stringify({ ...common, type: "start", time: 0, attempt: 1, job: "812345_17", host: "n012", submission: 1 }),
    JSON.stringify({ ...common, type: "end", time: 120_000, state: "failed", exit: 1, signal: null }),
  ]);
  const jobs = [{ id: 812345, running: 12, pending: 60, reason: "QOSMaxGRESPerUser" }];
  const show = (scheduler: { pid: number; host: string } | null, slurm: GridStatus["slurm"]) =>
    renderStatus({ ...overviewOf("experiments/g", { plan, runs }, scheduler, { list: "open" }), slurm }, 60_000);
  const shown = show(null, { answered: true, jobs });
  assertEquals(
    shown[0],
    "experiments/g: 2 experiments, Slurm job 812345: 12 running, 60 pending (QOSMaxGRESPerUser)",
  );
  assertEquals(
    shown[3],
    `  train failed      ${label(plan.experiments[0]!)}: exit code 1 after 2m00s, n012, 812345_17`,
  );
  assertEquals(
    show({ pid: 4, host: "login1" }, { answered: false, jobs: [] })[0],
    "experiments/g: 2 experiments, scheduler: pid 4 on login1, Slurm does not answer",
  );
  assertEquals(show(null, { answered: true, jobs: [] })[0], "experiments/g: 2 experiments, no scheduler running");
  const held = { answered: true, jobs: [{ id: 9, running: 0, pending: 1, reason: "JobHeldUser" }] };
  assertEquals(show(null, held).at(-1), "  job 9 does not start by itself (JobHeldUser): scontrol release 9");
});

Deno.test("renderStatus() shows failures by cause, with what they have in common, and three of their runs", () => {
  const plan = planOf(6);
  const ids = plan.experiments.map(({ id }) => ({ id }));
  const cause = { stage: "train", state: "failed", count: 5, cause: "ValueError: no", common: [] } as const;
  const failures = [{ ...cause, runs: ids.slice(0, 5) }];
  const records = Array.from({ length: 5 }, (_, at) => ({ at, state: "failed", exit: at } as const));
  const names = plan.experiments.map(label);
  const show = (view: Partial<StatusView>) =>
    renderStatus({ ...statusAfter(plan, records), failures }, 60_000, { ...DEFAULT_VIEW, ...view }).slice(3);
  assertEquals(show({}), [
    '  5 failed: "ValueError: no"',
    `    ${names[0]}: exit code 0 after 5.0s`,
    `    ${names[1]}: exit code 1 after 5.0s`,
    `    ${names[2]}: exit code 2 after 5.0s`,
    "    … and 2 more (--failed lists all)",
  ]);
  assertEquals(show({ list: "failed", groupRows: Infinity }).length, 6);
  assertEquals(show({ list: "all" }).slice(4), [
    `  train failed      ${names[4]}: exit code 4 after 5.0s`,
    `  train pending     ${names[5]}`,
  ]);
});

Deno.test("renderStatus() says how long the stage that is running still takes", () => {
  const eta = { stage: "train", left_s: 90 } as const;
  assertEquals(renderStatus({ ...statusAfter(planOf(3), [{ at: 0 }]), eta }, 60_000).slice(1, 3), [
    "  train  2 pending, 1 running, about 1m30s left",
    "  test   3 pending",
  ]);
});
