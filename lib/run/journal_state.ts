/** Folds journal records into the state of runs. */
import type { JournalRecord } from "./journal_record.ts";
import type { EndState, Outcome } from "./outcome.ts";
import type { StageHistory } from "./run_state.ts";

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
