/** Runs jobs: carries out what the scheduler decides, between its loop, the journal and an executor. */
import { exitAndSignal, hasFailed } from "../../lib/run/outcome.ts";
import type { RunKey, RunTable } from "../../lib/run/run_table.ts";
import { lastLaunches, tableKey } from "../../lib/run/run_table.ts";
import type { Stage } from "../../lib/run/stage.ts";
import type { Action } from "../../lib/schedule/events.ts";
import { devicesWanted } from "../../lib/schedule/start.ts";
import { createState, type Job, type Limits, type Running, type State } from "../../lib/schedule/state.ts";
import type { StageEvent } from "../../lib/status/stage_event.ts";
import type { JournalRecord } from "../../lib/run/journal_record.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import type { Executor, Launch, RunHandle } from "../executor/executor.ts";
import type { DeviceFinder, FinderEvents } from "../gpu/find_devices.ts";
import { steadyNow } from "../system/clock.ts";
import { isOfOnePath } from "../system/files.ts";
import type { Launcher } from "./prepare_launch.ts";
import { createLoop, type SchedulerLoop } from "./scheduler_loop.ts";
import type { Orders } from "./orders.ts";

/** What a stage runs its jobs with. */
export interface JobContext {
  readonly stage: Stage;
  readonly plan: Plan;
  /** What is known of the runs before anything is started. */
  readonly runs: RunTable;
  readonly executor: Executor;
  readonly launcher: Launcher;
  /** Looks for the GPUs that the head of the queue waits for; `undefined` on CPUs. */
  readonly findDevices: ((events: FinderEvents) => DeviceFinder) | undefined;
  /** Writes a record to the journal. @throws when that is impossible, on a full disk for instance */
  record(record: JournalRecord): void;
  tell(event: StageEvent): void;
  /** Sends orders to the scheduler. */
  readonly orders: Pick<Orders, "connect">;
}

/** The jobs to run. */
export interface JobsToRun {
  readonly jobs: readonly Job[];
  /** Runs of a former scheduler that still live. */
  readonly adopted: readonly AdoptedRun[];
  readonly limits: Limits;
}

/** A run of a former scheduler, in the state of this one. */
export interface AdoptedRun extends Running {
  readonly launch: Launch;
}

/** A launch in its slot. */
interface ActiveRun {
  readonly key: RunKey;
  readonly launch: Launch;
  readonly handle: RunHandle;
}

/** The jobs of a stage while they run. */
interface ActiveJobs extends JobContext {
  readonly loop: SchedulerLoop;
  /** By slot. A job has none as long as its former launch is cleared away: there is nothing to end yet. */
  readonly active: Map<number, ActiveRun>;
  /** The newest launch of each job. */
  readonly newest: Map<string, ActiveRun>;
  /** The highest launch number of each experiment, whose tests share the numbers. */
  readonly lastLaunch: Map<string, number>;
  readonly finder: DeviceFinder | undefined;
}

/**
 * Runs jobs until nothing is left to do.
 *
 * @returns the last state; its `stop` is `fault` when records could not be written
 */
export async function runJobs(context: JobContext, { jobs, adopted, limits }: JobsToRun): Promise<State> {
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  using loop = createLoop(
    createState(limits, jobs, adopted),
    (action) => {
      if (action.type === "finish") finish();
      else attempt(running, () => perform(running, action));
    },
    (state) => running.finder?.look(devicesWanted(state, steadyNow())),
  );
  const running: ActiveJobs = {
    ...context,
    loop,
    active: new Map(),
    newest: new Map(),
    lastLaunch: lastLaunches(context.runs, context.stage),
    finder: context.findDevices?.({
      found: (free, needs) => loop.dispatch({ type: "devices", free, needs }),
      waiting: (blocked) => context.tell({ type: "waiting", blocked }),
      hopeless() {
        context.tell({ type: "error", message: "too few GPUs are left" });
        loop.dispatch({ type: "drain", reason: "no_devices" });
      },
      failed: (error) => fail(running, error),
    }),
  };
  for (const [slot, { job, launch }] of adopted.entries()) {
    follow(running, slot, job, { key: keyOf(running, job), launch, handle: context.executor.adopt(launch) });
  }
  // What was ordered before comes at once: the adopted runs are ended, too, and nothing is started.
  context.orders.connect((order) => {
    if (order === "kill") context.executor.hurry();
    loop.dispatch(order === "drain" ? { type: "drain", reason: "drain" } : { type: order });
  });
  loop.dispatch({ type: "begin" });
  await finished;
  return loop.state;
}

function perform(running: ActiveJobs, action: Exclude<Action, { type: "finish" }>): void {
  switch (action.type) {
    case "launch":
      return start(running, action);
    case "settle":
      return end(running, action);
    case "terminate":
      return terminate(running, action.slot);
    case "kill":
      return running.active.get(action.slot)?.handle.kill();
    case "give_up":
      return running.tell({ type: "gave_up", failed: action.failed });
  }
}

// What fails here is no fault of the runs: they may end, and nothing more is started.
function attempt(running: ActiveJobs, action: () => void): void {
  try {
    action();
  } catch (error) {
    fail(running, error);
  }
}

