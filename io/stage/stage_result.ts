/** The result of a stage: what has become of the experiments of a request. */
import { type Experiment, trainingSpec } from "../../lib/plan/plan.ts";
import { runOf, type RunTable } from "../../lib/run/run_state.ts";
import type { Stage } from "../../lib/run/stage.ts";
import type { State } from "../../lib/schedule/state.ts";
import { countStage, type StageCounts } from "../../lib/status/count_states.ts";
import type { EarlierFailures } from "../../lib/status/failures.ts";
import type { Progress } from "../../lib/status/progress/progress.ts";
import type { HeldSession } from "../grid/session.ts";
import type { StopSignal } from "../system/processes/stop_signals.ts";
import type { BackendReport } from "./backend/backend.ts";
import type { StageSetup } from "./plan_stage.ts";

/** The result of a stage. */
export interface StageResult extends StageCounts {
  /** What was done: training or testing. */
  readonly stage: Stage;
  /** Number of runs that ended during this stage. */
  readonly ran: number;
  /** Number of runs that failed during this stage and are not retried. */
  readonly failed: number;
  /** The first of these runs, at most 5. */
  readonly failures: Progress["failures"];
  /** Experiments that cannot be tested, because nothing in their directory matches the pattern for a checkpoint. */
  readonly blocked: readonly {
    readonly experiment: Experiment;
    readonly checkpoint: string;
    /** It was removed on request. */
    readonly isCleaned: boolean;
  }[];
  /** Experiments whose tests have succeeded, and cannot be repeated without a checkpoint. */
  readonly unrepeatable: StageResult["blocked"];
  /** Number of experiments that cannot be tested because their training has not succeeded. */
  readonly untrained: number;
  /** Runs that failed before this stage and were not run again. */
  readonly earlier: EarlierFailures;
  /** Number of experiments that cannot be tested because they have no `test_command`. */
  readonly untestable: number;
  /** Number of experiments that wait for the first repetition of their configuration, which was not to run. */
  readonly held: number;
  /** Why scheduling stopped; `undefined` if all jobs ended. */
  readonly stop: State["stop"];
  /** The signal that stopped the stage, if one did. */
  readonly signal: StopSignal | undefined;
  /** Whether the first run that succeeded lacked results, and the stage was to stop then. */
  readonly lacksResults: boolean;
  /** Number of runs that were left to a cluster: queued or running. */
  readonly left: number;
  /** Whether `grid:stop` cancels these. */
  readonly isCancelled: boolean;
  /** Number of runs that were not submitted, as the cluster takes no more jobs now. */
  readonly unsubmitted: number;
  /** Whether a cluster refused the submission: nothing of it is queued. */
  readonly refused: boolean;
  /** What would shorten the waiting on a cluster, in words. */
  readonly packing: string | undefined;
  /** Milliseconds. */
  readonly duration: number;
}

/** How a stage went. */
export interface StageCourse extends Pick<StageResult, "stage" | "earlier" | "signal" | "lacksResults" | "duration"> {
  readonly progress: Progress;
  /** The last state of the scheduler. */
  readonly state: State;
  readonly report: BackendReport;
}

/** The result of a stage that is over. */
export function stageResult(
  session: HeldSession,
  setup: StageSetup,
  { progress, state, report, ...course }: StageCourse,
): StageResult {
  const { plan, runs } = session;
  const { blocked, unrepeatable, untrained, untestable, held } = setup.list;
  const withoutCheckpoint = (tests: typeof blocked) =>
    [...new Set(tests.map(({ experiment }) => plan.experiments[experiment]!))].map((experiment) => ({
      experiment,
      checkpoint: trainingSpec(plan.groups[experiment.group]!).settings.checkpoint,
      isCleaned: isCleaned(runs, experiment),
    }));
  const isLeft = state.stop === "left";
  return {
    ...course,
    ...report,
    ...countStage(session, setup.jobRequest, setup.list),
    ran: state.ended,
    failed: progress.failed,
    failures: progress.failures,
    blocked: withoutCheckpoint(blocked),
    unrepeatable: withoutCheckpoint(unrepeatable),
    untrained: untrained.length,
    untestable: untestable.length,
    held: held.length,
    stop: state.stop,
    left: isLeft ? state.running.size - report.unsubmitted : 0,
    isCancelled: isLeft && report.isCancelled,
  };
}

/** Whether the checkpoint of an experiment was removed by `grid clean`. */
export function isCleaned(runs: RunTable, { id }: { readonly id: string }): boolean {
  return runOf(runs, { stage: "train", id }).cleaned !== undefined;
}
