/** Combines the runs of an experiment in a stage into one state, as there may be several tests. */
import {
  hasSucceeded,
  isStoppedEarly,
  NOT_STARTED,
  type Run,
  type RunKey,
  runOf,
  type RunStateName,
  type RunTable,
  stateName,
} from "../run/run_state.ts";
import type { Stage } from "../run/stage.ts";
import { type Experiment, isTestable, type Plan } from "./plan.ts";

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

// The training of a model that was trained without a grid.
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
  if (stage === "train") return runOf(runs, { stage, id });
  if (plan.tests.length === 0) return testRun(runs, { id });
  const tests = plan.tests.map(({ name }) => testRun(runs, { id, test: name }));
  const rank = ({ state }: Run) => ORDER.indexOf(stateName(state));
  const mostUrgent = tests.reduce((a, b) => rank(b) < rank(a) ? b : a);
  if (tests.length === 1) return mostUrgent;
  return { ...mostUrgent, attempts: tests.reduce((sum, { attempts }) => sum + attempts, 0) };
}

// The test of a model whose training was stopped early.
const NO_TEST: Run = {
  ...NOT_STARTED,
  state: {
    kind: "ended",
    state: "stopped_early",
    outcome: { kind: "unstarted", reason: "its training was stopped early" },
    at: 0,
  },
};

/** A test of an experiment. If the training was stopped early, there is no test unless a command asked for it. */
export function testRun(runs: RunTable, { id, test }: Pick<RunKey, "id" | "test">): Run {
  const run = runOf(runs, { stage: "test", id, ...(test !== undefined && { test }) });
  const isPending = run.state.kind === "pending" && run.queued === undefined && run.attempts === 0;
  return isPending && isStoppedEarly(runOf(runs, { stage: "train", id })) ? NO_TEST : run;
}

/** The state of an experiment over both stages: that of its training and, once it is trained, that of its tests, if any. */
export function overallState(plan: Plan, runs: RunTable, experiment: Experiment): RunStateName {
  const training = aggregateRun(plan, runs, "train", experiment);
  const stage = hasSucceeded(training) && isTestable(plan.groups[experiment.group]!) ? "test" : "train";
  return stateName(aggregateRun(plan, runs, stage, experiment).state);
}
