/** What became of every experiment, read from the journal. */
import type { Stage } from "../grid/command.ts";
import type { EndState, Outcome } from "./scheduler.ts";

/** The state of an experiment in one stage. */
export type RunState = "pending" | "running" | EndState | "unknown" | "blocked";

/** All states, in the order in which they are shown. */
export const RUN_STATES: readonly RunState[] = [
  "pending",
  "running",
  "succeeded",
  "failed",
  "timed_out",
  "interrupted",
  "lost",
  "unknown",
  "blocked",
];

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
    readonly why: "stop" | "timeout";
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

/** What is known of an experiment in one stage, or of one of its tests. */
export interface StageHistory {
  readonly state: RunState;
  /** Launches that ran. */
  readonly attempts: number;
  /** Failures and timeouts since the last success. */
  readonly failures: number;
  /** Successful runs: more than one for repeated tests. */
  readonly successes: number;
  /** The highest launch number, 0 before the first. */
  readonly launch: number;
  readonly exit: number | null;
  readonly signal: string | null;
  readonly reason: string | undefined;
  /** Why the running launch was told to end. */
  readonly ending: "stop" | "timeout" | undefined;
  readonly started: number | undefined;
  readonly ended: number | undefined;
  readonly testDir: string | undefined;
  /** UUIDs of the GPUs of the newest launch. */
  readonly devices: readonly string[];
  /** How many runs of the grid may share them. */
  readonly runsPerGpu: number;
  /** Directories of succeeded tests. */
  readonly testDirs: readonly string[];
}

/** An experiment that was never started. */
export const NEVER: StageHistory = {
  state: "pending",
  attempts: 0,
  failures: 0,
  successes: 0,
  launch: 0,
  exit: null,
  signal: null,
  reason: undefined,
  ending: undefined,
  started: undefined,
  ended: undefined,
  testDir: undefined,
  devices: [],
  runsPerGpu: 1,
  testDirs: [],
};

/** Histories by stage and {@link historyKey}. */
export type History = Readonly<Record<Stage, ReadonlyMap<string, StageHistory>>>;

/** The key of a history: an experiment's id, and the name of one of several tests. */
export function historyKey(id: string, test?: string): string {
  return test === undefined ? id : `${id}/${test}`;
}

/** The id of the experiment, and the name of the test if there is one, in the key of a history. */
export function parseHistoryKey(key: string): { readonly id: string; readonly test?: string } {
  const slash = key.indexOf("/");
  return slash < 0 ? { id: key } : { id: key.slice(0, slash), test: key.slice(slash + 1) };
}

/** The highest launch number of each experiment in a stage, by id: they go on over all of its tests. */
export function highestLaunches(histories: ReadonlyMap<string, StageHistory>): Map<string, number> {
  const highest = new Map<string, number>();
  for (const [key, { launch }] of histories) {
    const { id } = parseHistoryKey(key);
    highest.set(id, Math.max(highest.get(id) ?? 0, launch));
  }
  return highest;
}

/**
 * What a launch counts as that ended while no scheduler looked.
 *
 * @param past with the launch still running
 */
export function endStateOf(past: StageHistory, outcome: Outcome): EndState {
  if (past.ending === "stop") return "interrupted";
  if (past.ending === "timeout") return "timed_out";
  return outcome.kind === "exit" && outcome.code === 0 ? "succeeded" : "failed";
}

/** The newest version of the journal that this program reads. */
export const JOURNAL_VERSION = 1;

const KINDS: ReadonlySet<string> = new Set(["start", "end", "terminate", "void", "blocked"]);

/** The result of reading a journal. */
export interface JournalReading {
  readonly history: History;
  /** UUIDs of the GPUs that the last scheduler may give to runs; none on CPUs. */
  readonly devices: readonly string[];
  /** What could not be read, to be told. */
  readonly warnings: readonly string[];
}

/**
 * Reads a journal. Lines that are damaged, and records of kinds that this program does not know, are told and passed over.
 *
 * @param lines without their newlines
 */
export function readHistory(lines: Iterable<string>): JournalReading {
  const history = { train: new Map<string, StageHistory>(), test: new Map<string, StageHistory>() };
  const warnings: string[] = [];
  let devices: readonly string[] = [];
  let number = 0;
  for (const line of lines) {
    number++;
    if (line === "") continue;
    let record: JournalRecord;
    try {
      record = JSON.parse(line);
    } catch {
      warnings.push(`line ${number} of the journal is damaged and is passed over`);
      continue;
    }
    if (typeof record !== "object" || record === null) {
      warnings.push(`line ${number} of the journal is damaged and is passed over`);
    } else if (record.type === "journal") {
      if (record.version > JOURNAL_VERSION) {
        warnings.push(`the journal has version ${record.version}: this program reads version ${JOURNAL_VERSION}`);
      }
    } else if (record.type === "scheduler") devices = record.devices ?? [];
    else if (!KINDS.has(record.type) || !(record.stage in history)) {
      warnings.push(
        `line ${number} of the journal has an unknown kind of record, "${(record as { type: unknown }).type}"`,
      );
    } else {
      const stage = history[record.stage];
      const key = historyKey(record.id, record.test);
      stage.set(key, apply(stage.get(key) ?? NEVER, record));
    }
  }
  return { history, devices, warnings };
}

/** The history of an experiment after one more record of it. */
export function apply(
  before: StageHistory,
  record: Exclude<JournalRecord, { type: "journal" } | { type: "scheduler" }>,
): StageHistory {
  switch (record.type) {
    case "start":
      return {
        ...before,
        state: "running",
        attempts: before.attempts + 1,
        launch: Math.max(before.launch, record.launch),
        started: record.time,
        ended: undefined,
        exit: null,
        signal: null,
        reason: undefined,
        ending: undefined,
        testDir: record.test_dir,
        devices: record.devices ?? [],
        runsPerGpu: record.runs_per_gpu ?? 1,
      };
    case "end": {
      if (record.launch !== before.launch) return before;
      const failed = record.state === "failed" || record.state === "timed_out";
      const succeeded = record.state === "succeeded";
      return {
        ...before,
        state: record.state,
        failures: succeeded ? 0 : before.failures + (failed ? 1 : 0),
        successes: before.successes + (succeeded ? 1 : 0),
        exit: record.exit,
        signal: record.signal,
        reason: record.reason,
        ending: undefined,
        ended: record.time,
        testDirs: succeeded && before.testDir !== undefined ? [...before.testDirs, before.testDir] : before.testDirs,
      };
    }
    case "terminate":
      return record.launch === before.launch ? { ...before, ending: record.why } : before;
    case "void": {
      if (record.launch !== before.launch) return { ...before, launch: Math.max(before.launch, record.launch) };
      const state = before.attempts <= 1 ? "pending" : "interrupted";
      return { ...before, state, attempts: Math.max(0, before.attempts - 1), ended: record.time, devices: [] };
    }
    case "blocked":
      return { ...before, state: "blocked", reason: record.reason, ended: record.time };
  }
}
