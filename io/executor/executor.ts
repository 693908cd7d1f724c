/** Where launches run: on this machine, on its GPUs, on a cluster. One suite of tests holds for every executor. */
import type { Outcome } from "../../lib/run/outcome.ts";
import type { Stage } from "../../lib/run/stage.ts";

/** A launch whose directory, configuration and script are made, and whose start is in the journal. */
export interface Launch {
  readonly stage: Stage;
  /** Never used again for this experiment and stage. */
  readonly number: number;
  /** The experiment's directory, below the grid directory. */
  readonly dir: string;
  /** The file that takes its output, below the experiment's directory. */
  readonly log: string;
  /** The GPUs that it is given; absent on CPUs. */
  readonly devices?: LaunchDevices;
}

/** The GPUs that a launch is given. */
export interface LaunchDevices {
  /** In sorted order: the order in which their leases are taken. */
  readonly uuids: readonly string[];
  /** Whether other runs of the grid may have them, too. */
  readonly shared: boolean;
}

/** How a launch ended. */
export type LaunchEnd =
  | {
    readonly kind: "ended";
    readonly outcome: Outcome;
    /** It ended by itself before it got the signal that it was sent. */
    readonly endedBeforeSignal: boolean;
    /** The pid of the process that led its session, where it is known by more than a file that the run could write to. */
    readonly session?: number;
  }
  /** Nothing was started, and nothing will be: it has used up its number, and nothing else. */
  | { readonly kind: "void" }
  /** Nothing is running, as the operating system refused what it needs: a full disk, for instance. */
  | { readonly kind: "refused"; readonly error: unknown };

/** A launch under way. */
export interface RunHandle {
  /** Resolves once, and never rejects. */
  readonly ended: Promise<LaunchEnd>;
  /**
   * Asks the run to end.
   *
   * @param note called right before the signal is sent; not at all when the run has ended by then
   */
  terminate(note: () => void): void;
  /** Ends the run at once. */
  kill(): void;
}

/** Starts launches, and makes sure that nothing is left of those that have ended. */
export interface Executor {
  /**
   * Starts a launch, at most once whatever happens: its claim is made before its command starts.
   *
   * @throws what the operating system refuses; nothing was started then
   */
  start(launch: Launch): RunHandle;
  /** Takes over a launch that another process started. */
  adopt(launch: Launch): RunHandle;
  /** Makes sure that nothing is left of a launch that has ended, before its run is started again. */
  clear(launch: Launch): Promise<void>;
  /** From now on nothing is waited for. */
  hurry(): void;
  /**
   * Ends what serves no launch any more.
   *
   * @param unrecorded whether records could not be written: whatever still tries to write them is left to do so
   * @returns the pids of what is left of launches and cannot be killed
   */
  close(unrecorded: boolean): Promise<number[]>;
}
