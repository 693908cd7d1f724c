/** Executors run launches: on this machine, on its GPUs, or on a cluster. All executors pass the same test suite. */
import type { JobOptions } from "../../lib/cluster/plan_arrays.ts";
import type { Outcome, Told } from "../../lib/run/outcome.ts";
import type { Time } from "../../lib/run/run_state.ts";
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
  /** The GPUs of the run; absent on CPUs, and on a cluster, which chooses them. */
  readonly devices?: LaunchDevices;
  /** How a cluster runs it; absent on this machine. */
  readonly cluster?: ClusterLaunch;
}

/** How a cluster runs a launch. */
export interface ClusterLaunch {
  /** Launches with the same options are submitted together. */
  readonly options: JobOptions;
  /** How often it is run again after a failure, with the next launch number each time. */
  readonly retries: number;
  /** Time limit of one attempt, in seconds; `undefined` for none. */
  readonly timeout: number | undefined;
  /** The name of the test, if there are several. */
  readonly test?: string;
  /** The highest launch number that it may use for this; the tests of an experiment share one sequence. Absent: no limit. */
  readonly last?: number;
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
    /** Why a cluster ended it, or its element. */
    readonly told?: Told;
    /** When it ended, if it was noticed later than that. */
    readonly time?: Time;
    /** The cluster runs it again by itself, as this launch. */
    readonly next?: { readonly launch: Launch; readonly handle: RunHandle };
  }
  /**
   * Nothing was or will be started. Only the launch number is used up. `unleased`: as another run has one of its GPUs;
   * `cancelled`: somebody took it out of the queue.
   */
  | { readonly kind: "void"; readonly unleased?: true; readonly cancelled?: true }
  /** Nothing is running, because of an error of the operating system: a full disk, for example. */
  | { readonly kind: "refused"; readonly error: unknown };

/** When and where a launch started that waited in the queue of a cluster. */
export interface Beginning {
  readonly time: Time;
  /** The number of its submission, its element (`812345_17`), and the node. */
  readonly submission: number;
  readonly job?: string;
  readonly host?: string;
}

/** A launch that was passed to an executor. */
export interface RunHandle {
  /**
   * Resolves when it leaves the queue of a cluster and starts, before {@link ended}; never, if it does not start. Absent on
   * this machine: it starts at once.
   */
  readonly began?: Promise<Beginning>;
  /** Resolves once, and never rejects. */
  readonly ended: Promise<LaunchEnd>;
  /**
   * Sends SIGTERM to the run.
   *
   * @param note called right before the signal is sent; not called if the run has already ended
   * @param why it is told to end; by default, somebody has stopped it
   */
  terminate(note: () => void, why?: Told): void;
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
  /** Kills all that is left of a launch that has ended, before its run is started again. On a cluster its element has done so. */
  clear(launch: Launch): Promise<void>;
  /**
   * Takes back all launches that wait in a queue: none of them starts any more. The handle of each one that had not started
   * ends as void. On this machine nothing waits.
   */
  withdraw(): Promise<void>;
  /** Skips all grace periods from now on. On a cluster there are none: elements end what is left of their runs. */
  hurry(): void;
  /**
   * Releases the resources of the executor and kills all that is left of ended launches.
   *
   * @param unrecorded whether exit records could not be written: supervisors then keep running to retry
   * @returns the pids of processes that survived SIGKILL
   */
  close(unrecorded: boolean): Promise<number[]>;
}