function fail({ tell, loop }: ActiveJobs, error: unknown): void {
  tell({ type: "error", message: (error as Error).message });
  loop.dispatch({ type: "drain", reason: "fault" });
}

type Start = Extract<Action, { type: "launch" }>;

function start(running: ActiveJobs, action: Start): void {
  const { slot, job } = action;
  const former = running.newest.get(tableKey(keyOf(running, job)));
  if (former === undefined) return launch(running, action);
  running.executor.clear(former.launch).then(() => {
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
  const needs = job.policy.devices;
  const shared = needs !== undefined && needs.runsPerGpu > 1;
  const key = keyOf(running, job);
  try {
    const { dir, log, testDir, obstacle } = running.launcher.prepare({
      ...{ experiment, stage, devices },
      launch: number,
      attempt: job.attempt,
      test: job.test,
    });
    const launch: Launch = { stage, number, dir, log, ...(needs && { devices: { uuids: devices, shared } }) };
    running.record({
      type: "start",
      time: Date.now(),
      ...key,
      launch: number,
      attempt: job.attempt,
      ...(testDir !== undefined && { test_dir: testDir }),
      ...(devices.length > 0 && { devices }),
      ...(shared && { runs_per_gpu: needs.runsPerGpu }),
    });
    running.lastLaunch.set(experiment.id, number);
    // It counts as an attempt also if something is in its way: a retry may find the directory mended.
    const handle = obstacle === undefined ? running.executor.start(launch) : unstartedRun(obstacle);
    follow(running, slot, job, { key, launch, handle });
    running.tell({ type: "started", job, state: running.loop.state });
  } catch (error) {
    launchFailed(running, slot, error);
  }
}

// The run of a launch that never comes to an executor.
function unstartedRun(reason: string): RunHandle {
  const outcome = { kind: "unstarted", reason } as const;
  return { ended: Promise.resolve({ kind: "ended", outcome, endedBeforeSignal: false }), terminate() {}, kill() {} };
}

// What one experiment's own directory refuses is a failure of that experiment; anything else stops the whole.
function refuse(running: ActiveJobs, slot: number, error: unknown): void {
  const run = running.active.get(slot);
  if (isOfOnePath(error)) {
    const outcome = { kind: "unstarted", reason: (error as Error).message } as const;
    return running.loop.dispatch({ type: "ended", slot, outcome });
  }
  if (run !== undefined) note(running, { type: "void", time: Date.now(), ...run.key, launch: run.launch.number });
  launchFailed(running, slot, error);
}

function launchFailed({ tell, loop, active }: ActiveJobs, slot: number, error: unknown): void {
  active.delete(slot);
  tell({ type: "error", message: (error as Error).message });
  loop.dispatch({ type: "launch_failed", slot });
}

// Turns the end of a launch into an event.
function follow(running: ActiveJobs, slot: number, job: Job, run: ActiveRun): void {
  running.newest.set(tableKey(run.key), run);
  running.active.set(slot, run);
  run.handle.ended.then((end) => {
    if (end.kind === "ended") {
      const { outcome, endedBeforeSignal } = end;
      running.finder?.noteUse(run.launch.devices?.uuids ?? []);
      return running.loop.dispatch({ type: "ended", slot, outcome, endedBeforeSignal });
    }
    if (end.kind === "refused") return refuse(running, slot, end.error);
    // Another scheduler was faster.
    running.active.delete(slot);
    running.finder?.noteLoss(run.launch.devices?.uuids ?? []);
    note(running, { type: "void", time: Date.now(), ...run.key, launch: run.launch.number });
    running.tell({ type: "lease_lost", job });
    running.loop.dispatch({ type: "lease_lost", slot });
  });
}

function end(running: ActiveJobs, action: Extract<Action, { type: "settle" }>): void {
  const { slot, job, outcome, state } = action;
  // A job that was stopped before it started ends with the launch before.
  const { key, launch } = running.active.get(slot) ?? running.newest.get(tableKey(keyOf(running, job)))!;
  running.active.delete(slot);
  note(running, {
    type: "end",
    time: Date.now(),
    ...key,
    launch: launch.number,
    state,
    ...exitAndSignal(outcome),
    ...(outcome.kind === "unstarted" && { reason: outcome.reason }),
  });
  // A GPU that was lost takes its runs along.
  if (hasFailed(state)) running.finder?.distrust();
  running.tell({ type: "ended", end: action, log: `${launch.dir}/${launch.log}`, state: running.loop.state });
}

function terminate(running: ActiveJobs, slot: number): void {
  const run = running.active.get(slot);
  const why = running.loop.state.running.get(slot)?.ending?.why ?? "stop";
  run?.handle.terminate(() =>
    note(running, { type: "terminate", time: Date.now(), ...run.key, launch: run.launch.number, why })
  );
}

// What the journal cannot take, the records beside the run tell the next scheduler.
function note(running: ActiveJobs, record: JournalRecord): void {
  attempt(running, () => running.record(record));
}

function keyOf({ plan, stage }: JobContext, { experiment, test }: Job): RunKey {
  return { stage, id: plan.experiments[experiment]!.id, ...(test !== undefined && { test }) };
}
