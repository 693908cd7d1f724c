/** Runs jobs: carries out the actions of the scheduler with an executor, and records them in the journal. */
import { dirname, join } from "@std/path";
import { exitAndSignal, hasFailed } from "../../lib/run/outcome.ts";
import type { Run } from "../../lib/run/run_state.ts";
import type { RunKey, RunTable } from "../../lib/run/run_table.ts";
import { lastLaunches, runOf, tableKey } from "../../lib/run/run_table.ts";
import type { Stage } from "../../lib/run/stage.ts";
import type { Action } from "../../lib/schedule/events.ts";
import { runIn } from "../../lib/schedule/slot_table.ts";
import { devicesWanted } from "../../lib/schedule/start.ts";
import { createState, type Job, type Limits, type Running, type State } from "../../lib/schedule/state.ts";
import type { StageEvent } from "../../lib/status/stage_event.ts";
import type { JournalRecord, StartRecord } from "../../lib/run/journal_record.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import type { Beginning, ClusterLaunch, Executor, Launch, LaunchEnd, RunHandle } from "../executor/executor.ts";
import type { DeviceFinder, FinderEvents } from "../gpu/find_devices.ts";
import { steadyNow } from "../system/clock.ts";
import { isSinglePathError } from "../system/files.ts";
import type { Launcher } from "./prepare_launch.ts";
import { createLoop, type SchedulerLoop } from "./scheduler_loop.ts";
import type { Orders } from "./orders.ts";

/** The surroundings in which jobs run. */
export interface JobContext {
  /** The grid directory, absolute. */
  readonly root: string;
  readonly stage: Stage;
  readonly plan: Plan;
  /** The runs before the first start. */
  readonly runs: RunTable;
  readonly executor: Executor;
  readonly launcher: Launcher;
  /** Looks for the GPUs that the job at the head of the queue needs; `undefined` on CPUs. */
  readonly findDevices: ((events: FinderEvents) => DeviceFinder) | undefined;
  /** Appends a record to the journal. @throws if it cannot be written, for example because the disk is full */
  record(record: JournalRecord): void;
  /** Receives the events of the stage. */
  emit(event: StageEvent): void;
  /** The source of orders. */
  readonly orders: Pick<Orders, "connect">;
  /** How a cluster runs a job; absent on this machine. */
  readonly clusterLaunch?: (job: Job) => ClusterLaunch;
  /** Resolves when this scheduler is to leave its runs to the cluster; absent to follow them to their end. */
  readonly leaves?: () => Promise<void>;
}

/** The jobs to run. On a cluster, limits have `queues`. */
export interface JobsToRun {
  readonly jobs: readonly Job[];
  /** Runs of an earlier scheduler that are still running. */
  readonly adopted: readonly AdoptedRun[];
  readonly limits: Limits;
}

/** A run of an earlier scheduler, as it enters the state of this one. */
export interface AdoptedRun extends Running {
  readonly launch: Launch;
}

/** A launch that occupies a slot. */
interface ActiveRun {
  readonly key: RunKey;
  readonly launch: Launch;
  readonly handle: RunHandle;
  /** The fields of its start in the journal that do not depend on when and where it starts. */
  readonly details: LaunchDetails;
}

type LaunchDetails = Pick<StartRecord, "test_dir" | "launched_with" | "seed">;

/** The jobs of a stage that is running. */
interface ActiveJobs extends JobContext {
  readonly loop: SchedulerLoop;
  /** By slot. A slot has none while the previous launch of its job is being cleared: there is nothing to stop yet. */
  readonly active: Map<number, ActiveRun>;
  /** The newest launch of each run. */
  readonly newest: Map<string, ActiveRun>;
  /** The highest launch number of each experiment. Tests of one experiment share a sequence. */
  readonly lastLaunch: Map<string, number>;
  readonly finder: DeviceFinder | undefined;
}

/**
 * Runs jobs until nothing is left to do.
 *
 * @returns the final state; its `stop` is `error` after an error that is unrelated to the runs
 */
