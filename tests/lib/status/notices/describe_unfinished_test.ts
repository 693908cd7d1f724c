import { assertEquals } from "@std/assert";
import type { Plan } from "../../../../lib/plan/plan.ts";
import { createRunTable, foldInto } from "../../../../lib/run/journal_state.ts";
import type { EndState } from "../../../../lib/run/outcome.ts";
import type { Stage } from "../../../../lib/run/stage.ts";
import { describeUnfinished, type ExistingGrid } from "../../../../lib/status/notices/describe_resume.ts";
import { expand } from "../../expand/expand_text.ts";

function planOf(settings: string): Plan {
  return expand(`grid_axes: {x: [1, 2, 3]}\ngrid_settings: {command: run${settings}}\n`);
}

/** Describes a grid whose first runs ended in these states. */
function describe(
  plan: Plan,
  ended: Partial<Record<Stage, readonly EndState[]>>,
  more: Partial<ExistingGrid> = {},
) {
  const runs = createRunTable();
  for (const stage of ["train", "test"] as const) {
    for (const [index, state] of (ended[stage] ?? []).entries()) {
      const run = { time: 1, id: plan.experiments[index]!.id, stage, launch: 1 };
      foldInto(runs, { type: "start", ...run, attempt: 1 });
      foldInto(runs, { type: "end", ...run, state, exit: 0, signal: null });
    }
  }
  const grid = { gridDir: "experiments/g 1", program: "deno task", plan, runs, scheduler: undefined } as const;
  const unfinished = describeUnfinished({ ...grid, task: "train", isNewest: true, ...more });
  return unfinished && [unfinished.left, unfinished.text.replace("experiments/g 1 made from this file has ", "")];
}

const PLAN = planOf(", test_command: test");

Deno.test("a grid is unfinished until all of its experiments are trained", () => {
  assertEquals(describe(PLAN, {}), ["runs", "0 of 3 trained; add --resume to continue it"]);
  const train = ["succeeded", "interrupted"] as const;
  assertEquals(describe(PLAN, { train }), ["runs", "1 of 3 trained; add --resume to continue it"]);
  assertEquals(describe(PLAN, { train: ["succeeded", "failed"] }), [
    "runs",
    "1 of 3 trained, 1 failed; add --resume to continue it",
  ]);
  assertEquals(describe(PLAN, { train: ["succeeded", "succeeded", "succeeded"] }), undefined);
});

Deno.test("if only failed runs are left, it takes --retry-failed, unless they have retries left", () => {
  const train = ["succeeded", "timed_out", "failed"] as const;
  assertEquals(describe(PLAN, { train }), [
    "failed runs",
    "1 of 3 trained, 2 failed; add --retry-failed to run what failed again",
  ]);
  assertEquals(describe(planOf(", retries: 1"), { train }), ["runs", "1 of 3 trained; add --resume to continue it"]);
});

Deno.test("for grid:run, a grid is unfinished until its models are tested, if they can be", () => {
  const run = { task: "run" } as const;
  const train = ["succeeded", "succeeded", "succeeded"] as const;
  assertEquals(describe(PLAN, { train }, run), [
    "runs",
    "3 of 3 trained and 0 of 3 tested; add --resume to continue it",
  ]);
  assertEquals(describe(PLAN, { train, test: ["succeeded", "succeeded", "failed"] }, run), [
    "failed runs",
    "3 of 3 trained and 2 of 3 tested, 1 failed; add --retry-failed to run what failed again",
  ]);
  assertEquals(describe(PLAN, { train, test: train }, run), undefined);
  assertEquals(describe(planOf(""), { train }, run), undefined);
});

Deno.test("a directory that --resume would not choose is named in the command, and a running one is left alone", () => {
  const older = { isNewest: false } as const;
  assertEquals(describe(PLAN, {}, older), [
    "runs",
    "0 of 3 trained; use deno task grid:train 'experiments/g 1' to continue it",
  ]);
  assertEquals(describe(PLAN, { train: ["failed", "failed", "failed"] }, { ...older, task: "run" }), [
    "failed runs",
    "0 of 3 trained, 3 failed; use deno task grid:run 'experiments/g 1' --retry-failed to run what failed again",
  ]);
  assertEquals(describe(PLAN, {}, { scheduler: { pid: 7, host: "lab" } }), [
    "scheduler",
    "0 of 3 trained, and a scheduler is running it (pid 7 on lab); deno task grid:status 'experiments/g 1' shows its progress",
  ]);
});
