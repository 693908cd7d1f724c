import { assertEquals } from "@std/assert";
import type { JournalRecord } from "../../../../lib/run/journal_record.ts";
import { planAgain } from "../../../../lib/schedule/jobs/plan_jobs.ts";
import { decodeJournal } from "../../../../lib/store/journal_format.ts";
import { expand } from "../../expand/expand_text.ts";

const PLAN = expand("grid_axes: {x: [1, 2, 3, 4, 5]}\ngrid_settings: {command: run, test_command: test}\n");
const IDS = PLAN.experiments.map(({ id }) => id);

const start = (index: number, stage: "train" | "test" = "train"): JournalRecord => (
  { type: "start", time: 1, id: IDS[index]!, stage, launch: 1, attempt: 1 }
);
const end = (index: number, state: "succeeded" | "failed", stage: "train" | "test" = "train"): JournalRecord => (
  { type: "end", time: 2, id: IDS[index]!, stage, launch: 1, state, exit: 0, signal: null }
);

const { runs } = decodeJournal([
  ...[start(0), end(0, "succeeded"), start(0, "test"), end(0, "failed", "test")],
  ...[start(1), end(1, "failed")],
  ...[start(2)],
  ...[start(3), end(3, "succeeded"), start(3, "test")],
].map((record) => JSON.stringify(record)));

Deno.test("planAgain() trains anew what has succeeded, and tells what cannot be as it is running", () => {
  const planned = (only?: ReadonlySet<number>, plan = PLAN) => {
    const { anew, busy } = planAgain(plan, runs, only);
    return [
      anew.map(({ id }) => IDS.indexOf(id)),
      busy.map(({ experiment, stage }) => [IDS.indexOf(experiment.id), stage]),
    ];
  };
  assertEquals(planned(), [[0, 3], [[2, "train"], [3, "test"]]]);
  assertEquals(planned(new Set([0, 1, 4])), [[0], []], "what failed or is pending simply runs");
  assertEquals(planned(new Set([2])), [[], [[2, "train"]]]);
  const dropped = { ...PLAN, experiments: PLAN.experiments.map((e) => ({ ...e, dropped: true as const })) };
  assertEquals(planned(undefined, dropped), [[], []]);
});