export async function runJobs(context: JobContext, { jobs, adopted, limits }: JobsToRun): Promise<State> {
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  using loop = createLoop(
    createState(limits, jobs, adopted),
    (action) => {
      if (action.type === "finish") finish();
      else guard(running, () => perform(running, action));
    },
    (state) => running.finder?.search(devicesWanted(state, steadyNow())),
  );
  const running: ActiveJobs = {
    ...context,
    loop,
    active: new Map(),
    newest: new Map(),
    lastLaunch: lastLaunches(context.runs, context.stage),
    finder: context.findDevices?.({
      found: (free, needs) => loop.dispatch({ type: "devices", free, needs }),
      waiting: (blocked) => context.emit({ type: "waiting", blocked }),
      timedOut() {
        context.emit({ type: "error", message: "too few working GPUs left" });
        loop.dispatch({ type: "drain", reason: "no_devices" });
      },
      failed: (error) => fail(running, error),
    }),
  };
  for (const [slot, { job, launch }] of adopted.entries()) {
    track(running, slot, job, {
      ...{ key: keyOf(running, job), launch, handle: context.executor.adopt(launch) },
      details: detailsOf(runOf(context.runs, keyOf(running, job))),
    });
  }
  // An earlier order is delivered here, before the first start. It also applies to adopted runs.
  context.orders.connect((order) => {
    if (order === "kill") context.executor.hurry();
    // On a cluster, a signal only ends this scheduler.
    if (limits.queues && order !== "drain") return loop.dispatch({ type: "leave" });
    loop.dispatch(order === "drain" ? { type: "drain", reason: "drain" } : { type: order });
  });
  loop.dispatch({ type: "begin" });
  context.leaves?.().then(() => loop.dispatch({ type: "leave" }), (error) => fail(running, error));
  await finished;
  return loop.state;
}

function perform(running: ActiveJobs, action: Exclude<Action, { type: "finish" }>): void {
  switch (action.type) {
    case "launch":
      return start(running, action);
    case "record_end":
      return recordEnd(running, action);
    case "terminate":
      return terminate(running, action.slot);
    case "kill":
      return running.active.get(action.slot)?.handle.kill();
    case "withdraw":
      return void running.executor.withdraw().catch((error) => fail(running, error));
    case "give_up":
      return running.emit({ type: "gave_up", failed: action.failed });
  }
}

// An error here is unrelated to the runs: scheduling stops, and running jobs may finish.
function guard(running: ActiveJobs, action: () => void): void {
  try {
    action();
  } catch (error) {
    fail(running, error);
  }
}

function fail({ emit, loop }: ActiveJobs, error: unknown): void {
  emit({ type: "error", message: (error as Error).message });
  loop.dispatch({ type: "drain", reason: "error" });
}

type Start = Extract<Action, { type: "launch" }>;

