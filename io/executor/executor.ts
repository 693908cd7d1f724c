/** Executors run launches: on this machine, on its GPUs, or on a cluster. All executors pass the same test suite. */
import type { Outcome } from "../../lib/run/outcome.ts";
import type { Stage } from "../../lib/run/stage.ts";

/** A launch whose directory, configuration and script exist, and whose start is in the journal. */
export interface Launch {
  readonly stage: Stage;
  /** Unique within the experiment and stage. */
  readonly number: number;
  /** The experiment's directory, relative to the grid directory. */
  readonly dir: string;
  /** The log, relative to the experiment's directory. */
  readonly log: string;
  /** The GPUs of the run; absent on CPUs. */
  readonly devices?: LaunchDevices;
}

/** The GPUs of a launch. */
export interface LaunchDevices {
  /** In sorted order: the order in which their leases are taken. */
  readonly uuids: readonly string[];
  /** Whether other runs of the grid may use them at the same time. */
  readonly shared: boolean;
}

/** How a launch ended. */
export type LaunchEnd =
  | {
    readonly kind: "ended";
    readonly outcome: Outcome;
    /** The run ended by itself before the signal arrived. */
    readonly endedBeforeSignal: boolean;
    /** The pid of the session leader; absent if it is only known from a file, which the run could have changed. */
    readonly session?: number;
  }
  /** Nothing was or will be started. Only the launch number is used up. `unleased`: as another run has one of its GPUs. */
  | { readonly kind: "void"; readonly unleased?: true }
  /** Nothing is running, because of an error of the operating system: a full disk, for example. */
  | { readonly kind: "refused"; readonly error: unknown };

/** A launch that was passed to an executor. */
export interface RunHandle {
  /** Resolves once, and never rejects. */
  readonly ended: Promise<LaunchEnd>;
  /**
   * Sends SIGTERM to the run.
   *
   * @param note called right before the signal is sent; not called if the run has already ended
   */
  terminate(note: () => void): void;
  /** Sends SIGKILL to the run. */
  kill(): void;
}

/** Starts launches, and kills processes that ended launches left behind. */
export interface Executor {
  /**
   * Starts a launch. Its claim is created before its command starts, so it starts at most once.
   *
   * @throws errors of the operating system; nothing was started then
   */
  start(launch: Launch): RunHandle;
  /** Takes over a launch that another process started. */
  adopt(launch: Launch): RunHandle;
  /** Kills all that is left of a launch that has ended, before its run is started again. */
  clear(launch: Launch): Promise<void>;
  /** Skips all grace periods from now on. */
  hurry(): void;
  /**
   * Releases the resources of the executor and kills all that is left of ended launches.
   *
   * @param unrecorded whether exit records could not be written: supervisors then keep running to retry
   * @returns the pids of processes that survived SIGKILL
   */
  close(unrecorded: boolean): Promise<number[]>;
}
