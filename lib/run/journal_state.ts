/** Computes the state of all runs from the records of a journal. */
import type { JournalRecord, RungRecord, RunRecord, StartRecord } from "./journal_record.ts";
import { outcomeOfRecord } from "./outcome.ts";
import {
  hasSucceeded,
  isFailure,
  isUnfinished,
  type LaunchInfo,
  NOT_STARTED,
  type Run,
  type RungValue,
  type RunKey,
  runOf,
  type RunState,
  type RunTable,
  tableKey,
  type Time,
} from "./run_state.ts";
import type { Stage } from "./stage.ts";

/** A run table that can be updated with records. */
export type MutableRunTable = Readonly<Record<Stage, Map<string, Run>>>;

/** An empty run table. */
export function createRunTable(): MutableRunTable {
  return { train: new Map(), test: new Map() };
}

export function copyRunTable(runs: RunTable): MutableRunTable {
  return { train: new Map(runs.train), test: new Map(runs.test) };
}

/** Whether a record is about a run, not about the journal, a scheduler, a fingerprint or a job array. */
export function isRunRecord(record: JournalRecord): record is RunRecord {
  return !OTHERS.has(record.type);
}

const OTHERS: ReadonlySet<JournalRecord["type"]> = new Set([
  "journal",
  "scheduler",
  "fingerprint",
  "submit",
  "submitted",
]);

// Shared, because a journal may have a hundred thousand records.
const NO_DEVICES: readonly string[] = [];

/** Updates the run that a record is about. If an experiment is trained again, also updates its tests. */
export function foldInto(runs: MutableRunTable, record: RunRecord): void {
  const key = tableKey(record);
  runs[record.stage].set(key, fold(runs[record.stage].get(key) ?? NOT_STARTED, record));
  if (record.type !== "again") return;
  for (const test of [record.id, ...(record.tests ?? []).map((test) => tableKey({ id: record.id, test }))]) {
    const run = runs.test.get(test);
    if (run !== undefined) runs.test.set(test, startOver(run));
  }
}

function withoutFormer({ former: _, ...run }: Run): Run {
  return run;
}

// A queued run ended, and the journal has no start of it.
function startQueued(run: Run): Run {
  return { ...withoutQueued(run), state: { kind: "running" }, attempts: run.attempts + 1, newest: run.queued! };
}

function withoutQueued({ queued: _, ...run }: Run): Run {
  return run;
}

// Launch numbers are never reused.
function startOver({ lastLaunch, reserved }: Run): Run {
  return { ...NOT_STARTED, lastLaunch, ...(reserved !== undefined && { reserved }) };
}

/** The run after its next record. */
export function fold(run: Run, record: RunRecord): Run {
  switch (record.type) {
    case "queue":
      return {
        ...(run.former === undefined ? run : withoutFormer(run)),
        state: { kind: "pending" },
        lastLaunch: Math.max(run.lastLaunch, record.launch),
        queued: launchInfo(record),
        ...(record.reserved !== undefined && { reserved: Math.max(run.reserved ?? 0, record.reserved) }),
      };
    case "start": {
      const former = run.former === undefined ? run : withoutFormer(run);
      return {
        ...(run.queued === undefined ? former : withoutQueued(former)),
        state: { kind: "running" },
        attempts: run.attempts + 1,
        lastLaunch: Math.max(run.lastLaunch, record.launch),
        newest: launchInfo(record),
      };
    }
    case "end": {
      if (run.queued?.number === record.launch) return fold(startQueued(run), record);
      // The end of an earlier launch does not change the state of the newest one.
      if (record.launch !== run.lastLaunch || run.newest === undefined) return run;
      const { state, time } = record;
      const outcome = outcomeOfRecord(record);
      const newest: LaunchInfo = { ...run.newest, ended: time, outcome, ...(record.has_dir && { hasDir: true }) };
      const { testDir } = newest;
      const succeeded = state === "succeeded";
      const failed = isFailure(state);
      return {
        ...run,
        state: { kind: "ended", state, outcome, at: time },
        newest,
        failures: succeeded ? 0 : run.failures + (failed ? 1 : 0),
        successes: run.successes + (succeeded ? 1 : 0),
        ...(succeeded && testDir !== undefined && {
          testDirs: [...run.testDirs, testDir],
          testLaunches: new Map(run.testLaunches).set(testDir, newest),
        }),
      };
    }
    case "terminate":
      return record.launch === run.lastLaunch && run.state.kind === "running"
        ? { ...run, state: { ...run.state, told: record.why } }
        : run;
    case "rung": {
      const isOut = record.goes_on === false && record.launch === run.lastLaunch && run.state.kind === "running";
      return {
        ...run,
        rungs: [...run.rungs ?? [], rungValue(record)],
        ...(isOut && { state: { ...run.state, isOut: true } }),
      };
    }
    case "skip": {
      const outcome = { kind: "unstarted", reason: "the first repetition was not among the best" } as const;
      return { ...run, state: { kind: "ended", state: "stopped_early", outcome, at: record.time } };
    }
    case "void": {
      if (run.queued?.number === record.launch) return unqueue(run, record.time);
      if (record.launch !== run.lastLaunch || run.newest === undefined) {
        return { ...run, lastLaunch: Math.max(run.lastLaunch, record.launch) };
      }
      // A void launch is not an attempt.
      const attempts = Math.max(0, run.attempts - 1);
      return {
        ...run,
        state: stateAfterVoid(attempts, record.time),
        attempts,
        newest: { ...run.newest, ended: record.time, devices: [] },
      };
    }
    case "again":
      return { ...startOver(run), former: record.former };
    case "blocked":
      // A blocked repetition of a test does not change that it has succeeded.
      if (hasSucceeded(run)) return run;
      return { ...run, state: { kind: "blocked", since: record.time, reason: record.reason } };
    case "cleaned":
      return { ...run, cleaned: record.time };
    case "deleted":
      return record.test_dir === undefined ? forget(run) : forgetTest(run, record.test_dir);
  }
}

