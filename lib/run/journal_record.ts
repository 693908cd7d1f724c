/** The records of a journal. */
import type { EndState, Told } from "./outcome.ts";
import type { Stage } from "./stage.ts";

/** A line of the journal. Times are milliseconds since the epoch; `test` names one of several tests. */
export type JournalRecord =
  | { readonly type: "journal"; readonly version: number }
  | {
    readonly type: "scheduler";
    readonly time: number;
    readonly stage: Stage;
    readonly pid: number;
    readonly host: string;
    /** UUIDs of the GPUs that it may give to runs. */
    readonly devices?: readonly string[];
  }
  | {
    readonly type: "start";
    readonly time: number;
    readonly id: string;
    readonly stage: Stage;
    readonly test?: string;
    /** The launch number, never used again for this experiment and stage, whatever the test. */
    readonly launch: number;
    readonly attempt: number;
    /** The name of the test's directory, when testing. */
    readonly test_dir?: string;
    /** UUIDs of the GPUs that it was given. */
    readonly devices?: readonly string[];
    /** How many runs of the grid may share them; absent: it has them for itself. */
    readonly runs_per_gpu?: number;
  }
  | {
    readonly type: "end";
    readonly time: number;
    readonly id: string;
    readonly stage: Stage;
    readonly test?: string;
    readonly launch: number;
    readonly state: EndState;
    readonly exit: number | null;
    readonly signal: string | null;
    /** Why it could not be started. */
    readonly reason?: string;
  }
  /** SIGTERM is about to be sent: the end that follows counts as what it was sent for. */
  | {
    readonly type: "terminate";
    readonly time: number;
    readonly id: string;
    readonly stage: Stage;
    readonly test?: string;
    readonly launch: number;
    readonly why: Told;
  }
  /** The launch never happened: it uses up its number, and nothing else. */
  | {
    readonly type: "void";
    readonly time: number;
    readonly id: string;
    readonly stage: Stage;
    readonly test?: string;
    readonly launch: number;
  }
  /** It cannot be run: what it needs is missing. */
  | {
    readonly type: "blocked";
    readonly time: number;
    readonly id: string;
    readonly stage: Stage;
    readonly test?: string;
    readonly reason: string;
  };

/** The start of a launch. */
export type StartRecord = Extract<JournalRecord, { type: "start" }>;

/** A record of a run. */
export type RunRecord = Exclude<JournalRecord, { type: "journal" | "scheduler" }>;
