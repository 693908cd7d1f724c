import { assertEquals } from "@std/assert";
import type { HalvingRule } from "../../../../lib/grid/settings/settings.ts";
import { recordedNumber } from "../../../../lib/run/journal_record.ts";
import { createRunTable, foldInto } from "../../../../lib/run/journal_state.ts";
import { runOf } from "../../../../lib/run/run_state.ts";
import {
  isOut,
  missingValues,
  recallRungs,
  rungsBehind,
} from "../../../../lib/schedule/early_stopping/recall_rungs.ts";
import { createKins } from "../../../../lib/schedule/kins.ts";
import { expand } from "../../expand/expand_text.ts";

const RULE: HalvingRule = {
  first: 1,
  eta: 2,
  goal: "maximize",
  by: "best",
  metric: "validation_accuracy",
  file: "validation_statistics.csv",
  resource: "epoch",
  column: "accuracy",
};

const PLAN = expand(`
grid_tasks: [{name: a, overwrite: {z: 1}}, {name: b, overwrite: {z: 2}}]
grid_axes: {q: [1, 2, 3]}
grid_settings: {command: 'run {q} {config}'}
`);

/** A run table with these values, in this order: index of the experiment, rung, value, goes_on. */
function runsWith(values: readonly (readonly [number, number, number, boolean?])[]) {
  const runs = createRunTable();
  const counts = new Map<string, number>();
  const stage = "train";
  for (const { id } of PLAN.experiments) {
    foldInto(runs, { type: "start", time: 1, id, stage, launch: 1, attempt: 1 });
  }
  for (const [index, rung, value, goesOn] of values) {
    const { id, group } = PLAN.experiments[index]!;
    const key = `${rung} ${PLAN.groups[group]!.task}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    foldInto(runs, {
      type: "rung",
      time: 2,
      id,
      stage,
      launch: 1,
      rung,
      value: recordedNumber(value),
      of: counts.get(key)!,
      ...(goesOn !== undefined && { goes_on: goesOn }),
    });
  }
  return runs;
}

Deno.test("rungs are built from the journal, by task, at the rungs of the rule", () => {
  const runs = runsWith([[0, 1, 0.5, true], [3, 1, 0.9, true], [1, 1, NaN, false], [0, 2, 0.6, true], [2, 5, 1]]);
  const rungs = recallRungs(PLAN, runs, RULE);
  assertEquals(rungs.get("a")!.map(({ of, best }) => [of, best.peek()?.value]), [[2, 0.5], [1, undefined], [
    0,
    undefined,
  ]]);
  assertEquals(rungs.get("b")!.map(({ of }) => of), [1]);
});

Deno.test("values of another basis are not compared; records without one are of the best value", () => {
  const runs = runsWith([[0, 1, 0.5, true], [1, 1, 0.6, true]]);
  const stage = "train";
  const { id } = PLAN.experiments[2]!;
  foldInto(runs, {
    type: "rung",
    time: 2,
    id,
    stage,
    launch: 1,
    rung: 1,
    value: 0.1,
    of: 1,
    by: "last",
    goes_on: true,
  });
  assertEquals(recallRungs(PLAN, runs, RULE).get("a")!.map(({ of }) => of), [2]);
  const last: HalvingRule = { ...RULE, by: "last" };
  assertEquals(recallRungs(PLAN, runs, last).get("a")!.map(({ of }) => of), [1]);
  assertEquals(PLAN.experiments.slice(0, 3).map(({ id }) => rungsBehind(runOf(runs, { stage, id }), last)), [0, 0, 1]);
  foldInto(runs, {
    type: "end",
    time: 3,
    id: PLAN.experiments[0]!.id,
    stage,
    launch: 1,
    state: "succeeded",
    exit: 0,
    signal: null,
  });
  const rowsOf = () => [{ resource: 0.5, value: 0.5 }, { resource: 1, value: 0.4 }];
  const missing = missingValues({ plan: PLAN, runs, rule: last, kins: createKins(PLAN), judged: new Set(), rowsOf });
  assertEquals(missing.map(({ fields }) => fields), [{ rung: 1, value: 0.4, of: 2 }]);
});

Deno.test("a run is behind the last rung of the rule at which it has a value, and is out once a verdict says so", () => {
  const runs = runsWith([[0, 1, 0.5, true], [0, 4, 0.6, true], [1, 1, 0.1, false], [2, 3, 0.5]]);
  const run = (index: number) => runOf(runs, { stage: "train", id: PLAN.experiments[index]!.id });
  assertEquals([0, 1, 2, 3].map((index) => rungsBehind(run(index), RULE)), [3, 1, 0, 0]);
  assertEquals([0, 1, 2, 3].map((index) => isOut(run(index))), [false, true, false, false]);
  assertEquals(run(1).state, { kind: "running", isOut: true });
});

Deno.test("values at rungs of a new rule are read from trainings that have ended and are not judged again", () => {
  const runs = runsWith([[0, 3, 0.5, true], [1, 1, 0.4, true], [2, 3, 0.2, true], [3, 3, 0.9, true]]);
  for (const index of [0, 1, 2, 3]) {
    const state = index === 2 ? "interrupted" : "succeeded";
    const { id } = PLAN.experiments[index]!;
    foldInto(runs, { type: "end", time: 3, id, stage: "train", launch: 1, state, exit: 0, signal: null });
  }
  const read: number[] = [];
  const missing = missingValues({
    plan: PLAN,
    runs,
    rule: RULE,
    kins: createKins(PLAN),
    judged: new Set([3]),
    rowsOf: (experiment) => {
      read.push(PLAN.experiments.indexOf(experiment));
      return [{ resource: 1, value: 0.3 }, { resource: 3, value: 0.6 }];
    },
  });
  // Of the others, one has all values of the rule, one will run again, one is judged, and two still run.
  assertEquals(read, [0]);
  assertEquals(missing.map(({ launch, fields }) => ({ launch, ...fields })), [
    { launch: 1, rung: 1, value: 0.3, of: 2 },
    { launch: 1, rung: 2, value: 0.6, of: 1 },
  ]);
});

Deno.test("best values so far and values of rows are not compared with each other; records without a basis are best ones", () => {
  const runs = runsWith([[0, 1, 0.5, true]]);
  const { id } = PLAN.experiments[1]!;
  foldInto(runs, {
    ...{ type: "rung", time: 2, id, stage: "train", launch: 1, rung: 1, value: 0.7, goes_on: true, of: 1, by: "last" },
  });
  const valuesAt = (by: "best" | "last") => recallRungs(PLAN, runs, { ...RULE, by }).get("a")!.map(({ of }) => of);
  assertEquals([valuesAt("best"), valuesAt("last")], [[1], [1]]);
  assertEquals(rungsBehind(runOf(runs, { stage: "train", id }), RULE), 0);
  assertEquals(rungsBehind(runOf(runs, { stage: "train", id }), { ...RULE, by: "last" }), 1);
});
