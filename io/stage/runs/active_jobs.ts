/** The jobs of a stage that is running, and what all steps of their lives need. */
import type { HalvingRule } from "../../../lib/grid/settings/settings.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import type { JournalRecord, LaunchDetails } from "../../../lib/run/journal_record.ts";
import type { RunKey, RunTable, Time } from "../../../lib/run/run_state.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import type { Job } from "../../../lib/schedule/state.ts";
import type { StageEvent } from "../../../lib/status/progress/progress.ts";
import type { Launch, RunHandle } from "../../executor/executor.ts";
import type { DeviceFinder } from "../../gpu/find_devices.ts";
import type { OpenBackend } from "../backend/backend.ts";
import type { RunMeter } from "../early_stopping/measure_runs.ts";
import type { Orders } from "../orders.ts";
import type { SchedulerLoop } from "../scheduler_loop.ts";
import type { Launcher } from "./prepare_launch.ts";

/** The surroundings in which jobs run. */
export interface JobContext {
  /** The grid directory, absolute. */
  readonly root: string;
  readonly stage: Stage;
  readonly plan: Plan;
  /** The runs before the first start. */
  readonly runs: RunTable;
  readonly backend: Pick<OpenBackend, "executor" | "findDevices" | "terms" | "leaves" | "look">;
  readonly launcher: Launcher;
  /** Appends a record to the journal. @throws if it cannot be written, for example because the disk is full */
  record(record: JournalRecord): void;
  /** Receives the events of the stage. */
  emit(event: StageEvent): void;
  /** The source of orders. */
  readonly orders: Pick<Orders, "connect">;
  /** Terminates all runs, on a cluster, too, and starts nothing more, once it is fulfilled. */
  readonly stopped?: Promise<void>;
  /** The rule by which trainings are stopped early; absent if none is. */
  readonly halving?: HalvingRule | undefined;
}

/** A launch that occupies a slot. */
export interface ActiveRun {
  readonly key: RunKey;
  readonly launch: Launch;
  readonly handle: RunHandle;
  /** The fields of its start in the journal that do not depend on when and where it starts. */
  readonly details: LaunchDetails;
  /** When it ended on a node of a cluster, once that is known. */
  readonly ended?: Time;
}

/** The jobs of a stage that is running. */
export interface ActiveJobs extends JobContext {
  readonly loop: SchedulerLoop;
  /** By slot. A slot has none while the previous launch of its job is being cleared: there is nothing to stop yet. */
  readonly active: Map<number, ActiveRun>;
  /** The newest launch of each run. */
  readonly newest: Map<string, ActiveRun>;
  /** The highest launch number of each experiment. Tests of one experiment share a sequence. */
  readonly lastLaunch: Map<string, number>;
  readonly finder: DeviceFinder | undefined;
  /** Looks at trainings that early stopping judges; `undefined` if none is judged. */
  readonly meter: RunMeter | undefined;
}

/** Does something whose errors are unrelated to the runs: they stop scheduling, and running jobs may finish. */
export function guard(running: ActiveJobs, action: () => void): void {
  try {
    action();
  } catch (error) {
    fail(running, error);
  }
}

/** Stops scheduling after an error. */
export function fail({ emit, loop }: ActiveJobs, error: unknown): void {
  emit({ type: "error", message: (error as Error).message });
  loop.dispatch({ type: "drain", reason: "error" });
}

/** Writes to the journal. If that fails, the next scheduler recovers it from the files next to the run. */
export function note(running: ActiveJobs, record: JournalRecord): void {
  guard(running, () => running.record(record));
}

/** Identifies the run of a job. */
export function keyOf(
  { plan, stage }: Pick<JobContext, "plan" | "stage">,
  { experiment, test }: Pick<Job, "experiment" | "test">,
): RunKey {
  return { stage, id: plan.experiments[experiment]!.id, ...(test !== undefined && { test }) };
}
