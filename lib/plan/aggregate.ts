/** Combines the runs of an experiment in a stage, if it has several tests, into one state. */
import { hasSucceeded, NOT_STARTED, type Run, type RunStateName, stateName } from "../run/run_state.ts";
import { runOf, type RunTable } from "../run/run_table.ts";
import type { Stage } from "../run/stage.ts";
import type { Experiment, Plan } from "./plan.ts";
import { isTestable } from "./run_specs.ts";

// The first of these states that any test has is the state of the experiment.
const ORDER: readonly RunStateName[] = [
  ...[
    "running",
    "unknown",
    "failed",
    "timed_out",
    "lost",
    "interrupted",
    "blocked",
    "pending",
    "stopped_early",
    "succeeded",
  ] as const,
];

// The training of a model that was trained elsewhere.
const TRAINED: Run = {
  ...NOT_STARTED,
  state: { kind: "ended", state: "succeeded", outcome: { kind: "exit", code: 0 }, at: 0 },
};

/**
 * The run of an experiment in a stage. With several tests, it is the test whose state is most urgent, with the attempts of
 * all tests added up; it is `succeeded` only if all tests are. The training of a model from elsewhere is `succeeded`.
 */
export function aggregateRun(plan: Plan, runs: RunTable, stage: Stage, { id, model }: Experiment): Run {
  if (stage === "train" && model !== undefined) return TRAINED;
  if (stage === "train" || plan.tests.length === 0) return runOf(runs, { stage, id });
  const tests = plan.tests.map(({ name }) => runOf(runs, { stage, id, test: name }));
  const rank = ({ state }: Run) => ORDER.indexOf(stateName(state));
  const mostUrgent = tests.reduce((a, b) => rank(b) < rank(a) ? b : a);
  if (tests.length === 1) return mostUrgent;
  return { ...mostUrgent, attempts: tests.reduce((sum, { attempts }) => sum + attempts, 0) };
}

/** The state of an experiment over both stages: that of its training, and once it is trained, that of its tests, if any. */
export function overallState(plan: Plan, runs: RunTable, experiment: Experiment): RunStateName {
  const training = aggregateRun(plan, runs, "train", experiment);
  const stage = hasSucceeded(training) && isTestable(plan.groups[experiment.group]!) ? "test" : "train";
  return stateName(aggregateRun(plan, runs, stage, experiment).state);
}
