/** Starts the launch of a job: prepares its files, records it, and hands it over to the executor. */
import { join } from "@std/path";
import type { RunSpec } from "../../../lib/plan/plan.ts";
import type { Fingerprint, LaunchDetails } from "../../../lib/run/journal_record.ts";
import { tableKey } from "../../../lib/run/run_state.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import type { Action } from "../../../lib/schedule/events.ts";
import type { StageEvent } from "../../../lib/status/progress/progress.ts";
import type { Launch, LaunchEnd, RunHandle } from "../../executor/executor.ts";
import { createFingerprintReader } from "../../grid/fingerprint_reader.ts";
import type { HeldSession } from "../../grid/session.ts";
import { type ActiveJobs, keyOf } from "./active_jobs.ts";
import { launchFailed, track } from "./follow_run.ts";

type Start = Extract<Action, { type: "launch" }>;

/** Starts a job, once nothing is left of its former launch. */
export function start(running: ActiveJobs, action: Start): void {
  const { slot, job } = action;
  const previous = running.newest.get(tableKey(keyOf(running, job)));
  if (previous === undefined) return launch(running, action);
  running.backend.executor.clear(previous.launch).then(() => {
    const { job: current, ending } = running.loop.state.running.get(slot) ?? {};
    if (current !== job) return;
    if (ending === undefined) return launch(running, action);
    const outcome = { kind: "unstarted", reason: "it was stopped before it started" } as const;
    running.loop.dispatch({ type: "ended", slot, outcome });
  }, (error) => launchFailed(running, slot, error));
}

function launch(running: ActiveJobs, { slot, job, devices }: Start): void {
  const { plan, stage } = running;
  const experiment = plan.experiments[job.experiment]!;
  const number = (running.lastLaunch.get(experiment.id) ?? 0) + 1;
  const key = keyOf(running, job);
  try {
    const { dir, log, testDir, launchedWith, obstacle } = running.launcher.prepare({
      experiment,
      stage,
      devices,
      launch: number,
      attempt: job.attempt,
      test: job.test,
    });
    const { given, last, announce } = running.backend.terms(job, number, devices);
    const launch: Launch = { stage, number, dir, log, ...given };
    const details: LaunchDetails = {
      ...(testDir !== undefined && { test_dir: testDir }),
      ...(launchedWith !== undefined && { launched_with: launchedWith }),
      ...(plan.seed === undefined && experiment.seed !== undefined && { seed: experiment.seed }),
    };
    running.record(announce({ time: Date.now(), ...key, launch: number, attempt: job.attempt, ...details }));
    running.lastLaunch.set(experiment.id, last);
    // A launch with an obstacle also counts as an attempt, because a retry may succeed.
    // What is there by now is of an earlier attempt.
    const isQueued = running.loop.state.running.get(slot)?.queued ?? false;
    if (job.judged !== undefined) running.meter?.follow(slot, join(running.root, dir), { isAdopted: false, isQueued });
    const handle = obstacle === undefined ? startRun(running, launch) : unstartedRun(obstacle);
    track(running, slot, job, { key, launch, handle, details });
    if (handle.began === undefined) running.emit({ type: "started", job, state: running.loop.state });
  } catch (error) {
    launchFailed(running, slot, error);
  }
}

// If nothing can be started, the launch is void: its start is in the journal already.
function startRun({ backend: { executor } }: ActiveJobs, launch: Launch): RunHandle {
  try {
    return executor.start(launch);
  } catch (error) {
    return endedRun({ kind: "refused", error });
  }
}

// The handle of a launch that is not passed to the executor.
function unstartedRun(reason: string): RunHandle {
  return endedRun({ kind: "ended", outcome: { kind: "unstarted", reason }, endedBeforeSignal: false });
}

function endedRun(end: LaunchEnd): RunHandle {
  return { ended: Promise.resolve(end), terminate() {}, kill() {} };
}

// Records what launches are started with.

/**
 * Returns a function that gives the hash of the fingerprint of a launch, whose details are in the journal before the launch. A
 * change between two launches of the stage is told.
 */
export function fingerprintRecorder(
  { plan, fingerprints, record }: HeldSession,
  stage: Stage,
  emit: (event: StageEvent) => void,
): (spec: RunSpec) => string {
  const reader = createFingerprintReader(plan, fingerprints);
  const latest = new Map<RunSpec, Fingerprint>();
  return (spec) => {
    const now = reader.read(spec);
    const before = latest.get(spec);
    if (now === before) return now.hash;
    if (!fingerprints.has(now.hash)) record({ type: "fingerprint", time: Date.now(), stage, ...now });
    if (before !== undefined && before.hash !== now.hash) emit({ type: "files_changed", before, now });
    latest.set(spec, now);
    return now.hash;
  };
}
