/** The records of a journal: the file in which the scheduler writes what happens to the runs of a grid. */
import type { EndState, Told } from "./outcome.ts";
import type { Time } from "./run_state.ts";
import type { Stage } from "./stage.ts";

/** What a launch was prepared with. */
export interface LaunchDetails {
  /** The name of the test directory; only for tests. */
  readonly test_dir?: string;
  /** The hash of its fingerprint; absent in journals of earlier versions. */
  readonly launched_with?: string;
  /** The seed that the run was given, if it is not derived from the master seed of its fingerprint. */
  readonly seed?: number;
}

/** A launch of a run that was started, or handed over to a cluster. */
export interface LaunchRecord extends LaunchDetails {
  /** When it was started or handed over, in milliseconds since the epoch. */
  readonly time: number;
  /** The id of the experiment. */
  readonly id: string;
  /** Whether it trains or tests. */
  readonly stage: Stage;
  /** The name of the test, if there are several. */
  readonly test?: string;
  /** The launch number, unique within the experiment and stage, across all tests. */
  readonly launch: number;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
}

/** A line of the journal. Times are milliseconds since the epoch; `test` is the name of a test if there are several. */
export type JournalRecord =
  | { readonly type: "journal"; readonly version: number }
  | {
    readonly type: "scheduler";
    readonly time: number;
    readonly stage: Stage;
    readonly pid: number;
    readonly host: string;
    /** UUIDs of the GPUs that this scheduler may use. */
    readonly devices?: readonly string[];
    /** Number of runs that it has to do. */
    readonly jobs?: number;
  }
  /** What the launches that name its hash are started with. */
  | { readonly type: "fingerprint" } & RecordedFingerprint
  /** The launch was handed over to a cluster: it waits in its queue, and a `start` follows when it starts. */
  | LaunchRecord & {
    readonly type: "queue";
    /** Launch numbers up to this one are reserved for further attempts by its element: other tests must not use them. */
    readonly reserved?: number;
  }
  /** Launches are about to be submitted as a job array with this name. On disk before it is submitted. */
  | {
    readonly type: "submit";
    readonly time: number;
    readonly stage: Stage;
    /** The number of its directory in `slurm/`. */
    readonly submission: number;
    /** Unique, so that a later scheduler finds the job by it. */
    readonly name: string;
    /** The number of elements of the array. */
    readonly elements: number;
    /** It is no array of launches, but the controller: the job that follows the grid. */
    readonly controller?: true;
    /** The batch system; absent: Slurm. */
    readonly system?: SystemName;
  }
  /** The job array was submitted; `job` is its id. */
  | { readonly type: "submitted"; readonly time: number; readonly submission: number; readonly job: number }
  | LaunchRecord & {
    readonly type: "start";
    /** UUIDs of the GPUs of the run. */
    readonly devices?: readonly string[];
    /** How many runs of the grid may share these GPUs; absent: 1. */
    readonly runs_per_gpu?: number;
    /** On a cluster: the number of its submission, its element (`812345_17`), and the node. */
    readonly submission?: number;
    readonly job?: string;
    readonly host?: string;
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
    /** Why the launch failed to start. */
    readonly reason?: string;
    /** The directory of the run existed when it ended: if it is missing later, it was deleted. */
    readonly has_dir?: true;
  }
  /** Written right before SIGTERM: the state of the end that follows depends on why it was sent. */
  | {
    readonly type: "terminate";
    readonly time: number;
    readonly id: string;
    readonly stage: Stage;
    readonly test?: string;
    readonly launch: number;
    readonly why: Told;
  }
  /** A value of the run was judged at a rung of early stopping. On disk before the run is told to end. */
  | {
    readonly type: "rung";
    readonly time: number;
    readonly id: string;
    readonly stage: "train";
    readonly launch: number;
    /** The resource at the rung: the number of an epoch, for example. */
    readonly rung: number;
    /** The value that counts at the rung. */
    readonly value: RecordedNumber;
    /** Absent if the value is only compared with others: the run had ended before the rule changed. */
    readonly goes_on?: boolean;
    /** The number of values at the rung, this one included. */
    readonly of: number;
    /** The worst value with which a run goes on; absent as long as all runs go on. */
    readonly cut?: RecordedNumber;
    /** The metric of the value: `validation_accuracy`. Values of different metrics are not compared. */
    readonly metric?: string;
    /** The column that counts the resource. */
    readonly resource?: string;
    /** Whether the best value so far counts, or that of the row that has reached the rung. Absent: the best one. */
    readonly by?: "best" | "last";
  }
  /** The run is not started, because the first repetition of its configuration was stopped early. */
  | { readonly type: "skip"; readonly time: number; readonly id: string; readonly stage: "train" }
  /** The launch never happened. Its number is used up; it is not an attempt. */
  | {
    readonly type: "void";
    readonly time: number;
    readonly id: string;
    readonly stage: Stage;
    readonly test?: string;
    readonly launch: number;
  }
  /**
   * The experiment is trained again: its former runs no longer count. Written before its directory is moved to `DIR~former`. If
   * a start follows, the directory was moved.
   */
  | {
    readonly type: "again";
    readonly time: number;
    readonly id: string;
    readonly stage: "train";
    /** From 1. */
    readonly former: number;
    /** The names of tests that have run, if there are several. */
    readonly tests?: readonly string[];
  }
  /** The run cannot start because something that it needs is missing. */
  | {
    readonly type: "blocked";
    readonly time: number;
    readonly id: string;
    readonly stage: Stage;
    readonly test?: string;
    readonly reason: string;
  }
  /** Checkpoints of the experiment are about to be removed on request, so that they are not missed later. */
  | { readonly type: "cleaned"; readonly time: number; readonly id: string; readonly stage: "train" }
  /** The directory of the experiment, or of one succeeded test (`test_dir`), was deleted: its results no longer count. */
  | {
    readonly type: "deleted";
    readonly time: number;
    readonly id: string;
    readonly stage: Stage;
    readonly test?: string;
    readonly test_dir?: string;
  };

