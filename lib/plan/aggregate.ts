/** The state of an experiment in a stage: that of its training, or of all its tests together. */
import { type History, NOT_STARTED, runKey, type RunState, type StageHistory } from "../run/run_state.ts";
import type { Stage } from "../run/stage.ts";
import type { Experiment, Plan } from "./plan.ts";
import { testNames } from "./run_specs.ts";

// What asks most for attention, or for patience, comes first.
const ORDER: readonly RunState[] = [
  ...["running", "unknown", "failed", "timed_out", "lost", "interrupted", "blocked", "pending", "succeeded"] as const,
];

/**
 * How far an experiment is in a stage. Where its model goes through several tests: as far as the one whose state says most,
 * which is `succeeded` once all have; attempts are those of all. What was trained elsewhere has succeeded in that.
 */
export function aggregateRun(plan: Plan, history: History, stage: Stage, { id, model }: Experiment): StageHistory {
  if (stage === "train" && model !== undefined) return { ...NOT_STARTED, state: "succeeded" };
  const all = testNames(plan, stage).map((name) => history[stage].get(runKey(id, name)) ?? NOT_STARTED);
  const most = all.reduce((a, b) => ORDER.indexOf(b.state) < ORDER.indexOf(a.state) ? b : a);
  return all.length === 1 ? most : { ...most, attempts: all.reduce((sum, { attempts }) => sum + attempts, 0) };
}