function launchInfo(record: Extract<RunRecord, { type: "start" | "queue" }>): LaunchInfo {
  const { devices, runs_per_gpu, submission, job, host }: Partial<StartRecord> = record.type === "start" ? record : {};
  return {
    number: record.launch,
    started: record.time,
    ...(record.test_dir !== undefined && { testDir: record.test_dir }),
    devices: devices ?? NO_DEVICES,
    runsPerGpu: runs_per_gpu ?? 1,
    ...(record.launched_with !== undefined && { launchedWith: record.launched_with }),
    ...(record.seed !== undefined && { seed: record.seed }),
    ...(submission !== undefined && { submission }),
    ...(job !== undefined && { job }),
    ...(host !== undefined && { host }),
  };
}

function rungValue({ launch, rung, value, goes_on, of, cut, metric, resource, by }: RungRecord): RungValue {
  return {
    launch,
    rung,
    of,
    value: Number(value),
    ...(goes_on !== undefined && { goesOn: goes_on }),
    ...(cut !== undefined && { cut: Number(cut) }),
    ...(metric !== undefined && { metric }),
    ...(resource !== undefined && { resource }),
    ...(by !== undefined && { by }),
  };
}

// The launch left the queue and was not started.
function unqueue(run: Run, time: Time): Run {
  return { ...withoutQueued(run), state: stateAfterVoid(run.attempts, time) };
}

// A launch was only created because earlier attempts had not succeeded.
function stateAfterVoid(attempts: number, at: Time): RunState {
  if (attempts === 0) return { kind: "pending" };
  const outcome = { kind: "unstarted", reason: "its launch was void" } as const;
  return { kind: "ended", state: "interrupted", outcome, at };
}

// Launch numbers are never reused.
function forget(run: Run): Run {
  return isUnfinished(run) ? run : startOver(run);
}

function forgetTest(run: Run, testDir: string): Run {
  const testDirs = run.testDirs.filter((name) => name !== testDir);
  if (testDirs.length === run.testDirs.length) return run;
  const successes = Math.max(0, run.successes - 1);
  return hasSucceeded(run) && successes === 0 ? forget(run) : { ...run, testDirs, successes };
}

/** A launch that was not void. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  readonly launch: LaunchInfo;
  /** Its state: how it ended, or that it has not. */
  readonly state: RunState;
}

/**
 * The attempts of a run since it was last trained again, in order.
 *
 * @param records those about its experiment, in order
 * @param now the current run: it may have started or ended without a record
 */
export function attemptsOf(key: RunKey, records: Iterable<RunRecord>, now: Run): Attempt[] {
  const runs = createRunTable();
  const launches = new Map<number, Omit<Attempt, "number">>();
  for (const record of records) {
    foldInto(runs, record);
    note(launches, runOf(runs, key));
  }
  note(launches, now);
  return Array.from(launches.values(), (attempt, index) => ({ number: index + 1, ...attempt }));
}

function note(launches: Map<number, Omit<Attempt, "number">>, { newest, state }: Run): void {
  // The run was deleted, or is trained again: what was before no longer counts.
  if (newest === undefined) return launches.clear();
  // The end of a void launch has no outcome.
  const isVoid = newest.ended !== undefined && newest.outcome === undefined;
  if (isVoid) launches.delete(newest.number);
  // The state of a blocked run is not that of its last attempt.
  else if (state.kind === "running" || state.kind === "unknown" || state.kind === "ended") {
    launches.set(newest.number, { launch: newest, state });
  }
}