/** A number. JSON has no notation for those that are not finite. */
export type RecordedNumber = number | "NaN" | "Infinity" | "-Infinity";

/** A value at a rung. */
export type RungRecord = Extract<JournalRecord, { type: "rung" }>;

export type DeletedRecord = Extract<JournalRecord, { type: "deleted" }>;

/** A scheduler that began a stage. */
export type SchedulerRecord = Extract<JournalRecord, { type: "scheduler" }>;

/** The end of a launch. */
export type EndRecord = Extract<JournalRecord, { type: "end" }>;

export type StartRecord = Extract<JournalRecord, { type: "start" }>;

/** A record about a job array. */
export type SubmissionRecord = Extract<JournalRecord, { type: "submit" | "submitted" }>;

/** A record about a run, not about the journal, a scheduler, a fingerprint or a job array. */
export type RunRecord = Exclude<
  JournalRecord,
  { type: "journal" | "scheduler" | "fingerprint" } | SubmissionRecord
>;

/**
 * What the runs of a stage with the same settings are started with. Results with different fingerprints may not be comparable.
 */
export interface Fingerprint {
  /** 8 hexadecimal digits that begin with a letter: a hash of everything below. The column `launched_with` of an analysis. */
  readonly hash: string;
  /** The settings that determine what is started, as text, by name: `command`, `setup`, `env.NAME`, `seed`, … */
  readonly settings: Readonly<Record<string, string>>;
  /** Hashes of the contents of the files that the command names, by their paths in its working directory. */
  readonly files: Readonly<Record<string, string>>;
}

/** A fingerprint in the journal, written before the first launch that has it. */
export interface RecordedFingerprint extends Fingerprint {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The stage of the launches. */
  readonly stage: Stage;
}

/** The fingerprints of the launches of a grid, by hash. */
export type Fingerprints = ReadonlyMap<string, RecordedFingerprint>;

/** Adds a fingerprint, unless its hash is known. */
export function addFingerprint(
  fingerprints: Map<string, RecordedFingerprint>,
  { hash, time, stage, settings, files }: RecordedFingerprint,
): void {
  if (!fingerprints.has(hash)) fingerprints.set(hash, { hash, time, stage, settings, files });
}

/** The number as it is recorded; `Number()` is the inverse. */
export function recordedNumber(value: number): RecordedNumber {
  return Number.isFinite(value) ? value : String(value) as RecordedNumber;
}

/** The batch systems of clusters, as `--on` names them. The setting with the options of each has the same name. */
export type SystemName = "slurm" | "sge";

/** A job array that was submitted to a cluster: of launches, or the controller. */
export interface Submission {
  /** The number of its directory in `slurm/`, from 1. */
  readonly number: number;
  readonly stage: Stage;
  /** The unique name of the job. */
  readonly name: string;
  readonly elements: number;
  /** It follows the grid, and has no launches. */
  readonly controller?: true;
  /** The batch system; absent: Slurm. */
  readonly system?: SystemName;
  /** The id of the job; absent if its scheduler ended before that was answered. */
  readonly job?: number;
}

export type Submissions = ReadonlyMap<number, Submission>;

/** The batch system to which a grid was submitted: all of its jobs are there. */
export function systemOf(submissions: Submissions): SystemName {
  const [first] = submissions.values();
  return first?.system ?? "slurm";
}

/** Updates the submission that a record is about. */
export function addSubmission(submissions: Map<number, Submission>, record: SubmissionRecord): void {
  const { submission: number } = record;
  if (record.type === "submit") {
    const { stage, name, elements, controller, system } = record;
    submissions.set(number, {
      ...{ number, stage, name, elements },
      ...(controller && { controller }),
      ...(system && { system }),
    });
    return;
  }
  const known = submissions.get(number);
  if (known !== undefined) submissions.set(number, { ...known, job: record.job });
}

// The last time that a date can have (ECMAScript, "Time Values"). A corrupt journal may contain any number.
const MAX_TIME = 8.64e15;

/** A time in ISO 8601, UTC; null if there is none, or the number is not a valid time. */
export function isoTime(time: Time | undefined): string | null {
  return time === undefined || !(Math.abs(time) <= MAX_TIME) ? null : new Date(time).toISOString();
}
