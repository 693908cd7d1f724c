import { assertEquals } from "@std/assert";
import { chooseRuns, type RunChoice } from "../../../../lib/plan/choose_runs.ts";
import { createRunTable, foldInto } from "../../../../lib/run/journal_state.ts";
import type { EndState } from "../../../../lib/run/outcome.ts";
import type { RunKey } from "../../../../lib/run/run_state.ts";
import type { Stage } from "../../../../lib/run/stage.ts";
import { expand } from "../../expand/expand_text.ts";

const PLAN = expand("grid_axes: {x: [a, b, c]}\ngrid_settings: {command: 'run {x}', test_command: 'test {x}'}\n");
const TESTS = expand(
  "grid_axes: {x: [a, b, c]}\ngrid_tests: [{name: clean}, {name: noisy}]\n" +
    "grid_settings: {command: 'run {x}', test_command: 'test {x} {test_name}'}\n",
);

/** A run that started at its place in the list, by the number of its experiment. */
type Told = readonly [experiment: number, stage: Stage, state: EndState | "running", test?: string];

function choose(told: readonly Told[], choice: Partial<RunChoice> = {}, plan = PLAN): string[] {
  const runs = createRunTable();
  told.forEach(([experiment, stage, state, test], index) => {
    const key: RunKey = { stage, id: plan.experiments[experiment]!.id, ...(test !== undefined && { test }) };
    const launch = { ...key, launch: index + 1 };
    foldInto(runs, { type: "start", time: index * 10, ...launch, attempt: 1 });
    if (state === "running") return;
    foldInto(runs, { type: "end", time: index * 10 + 5, ...launch, state, exit: 1, signal: null });
  });
  return chooseRuns(plan, runs, { selected: undefined, ...choice }).map(({ experiment, key }) =>
    [plan.experiments.indexOf(experiment), key.stage, ...(key.test === undefined ? [] : [key.test])].join(" ")
  );
}

Deno.test("without selected experiments the newest failed run is chosen, or else the newest that started", () => {
  assertEquals(choose([]), []);
  assertEquals(choose([[0, "train", "succeeded"], [1, "train", "running"]]), ["1 train"]);
  assertEquals(choose([[0, "train", "failed"], [2, "train", "timed_out"], [1, "train", "running"]]), ["2 train"]);
  assertEquals(choose([[0, "train", "succeeded"], [0, "test", "failed"], [1, "train", "succeeded"]]), ["0 test"]);
  const told: Told[] = [[0, "train", "failed"], [1, "train", "running"]];
  assertEquals(choose(told, { prefersRunning: true }), ["1 train"]);
  assertEquals(choose(told, { stage: "test" }), []);
});

Deno.test("of a selected experiment the training is chosen, unless a test of it runs or has not succeeded", () => {
  const selected = new Set([0]);
  assertEquals(choose([], { selected }), ["0 train"]);
  assertEquals(choose([[0, "train", "succeeded"]], { selected }), ["0 train"]);
  assertEquals(choose([[0, "train", "succeeded"], [0, "test", "succeeded"]], { selected }), ["0 train"]);
  assertEquals(choose([[0, "train", "succeeded"], [0, "test", "running"]], { selected }), ["0 test"]);
  assertEquals(choose([[0, "train", "failed"], [0, "test", "failed"]], { selected }), ["0 train"]);
  assertEquals(choose([[0, "train", "failed"]], { selected, stage: "test" }), ["0 test"]);
  assertEquals(choose([[1, "train", "failed"]], { selected: new Set([0, 1]) }), ["0 train", "1 train"]);
});

Deno.test("of several tests those are chosen that run or have not succeeded; with the stage, all", () => {
  const told: Told[] = [[0, "train", "succeeded"], [0, "test", "succeeded", "clean"], [0, "test", "failed", "noisy"]];
  assertEquals(choose(told, {}, TESTS), ["0 test noisy"]);
  assertEquals(choose(told, { selected: new Set([0]) }, TESTS), ["0 test noisy"]);
  assertEquals(choose(told, { selected: new Set([0]), stage: "test" }, TESTS), ["0 test clean", "0 test noisy"]);
});

Deno.test("of runs that started at the same time the last of the plan is chosen, and a queued one is behind all others", () => {
  const runs = createRunTable();
  const launch = (index: number, type: "start" | "queue", time: number) =>
    foldInto(runs, { type, time, id: PLAN.experiments[index]!.id, stage: "train", launch: 1, attempt: 1 });
  const chosen = () =>
    chooseRuns(PLAN, runs, { selected: undefined, prefersRunning: true }).map(({ experiment }) =>
      PLAN.experiments.indexOf(experiment)
    );
  launch(0, "start", 5);
  launch(1, "start", 5);
  assertEquals(chosen(), [1]);
  launch(2, "start", 7);
  foldInto(runs, {
    ...{ type: "end", time: 8, id: PLAN.experiments[2]!.id, stage: "train", launch: 1 },
    ...{ state: "interrupted", exit: 143, signal: null },
  });
  foldInto(runs, { type: "queue", time: 9, id: PLAN.experiments[2]!.id, stage: "train", launch: 2, attempt: 2 });
  assertEquals(chosen(), [1], "it has not started again");
});
