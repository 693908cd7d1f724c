/**
 * The interface of backends: where the runs of a stage are executed. Each implementation passes the same test suite, and a stage
 * asks for nothing else.
 */
import type { Settings } from "../../../lib/grid/settings/settings.ts";
import type { JournalRecord, LaunchRecord } from "../../../lib/run/journal_record.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import type { Room } from "../../../lib/schedule/slots.ts";
import type { FailureLimit, Job } from "../../../lib/schedule/state.ts";
import type { Progress, StageEvent } from "../../../lib/status/progress/progress.ts";
import type { Executor, Launch } from "../../executor/executor.ts";
import type { DeviceFinder, FinderEvents } from "../../gpu/find_devices.ts";
import type { HeldSession } from "../../grid/session.ts";
import type { HostIdentity } from "../../system/place.ts";
import type { Orders } from "../orders.ts";
import type { RecoverOptions } from "../runs/recover_runs.ts";

/** Where the runs of a stage are executed: the CPUs of this machine, its GPUs, or a cluster. */
export interface Backend {
  /** How many runs fit at a time, and on what. */
  room(settings: readonly Settings[], maxConcurrentRuns: number): Room;
  /** Nobody watches its runs, so that settings which need that are refused: what follows their names in the message. */
  readonly unattended?: string;
  /**
   * The cluster whose jobs the stage follows; `undefined` on this machine.
   *
   * @throws {InputError} if it cannot be reached from here at all
   */
  cluster(): RecoverOptions["cluster"] | Promise<RecoverOptions["cluster"]>;
  /**
   * Gets ready to run the jobs of a stage.
   *
   * @throws {InputError} if it cannot run them; nothing was started then
   * @throws {LeaseError} if the leases of its GPUs cannot be taken
   * @throws {Deno.errors.TimedOut} if a cluster does not answer
   */
  open(session: BackendSession, stage: StageToRun): OpenBackend | Promise<OpenBackend>;
}

/** What a backend needs of a grid directory. */
export type BackendSession = Pick<HeldSession, "root" | "path" | "key" | "plan" | "record" | "flush" | "submissions">;

/** The stage that a backend is opened for. */
export interface StageToRun {
  readonly stage: Stage;
  readonly here: HostIdentity;
  readonly jobs: readonly Job[];
  /** The settings of all groups in use. */
  readonly settings: readonly Settings[];
  /** Maximum number of runs at a time; `Infinity`: no limit. */
  readonly maxConcurrentRuns: number;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  readonly failures: FailureLimit;
  /** Whether runs may be stopped early. */
  readonly isJudged: boolean;
  readonly emit: (event: StageEvent) => void;
  /** Receives the orders of a `grid:stop` whose signals cannot reach this process. */
  readonly orders: Pick<Orders, "give" | "isStopped" | "signal">;
}

/** A backend that is ready to run the jobs of a stage. */
export interface OpenBackend {
  readonly executor: Executor;
  /** Looks for the GPUs that the job at the head of the queue needs; `undefined` where the scheduler gives out none. */
  readonly findDevices: ((events: FinderEvents) => DeviceFinder) | undefined;
  /**
   * How it runs the launch of a job.
   *
   * @param number of the launch
   * @param devices the UUIDs of its GPUs, if the scheduler gives out any
   */
  terms(job: Job, number: number, devices: readonly string[]): LaunchTerms;
  /** Resolves when this scheduler is to leave its runs to the backend; absent to follow them to their end. */
  readonly leaves?: () => Promise<void>;
  /** How often the files are looked at by which early stopping judges runs, at most: milliseconds. */
  readonly look: number;
  /** What is to be said of it when the stage is over. */
  report(progress: Progress): BackendReport;
}

/** How a backend runs a launch. */
export interface LaunchTerms {
  /** What its executor needs to know of it. */
  readonly given: Pick<Launch, "devices" | "cluster">;
  /** The highest launch number that is taken with it: its own, or more if numbers are reserved for its further attempts. */
  readonly last: number;
  /** The record by which the journal has it before it is handed over: that it starts, or that it waits in a queue. */
  announce(launch: LaunchRecord): JournalRecord;
}

/** What a backend says of its runs when a stage is over: fields of the stage's result, with the same meaning. */
export interface BackendReport {
  readonly unsubmitted: number;
  readonly refused: boolean;
  /** Whether `grid:stop` cancels what is left to it, if anything is. */
  readonly isCancelled: boolean;
  readonly packing: string | undefined;
}
