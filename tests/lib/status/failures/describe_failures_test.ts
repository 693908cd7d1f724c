import { assertEquals } from "@std/assert";
import type { Plan } from "../../../../lib/plan/plan.ts";
import type { EndState } from "../../../../lib/run/outcome.ts";
import { describeGroup, explainFailure, groupFailed, listFailed } from "../../../../lib/status/failures.ts";
import { decodeJournal } from "../../../../lib/store/journal_format.ts";
import { expand } from "../../expand/expand_text.ts";

const PLAN = expand(
  "grid_axes: {model.hidden_size: [6, 7, 8], model.lr: [0.1, 0.2]}\ngrid_settings: {command: 'run {args}'}\n",
);

/** The groups of a plan, given how the trainings of its first experiments ended, and the ends of their logs. */
function groupsOf(plan: Plan, ends: readonly (readonly [EndState, string?])[], only?: ReadonlySet<number>) {
  const records = ends.flatMap(([state], at) => {
    const run = { id: plan.experiments[at]!.id, stage: "train", launch: 1 };
    const exit = state === "succeeded" ? 0 : 3;
    return [{ ...run, type: "start", time: 0, attempt: 1 }, {
      ...run,
      type: "end",
      time: 5_000,
      state,
      exit,
      signal: null,
    }];
  });
  const { runs } = decodeJournal(records.map((record) => JSON.stringify(record)));
  const failed = listFailed(plan, runs, only).map((one) =>
    explainFailure(plan, one, ends[one.experiment]!.slice(1) as string[])
  );
  return groupFailed({ plan, runs }, failed);
}

Deno.test("failures are grouped by cause, with the values that all of them have, and not all of the others", () => {
  const groups = groupsOf(PLAN, [
    ["succeeded"],
    ["failed", "ValueError: no"],
    ["failed", "RuntimeError: boom"],
    ["failed", "RuntimeError: boom"],
  ]);
  assertEquals(groups.map(describeGroup), [
    '2 failed, all with hidden_size=7: "RuntimeError: boom"',
    '1 failed: "ValueError: no"',
  ]);
  assertEquals(groups[0]!.runs, PLAN.experiments.slice(2, 4).map(({ id }) => ({ id })));
});

Deno.test("what has not ended says nothing about failures", () => {
  const boom = ["failed", "RuntimeError: boom"] as const;
  assertEquals(groupsOf(PLAN, [boom, boom]).map(describeGroup), ['2 failed: "RuntimeError: boom"']);
  assertEquals(groupsOf(PLAN, [boom, boom, ["interrupted"]]).map(describeGroup), ['2 failed: "RuntimeError: boom"']);
});

Deno.test("a value that others have, too, is named if no other tells failures apart", () => {
  const boom = ["failed", "RuntimeError: boom"] as const;
  assertEquals(
    groupsOf(PLAN, [boom, ["succeeded"], boom, ["succeeded"], ["succeeded"]]).map(describeGroup),
    ['2 failed, all with lr=0.1 (1 other with it did not): "RuntimeError: boom"'],
  );
});

Deno.test("numbers that differ are masked, and outcomes are no quotes", () => {
  const [group] = groupsOf(PLAN, [["failed", "MemoryError: 3 GiB"], ["failed", "MemoryError: 4 GiB"], ["succeeded"], [
    "failed",
  ]]);
  assertEquals(group!.cause, "MemoryError: # GiB");
  assertEquals(groupsOf(PLAN, [["failed", "MemoryError: 3 GiB"]])[0]!.cause, "MemoryError: 3 GiB");
  assertEquals(groupsOf(PLAN, [["failed"], ["timed_out", "waiting"]]).map(describeGroup), [
    "1 failed: exit code 3",
    "1 timed out",
  ]);
});

Deno.test("only failures of selected experiments are grouped, but compared with all others", () => {
  const boom = ["failed", "RuntimeError: boom"] as const;
  const groups = groupsOf(PLAN, [boom, boom, boom, ["succeeded"]], new Set([0, 1]));
  assertEquals(groups.map(describeGroup), ['2 failed, all with hidden_size=6: "RuntimeError: boom"']);
});
