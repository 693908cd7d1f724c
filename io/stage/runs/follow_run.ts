/** Follows a launch that was handed over to an executor: turns what happens to it into events and journal records. */
import { dirname, join } from "@std/path";
import { endRecord } from "../../../lib/run/make_records.ts";
import { failedByItself } from "../../../lib/run/outcome.ts";
import { runOf, tableKey } from "../../../lib/run/run_state.ts";
import { rungRecord, verdictFields } from "../../../lib/schedule/early_stopping/recall_rungs.ts";
import type { Action } from "../../../lib/schedule/events.ts";
import type { Job } from "../../../lib/schedule/state.ts";
import type { Beginning, LaunchEnd } from "../../executor/executor.ts";
import { steadyNow } from "../../system/clock.ts";
import { isSinglePathError } from "../../system/file_errors.ts";
import { type ActiveJobs, type ActiveRun, guard, keyOf, note } from "./active_jobs.ts";
import { removeUnusedTest } from "./remove_unused_test.ts";

/** Registers a launch in its slot, and turns its start and its end into events. */
export function track(running: ActiveJobs, slot: number, job: Job, run: ActiveRun): void {
  running.newest.set(tableKey(run.key), run);
  running.active.set(slot, run);
  run.handle.began?.then((beginning) => began(running, slot, run, beginning));
  run.handle.ended.then((end) => {
    finishMeasuring(running, slot, job, end);
    if (end.kind === "ended") {
      const { outcome, endedBeforeSignal, told, next, time } = end;
      if (time !== undefined) running.active.set(slot, { ...run, ended: time });
      running.finder?.noteUse(run.launch.devices?.uuids ?? []);
      running.loop.dispatch({
        type: "ended",
        slot,
        outcome,
        endedBeforeSignal,
        goesOn: next !== undefined,
        ...(told !== undefined && { told }),
      });
      if (next !== undefined) {
        const { id } = run.key;
        running.lastLaunch.set(id, Math.max(running.lastLaunch.get(id) ?? 0, next.launch.number));
        const { job: again } = running.loop.state.running.get(slot)!;
        if (again.judged !== undefined) {
          running.meter?.follow(slot, join(running.root, run.launch.dir), { isAdopted: false, isQueued: true });
        }
        track(running, slot, again, { ...run, ...next });
      }
      return;
    }
    if (end.kind === "refused") return refuse(running, slot, end.error);
    // Another scheduler leased a GPU or claimed the launch first.
    running.active.delete(slot);
    const unleased = end.unleased ?? false;
    if (unleased) running.finder?.noteLoss(run.launch.devices?.uuids ?? []);
    noteVoid(running, run);
    if (end.cancelled) {
      const outcome = { kind: "unstarted", reason: "it was cancelled in the queue" } as const;
      return running.loop.dispatch({ type: "ended", slot, outcome, told: "stop" });
    }
    // What leaves the queue of a cluster is withdrawn, or submitted again; what was not requested does not wait.
    if (run.handle.began === undefined && !job.noRerun) running.emit({ type: "lease_lost", job, unleased });
    running.loop.dispatch({ type: "lease_lost", slot, unleased });
  });
}

// Rows that were not read yet count, too: the run may have been fast. That none had a value is told once, as nothing is stopped then.
function finishMeasuring(running: ActiveJobs, slot: number, job: Job, end: LaunchEnd): void {
  const nothing = running.meter?.finish(slot);
  if (nothing === undefined || end.kind !== "ended" || end.outcome.kind !== "exit") return;
  running.emit({ type: "unmeasured", job, rule: running.halving!, ...nothing });
}

/** Records what a rung says of a run, before anything that follows from it. */
export function recordVerdict(running: ActiveJobs, action: Extract<Action, { type: "judge" }>): void {
  const { slot, rung, value, verdict } = action;
  const { key: { id }, launch: { number: launch } } = running.active.get(slot)!;
  running.record(rungRecord({ id, launch }, verdictFields(rung, value, verdict), running.halving!, Date.now()));
}