function start(running: ActiveJobs, action: Start): void {
  const { slot, job } = action;
  const previous = running.newest.get(tableKey(keyOf(running, job)));
  if (previous === undefined) return launch(running, action);
  running.executor.clear(previous.launch).then(() => {
    const { job: current, ending } = runIn(running.loop.state.running, slot) ?? {};
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
  const needs = job.policy.devices;
  const shared = needs !== undefined && needs.runsPerGpu > 1;
  const key = keyOf(running, job);
  try {
    const { dir, log, testDir, launchedWith, obstacle } = running.launcher.prepare({
      ...{ experiment, stage, devices },
      launch: number,
      attempt: job.attempt,
      test: job.test,
    });
    const cluster = running.clusterLaunch?.(job);
    const launch: Launch = {
      ...{ stage, number, dir, log },
      ...(needs && { devices: { uuids: devices, shared } }),
      ...(cluster && { cluster }),
    };
    const details: LaunchDetails = {
      ...(testDir !== undefined && { test_dir: testDir }),
      ...(launchedWith !== undefined && { launched_with: launchedWith }),
      ...(plan.seed === undefined && experiment.seed !== undefined && { seed: experiment.seed }),
    };
    const record = { time: Date.now(), ...key, launch: number, attempt: job.attempt, ...details };
    running.record(
      cluster !== undefined ? { type: "queue", ...record } : {
        type: "start",
        ...record,
        ...(devices.length > 0 && { devices }),
        ...(shared && { runs_per_gpu: needs.runsPerGpu }),
      },
    );
    running.lastLaunch.set(experiment.id, number);
    // A launch with an obstacle also counts as an attempt, because a retry may succeed.
    const handle = obstacle === undefined ? startRun(running, launch) : unstartedRun(obstacle);
    track(running, slot, job, { key, launch, handle, details });
    if (handle.began === undefined) running.emit({ type: "started", job, state: running.loop.state });
  } catch (error) {
    launchFailed(running, slot, error);
  }
}

// If nothing can be started, the launch is void: its start is in the journal already.
function startRun({ executor }: ActiveJobs, launch: Launch): RunHandle {
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

// Errors about files in an experiment's own directory fail that experiment. All others stop the scheduler.
function refuse(running: ActiveJobs, slot: number, error: unknown): void {
  const run = running.active.get(slot);
  if (isSinglePathError(error)) {
    const outcome = { kind: "unstarted", reason: (error as Error).message } as const;
    return running.loop.dispatch({ type: "ended", slot, outcome });
  }
  if (run !== undefined) note(running, { type: "void", time: Date.now(), ...run.key, launch: run.launch.number });
  launchFailed(running, slot, error);
}

function launchFailed({ emit, loop, active }: ActiveJobs, slot: number, error: unknown): void {
  active.delete(slot);
  emit({ type: "error", message: (error as Error).message });
  loop.dispatch({ type: "launch_failed", slot });
}

// Registers a launch in its slot, and turns its end into an event.
function track(running: ActiveJobs, slot: number, job: Job, run: ActiveRun): void {
  running.newest.set(tableKey(run.key), run);
  running.active.set(slot, run);
  run.handle.began?.then((beginning) => began(running, slot, run, beginning));
  run.handle.ended.then((end) => {
    if (end.kind === "ended") {
      const { outcome, endedBeforeSignal, told, next } = end;
      running.finder?.noteUse(run.launch.devices?.uuids ?? []);
      running.loop.dispatch({
        ...{ type: "ended", slot, outcome, endedBeforeSignal, goesOn: next !== undefined },
        ...(told !== undefined && { told }),
      });
      if (next !== undefined) {
        running.lastLaunch.set(run.key.id, next.launch.number);
        track(running, slot, runIn(running.loop.state.running, slot)!.job, { ...run, ...next });
      }
      return;
    }
    if (end.kind === "refused") return refuse(running, slot, end.error);
    // Another scheduler leased a GPU or claimed the launch first.
    running.active.delete(slot);
    const unleased = end.unleased ?? false;
    if (unleased) running.finder?.noteLoss(run.launch.devices?.uuids ?? []);
    note(running, { type: "void", time: Date.now(), ...run.key, launch: run.launch.number });
    if (end.cancelled) {
      const outcome = { kind: "unstarted", reason: "it was cancelled in the queue" } as const;
      return running.loop.dispatch({ type: "ended", slot, outcome, told: "stop" });
    }
    running.emit({ type: "lease_lost", job, unleased });
    running.loop.dispatch({ type: "lease_lost", slot, unleased });
  });
}

// A run has left the queue of a cluster, with the job that it has now: the cluster may have run it before.
function began(running: ActiveJobs, slot: number, { key, launch, details }: ActiveRun, beginning: Beginning): void {
  const { time, submission, job: element, host } = beginning;
  const { queued, job } = runIn(running.loop.state.running, slot) ?? {};
  // An adopted run, whose start is in the journal.
  if (!queued || job === undefined) return;
  running.loop.dispatch({ type: "began", slot, at: steadyNow() - Math.max(0, Date.now() - time) });
  note(running, {
    ...{ type: "start", time, ...key, launch: launch.number, attempt: job.attempt },
    ...{ ...details, submission },
    ...(element !== undefined && { job: element }),
    ...(host !== undefined && { host }),
  });
  running.emit({ type: "started", job, state: running.loop.state });
}

function recordEnd(running: ActiveJobs, action: Extract<Action, { type: "record_end" }>): void {
  const { slot, job, outcome, state } = action;
  const run = running.active.get(slot);
  running.active.delete(slot);
  // A job that was stopped before its launch has no launch to record, and the previous launch already has its end.
  const { key, launch } = run ?? running.newest.get(tableKey(keyOf(running, job)))!;
  const ending = { state, ...exitAndSignal(outcome), ...(outcome.kind === "unstarted" && { reason: outcome.reason }) };
  if (run !== undefined) {
    // The run may have deleted its own directory.
    const hasDir = hasDirectory(dirname(join(running.root, launch.dir, launch.log)));
    const end = { type: "end", time: Date.now(), ...key, launch: launch.number, ...ending } as const;
    note(running, { ...end, ...(hasDir && { has_dir: true }) });
  }
  // The run may have failed because its GPU failed.
  if (hasFailed(state)) running.finder?.invalidate();
  running.emit({ type: "ended", end: action, log: `${launch.dir}/${launch.log}`, state: running.loop.state });
}

function terminate(running: ActiveJobs, slot: number): void {
  const run = running.active.get(slot);
  const why = runIn(running.loop.state.running, slot)?.ending?.why ?? "stop";
  run?.handle.terminate(() =>
    note(running, { type: "terminate", time: Date.now(), ...run.key, launch: run.launch.number, why })
  );
}

// If the journal cannot be written, the next scheduler recovers this from the files next to the run.
function note(running: ActiveJobs, record: JournalRecord): void {
  guard(running, () => running.record(record));
}

function keyOf({ plan, stage }: JobContext, { experiment, test }: Job): RunKey {
  return { stage, id: plan.experiments[experiment]!.id, ...(test !== undefined && { test }) };
}

function detailsOf({ queued, newest }: Run): LaunchDetails {
  const { testDir, launchedWith, seed } = queued ?? newest ?? {};
  return {
    ...(testDir !== undefined && { test_dir: testDir }),
    ...(launchedWith !== undefined && { launched_with: launchedWith }),
    ...(seed !== undefined && { seed }),
  };
}

function hasDirectory(dir: string): boolean {
  try {
    return Deno.lstatSync(dir).isDirectory;
  } catch {
    return false;
  }
}
