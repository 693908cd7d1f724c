/** The state of an experiment in a stage, over all of its tests. */
import { NOT_STARTED, type Run, type RunStateName, stateName } from "../run/run_state.ts";
import { runOf, type RunTable } from "../run/run_table.ts";
import type { Stage } from "../run/stage.ts";
import type { Experiment, Plan } from "./plan.ts";
import { testNames } from "./run_specs.ts";

// What asks most for attention, or for patience, comes first.
const ORDER: readonly RunStateName[] = [
  ...["running", "unknown", "failed", "timed_out", "lost", "interrupted", "blocked", "pending", "succeeded"] as const,
];

// A model that was trained elsewhere.
const TRAINED: Run = {
  ...NOT_STARTED,
  state: { kind: "ended", state: "succeeded", outcome: { kind: "exit", code: 0 }, at: 0 },
};

/**
 * How far an experiment is in a stage. Where its model goes through several tests: as far as the one whose state says most,
 * which is `succeeded` once all have; attempts are those of all. What was trained elsewhere has succeeded in that.
 */
export function aggregateRun(plan: Plan, runs: RunTable, stage: Stage, { id, model }: Experiment): Run {
  if (stage === "train" && model !== undefined) return TRAINED;
  const all = testNames(plan, stage).map((test) => runOf(runs, { stage, id, ...(test !== undefined && { test }) }));
  const rank = ({ state }: Run) => ORDER.indexOf(stateName(state));
  const most = all.reduce((a, b) => rank(b) < rank(a) ? b : a);
  return all.length === 1 ? most : { ...most, attempts: all.reduce((sum, { attempts }) => sum + attempts, 0) };
}