/** Records that a job is not started, as the first repetition of its configuration was stopped early. */
export function skip(running: ActiveJobs, job: Job): void {
  note(running, { type: "skip", time: Date.now(), id: keyOf(running, job).id, stage: "train" });
}

// A run has left the queue of a cluster, with the job that it has now: the cluster may have run it before.
function began(running: ActiveJobs, slot: number, { key, launch, details }: ActiveRun, beginning: Beginning): void {
  const { time, submission, job: element, host } = beginning;
  const { queued, job, started = 0 } = running.loop.state.running.get(slot) ?? {};
  // An adopted run, whose start is in the journal.
  if (!queued || job === undefined) return;
  const at = steadyNow() - Math.max(0, Date.now() - time);
  running.meter?.begin(slot);
  running.loop.dispatch({ type: "began", slot, at });
  note(running, {
    type: "start",
    time,
    ...key,
    launch: launch.number,
    attempt: job.attempt,
    ...details,
    submission,
    ...(element !== undefined && { job: element }),
    ...(host !== undefined && { host }),
  });
  running.emit({ type: "started", job, state: running.loop.state, waited: Math.max(0, at - started) });
}

// Errors about files in an experiment's own directory fail that experiment. All others stop the scheduler.
function refuse(running: ActiveJobs, slot: number, error: unknown): void {
  const run = running.active.get(slot);
  if (isSinglePathError(error)) {
    const outcome = { kind: "unstarted", reason: (error as Error).message } as const;
    return running.loop.dispatch({ type: "ended", slot, outcome });
  }
  if (run !== undefined) noteVoid(running, run);
  launchFailed(running, slot, error);
}

function noteVoid(running: ActiveJobs, { key, launch, handle }: ActiveRun): void {
  // On this machine, a test starts right after its directory was made.
  if (handle.began !== undefined) {
    guard(running, () => removeUnusedTest(running.root, { run: runOf(running.runs, key), launch }));
  }
  note(running, { type: "void", time: Date.now(), ...key, launch: launch.number });
}

/** The launch could not be made, for a reason that is unrelated to its job: scheduling stops. */
export function launchFailed({ emit, loop, active }: ActiveJobs, slot: number, error: unknown): void {
  active.delete(slot);
  // The other launches of a submission fail for the same reason.
  if (loop.state.stop !== "error") emit({ type: "error", message: (error as Error).message });
  loop.dispatch({ type: "launch_failed", slot });
}

/** Records the end of a run, and tells it. */
export function recordEnd(running: ActiveJobs, action: Extract<Action, { type: "record_end" }>): void {
  const { slot, job, outcome, state } = action;
  const run = running.active.get(slot);
  running.active.delete(slot);
  // A job that was stopped before its launch has no launch to record, and the previous launch already has its end.
  const { key, launch } = run ?? running.newest.get(tableKey(keyOf(running, job)))!;
  if (run !== undefined) {
    // The run may have deleted its own directory.
    const hasDir = hasDirectory(dirname(join(running.root, launch.dir, launch.log)));
    const ending = { outcome, time: run.ended ?? Date.now(), state, hasDir };
    note(running, endRecord({ ...key, launch: launch.number }, ending));
  }
  // The run may have failed because its GPU failed.
  if (failedByItself(state)) running.finder?.invalidate();
  running.emit({ type: "ended", end: action, log: `${launch.dir}/${launch.log}`, state: running.loop.state });
}

/** Tells the run in a slot to end. */
export function terminate(running: ActiveJobs, { slot, verdict }: Extract<Action, { type: "terminate" }>): void {
  const run = running.active.get(slot);
  const { job, ending } = running.loop.state.running.get(slot) ?? {};
  const why = ending?.why ?? "stop";
  if (verdict !== undefined) running.emit({ type: "judged", job: job!, rule: running.halving!, ...verdict });
  run?.handle.terminate(
    () => note(running, { type: "terminate", time: Date.now(), ...run.key, launch: run.launch.number, why }),
    why,
  );
}

function hasDirectory(dir: string): boolean {
  try {
    return Deno.lstatSync(dir).isDirectory;
  } catch {
    return false;
  }
}
