import { assertEquals } from "@std/assert";
import { createRunTable, fold } from "../../../lib/run/journal_state.ts";
import type { Told } from "../../../lib/run/outcome.ts";
import { type Inspection, recover, type Recovery } from "../../../lib/run/recover.ts";
import { NOT_STARTED, type Run, stateName } from "../../../lib/run/run_state.ts";

const KEY = { id: "a", stage: "train" } as const;
const STARTED = { type: "start", time: 1, ...KEY, launch: 3, attempt: 1 } as const;
const RUNNING = fold(NOT_STARTED, STARTED);
const runTold = (why: Told): Run => fold(RUNNING, { type: "terminate", time: 2, ...KEY, launch: 3, why });

/** The recovery of a run, by its inspection. */
function recoverOne(run: Run, inspection: Inspection): Recovery {
  const runs = createRunTable();
  runs.train.set("a", run);
  return recover(runs, [[KEY, inspection]], 99);
}

/** The state of a run after recovery, by its inspection. */
function stateAfter(run: Run, inspection: Inspection): string {
  const { records: [record] } = recoverOne(run, inspection);
  return record === undefined ? "unchanged" : stateName(fold(run, record).state);
}

/** A run that was judged, and maybe told to end. */
function runJudged(goesOn: boolean, why?: Told): Run {
  const judged = fold(RUNNING, {
    type: "rung",
    time: 2,
    ...KEY,
    launch: 3,
    rung: 3,
    value: 0.1,
    of: 2,
    goes_on: goesOn,
  });
  return why === undefined ? judged : fold(judged, { type: "terminate", time: 3, ...KEY, launch: 3, why });
}

const exit = (code: number): Inspection => ({ kind: "ended", outcome: { kind: "exit", code }, time: 7 });

Deno.test("a verdict only counts for a run that was told to end, or that nobody saw end", () => {
  assertEquals(stateAfter(runJudged(false), exit(0)), "succeeded");
  assertEquals(stateAfter(runJudged(false), exit(1)), "failed");
  for (const code of [0, 1, 143]) assertEquals(stateAfter(runJudged(false, "early"), exit(code)), "stopped_early");
  assertEquals(stateAfter(runJudged(false, "stop"), exit(0)), "stopped_early");
  for (const kind of ["dead", "rebooted", "copied"] as const) {
    assertEquals(stateAfter(runJudged(false), { kind }), "stopped_early");
    assertEquals(stateAfter(runJudged(true), { kind }), kind === "dead" ? "lost" : "interrupted");
  }
  // It was judged in an earlier launch, and goes on by --continue-stopped.
  const stopped = fold(runJudged(false, "early"), {
    type: "end",
    time: 4,
    ...KEY,
    launch: 3,
    state: "stopped_early",
    exit: 0,
    signal: null,
  });
  const continued = fold(stopped, { ...STARTED, launch: 4, attempt: 2 });
  assertEquals(stateAfter(continued, { kind: "dead" }), "lost");
});

Deno.test("a launch that ended without a scheduler counts by its exit record and by why it was told to end", () => {
  assertEquals(stateAfter(RUNNING, exit(0)), "succeeded");
  assertEquals(stateAfter(RUNNING, exit(3)), "failed");
  assertEquals(stateAfter(runTold("stop"), exit(0)), "interrupted");
  assertEquals(stateAfter(runTold("timeout"), exit(143)), "timed_out");
  assertEquals(recoverOne(RUNNING, exit(3)), {
    records: [
      {
        type: "end",
        id: "a",
        stage: "train",
        launch: 3,
        time: 7,
        state: "failed",
        exit: 3,
        signal: null,
        has_dir: true,
      },
    ],
    adopt: [],
    unknown: [],
  });
});

Deno.test("a launch without an exit record is lost, interrupted by a reboot, or void", () => {
  assertEquals(stateAfter(RUNNING, { kind: "dead" }), "lost");
  assertEquals(stateAfter(RUNNING, { kind: "rebooted" }), "interrupted");
  assertEquals(stateAfter(RUNNING, { kind: "void" }), "pending");
  assertEquals(stateAfter(RUNNING, { kind: "unclaimed" }), "pending");
  assertEquals(recoverOne(RUNNING, { kind: "dead" }).records[0]?.time, 99);
});

Deno.test("a launch without an exit record is lost even if it was told to end", () => {
  for (const why of ["stop", "timeout"] as const) {
    assertEquals(stateAfter(runTold(why), { kind: "dead" }), "lost");
    assertEquals(stateAfter(runTold(why), { kind: "rebooted" }), "interrupted");
  }
});

Deno.test("a launch that runs or may run is adopted or unknown", () => {
  assertEquals(stateAfter(RUNNING, { kind: "alive", pid: 5 }), "unchanged");
  assertEquals(stateAfter(RUNNING, { kind: "claimed" }), "unchanged");
  assertEquals(stateAfter(RUNNING, { kind: "foreign", host: "elsewhere" }), "unchanged");
  assertEquals(stateAfter(RUNNING, { kind: "unreadable", reason: "EIO" }), "unchanged");
  assertEquals(recoverOne(RUNNING, { kind: "alive", pid: 5 }), { records: [], adopt: [KEY], unknown: [] });
  assertEquals(recoverOne(RUNNING, { kind: "claimed" }), { records: [], adopt: [KEY], unknown: [] });
  assertEquals(recoverOne(RUNNING, { kind: "foreign", host: "elsewhere" }), {
    records: [],
    adopt: [],
    unknown: [{ key: KEY, seen: { kind: "foreign", host: "elsewhere" } }],
  });
});

Deno.test("what a cluster or a supervisor says of an end counts more than what the scheduler wanted", () => {
  const killed = { kind: "ended", outcome: { kind: "signal", signal: "SIGTERM" }, time: 7 } as const;
  assertEquals(stateAfter(runTold("stop"), { ...killed, told: "timeout" }), "timed_out");
  assertEquals(stateAfter(runTold("timeout"), { ...killed, told: "stop" }), "interrupted");
  assertEquals(stateAfter(RUNNING, { kind: "dead", told: "stop" }), "interrupted");
});
