/** The runs of a grid as test cases, for services that show the results of tests. */
import { testRun } from "../plan/aggregate.ts";
import { type Experiment, isTestable, type Plan, testNames } from "../plan/plan.ts";
import type { Outcome } from "../run/outcome.ts";
import { hasSucceeded, type Run, runOf, type RunTable, secondsOf } from "../run/run_state.ts";
import type { Stage } from "../run/stage.ts";
import { describeRunEnd, jobLabel } from "../status/label.ts";
import { experimentDir, launchLog } from "../store/layout.ts";

/** How a run ended, or why it has not. */
export type CaseResult =
  | { readonly kind: "passed" }
  /** `log`: its path, relative to the grid directory. */
  | {
    readonly kind: "failed";
    readonly timedOut: boolean;
    readonly outcome: Outcome;
    readonly reason: string;
    readonly log: string;
  }
  /** It could not be started, because something that it needs is missing. */
  | { readonly kind: "blocked"; readonly reason: string }
  /** Early stopping ended it, or kept it from being started. */
  | { readonly kind: "stopped"; readonly reason: string }
  /** It has not ended, or will start again. */
  | { readonly kind: "skipped"; readonly reason: string };

/** A run as a test case. */
export interface TestCase {
  /** Unique in its grid: the stage, and the label of the job. */
  readonly name: string;
  readonly experiment: Experiment;
  readonly result: CaseResult;
  /** The duration of its newest launch; absent if it has not ended. */
  readonly seconds?: number;
  /** When its newest launch started, in milliseconds since the epoch. */
  readonly started?: number;
}

/** The runs of a stage, in the order of the plan. Experiments that are no longer in the grid file are left out. */
export function testCases(plan: Plan, runs: RunTable, stage: Stage): TestCase[] {
  return plan.experiments.flatMap((experiment) => {
    if (experiment.dropped || stage === "test" && !isTestable(plan.groups[experiment.group]!)) return [];
    const { id } = experiment;
    const isTrained = stage === "train" || experiment.model !== undefined ||
      hasSucceeded(runOf(runs, { stage: "train", id }));
    return testNames(plan, stage).map((test): TestCase => {
      const subject = test === undefined ? {} : { test };
      const run = stage === "train" ? runOf(runs, { stage, id }) : testRun(runs, { id, ...subject });
      const seconds = secondsOf(run.newest);
      return {
        name: `${stage} ${jobLabel(experiment, subject)}`,
        experiment,
        result: resultOf(run, { stage, experiment, isTrained }),
        ...(seconds !== undefined && { seconds }),
        ...(run.newest !== undefined && { started: run.newest.started }),
      };
    });
  });
}

/** The number of cases in each state, and their total duration. */
interface CaseCounts extends Readonly<Record<CaseResult["kind"], number>> {
  readonly seconds: number;
}

export function countCases(cases: readonly TestCase[]): CaseCounts {
  const counts = { passed: 0, failed: 0, blocked: 0, stopped: 0, skipped: 0, seconds: 0 };
  for (const { result, seconds = 0 } of cases) {
    counts[result.kind]++;
    counts.seconds += seconds;
  }
  return counts;
}

function stoppedResult(outcome: Outcome): CaseResult {
  return { kind: "stopped", reason: outcome.kind === "unstarted" ? outcome.reason : "stopped early" };
}

interface CaseContext {
  readonly stage: Stage;
  readonly experiment: Experiment;
  readonly isTrained: boolean;
}

function resultOf(run: Run, { stage, experiment, isTrained }: CaseContext): CaseResult {
  const { state } = run;
  switch (state.kind) {
    case "pending":
      return { kind: "skipped", reason: isTrained ? "not started" : "not trained" };
    case "running":
      return { kind: "skipped", reason: "running" };
    case "unknown":
      return { kind: "skipped", reason: `may be running on ${state.host}` };
    case "blocked":
      return { kind: "blocked", reason: state.reason };
    case "ended":
      if (state.state === "succeeded") return { kind: "passed" };
      if (state.state === "stopped_early") return stoppedResult(state.outcome);
      if (state.state === "interrupted" || state.state === "lost") {
        return { kind: "skipped", reason: `${state.state}: ${describeRunEnd(run)}` };
      }
      return {
        kind: "failed",
        timedOut: state.state === "timed_out",
        outcome: state.outcome,
        reason: describeRunEnd(run),
        log: `${experimentDir(experiment)}/${launchLog(stage, run.newest ?? { number: 1 })}`,
      };
  }
}
