/** Runs one stage of a grid: recovers the runs of an earlier scheduler, then trains or tests what is missing. */
import { gridSettings, withPrefix } from "../../lib/plan/plan.ts";
import { copyRunTable } from "../../lib/run/journal_state.ts";
import { unfinishedRuns } from "../../lib/run/recover.ts";
import { isStoppedEarly, outAt, runOf, type RunTable } from "../../lib/run/run_state.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { rungsBehind } from "../../lib/schedule/early_stopping/recall_rungs.ts";
import { adoptedJob, type JobList } from "../../lib/schedule/jobs/plan_jobs.ts";
import { failureLimit } from "../../lib/schedule/retry.ts";
import type { Limits, State } from "../../lib/schedule/state.ts";
import { describeEarlierFailures } from "../../lib/status/failures.ts";
import { advance, beginProgress, type Progress, type StageEvent } from "../../lib/status/progress/progress.ts";
import type { Executor } from "../executor/executor.ts";
import { type HeldSession, markUnknown } from "../grid/session.ts";
import { loadFormats } from "../results/series_formats.ts";
import { steadyNow } from "../system/clock.ts";
import { type HostIdentity, readHostIdentity } from "../system/place.ts";
import { commandBegan } from "../system/processes/program.ts";
import { chooseBackend } from "./backend/choose_backend.ts";
import { recallValues } from "./early_stopping/judge_ended.ts";
import { createOrders, type Orders } from "./orders.ts";
import type { StageSetup } from "./plan_stage.ts";
import { planStart } from "./plan_start.ts";
import { type AdoptedRun, runJobs } from "./run_jobs.ts";
import { watchFirstRun } from "./runs/first_results.ts";
import { createLauncher } from "./runs/prepare_launch.ts";
import { type LivingRun, type RecoveredRuns, recoverRuns, waitForUnknown } from "./runs/recover_runs.ts";
import { fingerprintRecorder } from "./runs/start_launch.ts";
import type { StageRequest } from "./stage_request.ts";
import { isCleaned, type StageResult, stageResult } from "./stage_result.ts";
import { finishMoves, trainAnew } from "./train_anew.ts";

/** What a stage needs of a source of orders. */
export type StageOrders = Pick<Orders, "connect" | "isStopped" | "signal" | "give">;

/** Callbacks for the events of a stage, and the source of its orders. */
export interface StageObserver {
  /** Called for each event, with the progress after it. */
  readonly onEvent?: (event: StageEvent, progress: Progress) => void;
  /** Called before the first launch, unless there is nothing to run. */
  readonly onBegin?: () => void;
  /** Orders to stop the stage. */
  readonly orders?: StageOrders;
}

const GRACE_S = 10;

/**
 * Trains or tests the experiments of a grid. Recovers the runs of an earlier scheduler, then runs what is missing, until all
 * jobs have ended or an order stops it.
 *
 * @param session the grid directory, locked by this process
 * @throws {InputError} if requirements of the runs are not met, `only` matches nothing, or experiments cannot be trained anew;
 * nothing has been started then
 */
export async function runStage(
  session: HeldSession,
  request: StageRequest,
  { onEvent = () => {}, onBegin = () => {}, orders = createOrders(() => {}) }: StageObserver = {},
): Promise<StageResult> {
  const begun = steadyNow();
  const time = Date.now();
  const { stage } = request;
  const { root, plan } = session;
  const here = readHostIdentity();
  const backend = chooseBackend(request);
  finishMoves(session);
  const cluster = await backend.cluster();
  // Trainings that have ended meanwhile are judged when they are recovered.
  await loadFormats(gridSettings(plan).earlyStopping && gridSettings(plan).results);
  const unfinished = request.checkFirst === undefined ? [] : unfinishedRuns(session.runs, stage);
  const recovered = await recoverRuns(session, {
    stage,
    here,
    assumeDead: request.assumeDead ?? [],
    ...(cluster && { cluster }),
  });
  const { setup, anew } = planStart(
    { root, path: session.path, plan, runs: knownRuns(session, recovered, here) },
    request,
  );
  const { jobs } = setup.list;
  const earlier = describeEarlierFailures(plan, session.runs, stage, setup.list.failed);

  let progress = beginProgress(begun);
  const emit = (event: StageEvent) => {
    progress = advance(progress, event, plan.experiments, steadyNow());
    onEvent(event, progress);
    first?.onEvent(event);
  };
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const first = request.checkFirst && watchFirstRun(session, stage, request.checkFirst, { tell: emit, stop });
  const count = jobs.length + recovered.adopted.length;
  const limits = limitsOf(setup, request, { count, begun });
  const { settings, maxConcurrentRuns } = setup;
  const { grace, failures, devices } = limits;
  const opened = await backend.open(session, {
    stage,
    here,
    jobs,
    settings,
    maxConcurrentRuns,
    grace,
    failures,
    isJudged: limits.halving !== undefined,
    emit,
    orders,
  });

  const trainedAnew = await trainAnew(session, anew);
  if (trainedAnew.length > 0) emit({ type: "trained_anew", experiments: trainedAnew });
  tellRecovery(recovered, emit);
  first?.onRecovery(unfinished, recovered.adopted.length);
  const scheduler = { stage, pid: Deno.pid, host: here.host, ...(devices.length > 0 && { devices }), jobs: count };
  // What starts nothing leaves no trace: how the grid ended is told by the last scheduler that ran anything.
  if (count + recovered.unknown.length + setup.list.blocked.length + setup.list.skipped.length > 0) {
    session.record({ type: "scheduler", time, ...scheduler });
    onBegin();
  }
  recordNotStarted(session, stage, setup.list, time);
  const rungs = limits.halving && recallValues(session, setup.halving!, setup.list.kins!, jobs);
  const state = await runJobs({
    root,
    stage,
    plan,
    runs: session.runs,
    backend: opened,
    emit,
    orders,
    record: session.record,
    halving: limits.halving && setup.halving,
    stopped,
    launcher: createLauncher({
      root,
      gridKey: session.key,
      hardware: setup.room.hardware,
      checkpointOf: setup.checkpointOf,
      plan: { ...withPrefix(plan, request.prefix), li: request.li ?? plan.li, ll: request.ll ?? plan.ll },
      launchedWith: fingerprintRecorder(session, stage, emit),
    }),
  }, {
    jobs,
    limits,
    adopted: recovered.adopted.map((former) => adoptRun(session, setup, former)),
    ...(rungs && { rungs }),
  });
  await closeExecutor(session, opened.executor, state, emit);
  const lacksResults = await first?.settle(!orders.isStopped()) ?? false;
  const isTimeUp = () => limits.stopAt !== undefined && steadyNow() >= limits.stopAt;
  const isOver = () => orders.isStopped() || isTimeUp();
  // A scheduler that leaves its runs to a cluster waits for none.
  const unknown = state.stop === "left" ? 0 : await awaitUnknown(session, recovered.unknown, here, { emit, isOver });
  return stageResult(session, setup, {
    stage,
    earlier,
    progress,
    report: opened.report(progress),
    state: { ...state, stop: state.stop ?? (unknown > 0 && isTimeUp() ? "time_limit" : undefined) },
    signal: orders.signal(),
    lacksResults,
    duration: steadyNow() - begun,
  });
}

// `count`: number of runs, of which more slots are not needed.
function limitsOf(
  { gridSettings: { maxFailures, maxTime, order }, room, halving }: StageSetup,
  request: StageRequest,
  { count, begun }: { readonly count: number; readonly begun: number },
): Limits {
  const { slots, capacity, devices, queues } = room;
  const grace = (request.grace ?? GRACE_S) * 1000;
  return {
    slots: Math.max(1, Math.min(slots, count)),
    capacity,
    devices,
    ...(queues && { queues }),
    grace,
    failures: failureLimit(maxFailures),
    ...(halving && request.stage === "train" && { halving }),
    ...(maxTime !== undefined && { startUntil: beginOf(request.stage, begun) + maxTime * 1000 }),
    ...(order === "longest" && { longestFirst: true as const }),
    ...(request.endBy !== undefined && { stopAt: request.endBy - grace }),
  };
}

// Another process may have begun the training, which this one continues.
function beginOf(stage: Stage, begun: number): number {
  return stage === "train" ? begun - Math.max(0, performance.timeOrigin - commandBegan()) : begun;
}

// What may be alive is not started, and what is trained anew must not be running, and neither may its tests.
function knownRuns({ runs }: HeldSession, { unknown, elsewhere }: RecoveredRuns, here: HostIdentity): RunTable {
  if (unknown.length + elsewhere.length === 0) return runs;
  const known = copyRunTable(runs);
  markUnknown(known, [...unknown, ...elsewhere], here);
  return known;
}

async function closeExecutor(
  session: HeldSession,
  executor: Executor,
  { stop }: State,
  emit: (event: StageEvent) => void,
): Promise<void> {
  // After an error, a full disk for example, records may be missing.
  const unrecorded = stop === "error";
  const survivors = await executor.close(unrecorded);
  if (survivors.length > 0) emit({ type: "survivors", pids: survivors });
  if (!unrecorded) await session.flush();
}

// Puts a run of an earlier scheduler into the state of this one.

/** A living run as the scheduler sees it: with its job, its devices and the time since its start. */
function adoptRun(
  session: HeldSession,
  { jobRequest, room: { hardware }, halving, times, list }: StageSetup,
  former: LivingRun,
): AdoptedRun {
  const { key, experiment, run, launch, elapsed } = former;
  const subject = { experiment, ...(key.test !== undefined && { test: key.test }) };
  const source = { plan: session.plan, runs: session.runs, hardware, halving, times };
  const job = adoptedJob(source, jobRequest, subject, list.kins);
  const rung = outAt(run);
  const out = rung === undefined ? undefined : { resource: rung };
  // Its rows show whether it goes on, and so whether there is anything to stop.
  const { task } = session.plan.groups[session.plan.experiments[experiment]!.group]!;
  const followed = halving && { judged: { task, rungs: rungsBehind(run, halving) } };
  const { devices = [], runsPerGpu = 1 } = run.newest ?? {};
  return {
    ...(out === undefined ? { job } : { job: { ...job, ...followed }, out }),
    launch: devices.length === 0 ? launch : { ...launch, devices: { uuids: devices, shared: runsPerGpu > 1 } },
    needs: job.policy.needs,
    started: steadyNow() - elapsed,
    devices,
    runsPerGpu,
    ...(run.queued !== undefined && { queued: true as const }),
    ...(run.state.kind === "running" && run.state.told !== undefined && { toldBefore: run.state.told }),
  };
}

// What a stage records and tells before its first launch: what it recovered, what it does not start, what it waits for.

/** Tells what was recovered. */
function tellRecovery({ deleted, copied, survivors }: RecoveredRuns, emit: (event: StageEvent) => void): void {
  if (deleted.runs.length + deleted.tests.length > 0) emit({ type: "deleted", dirs: deleted });
  if (copied > 0) emit({ type: "copied", runs: copied });
  if (survivors.length > 0) emit({ type: "survivors", pids: survivors });
}

/** Records tests without a checkpoint, and trainings whose first repetition was stopped early. */
function recordNotStarted(
  session: HeldSession,
  stage: Stage,
  { blocked, skipped }: JobList,
  time: number,
): void {
  const { plan, runs } = session;
  for (const { experiment, test } of blocked) {
    const key = { stage, id: plan.experiments[experiment]!.id, ...(test !== undefined && { test }) };
    const reason = isCleaned(runs, key) ? "its checkpoint was removed to free space" : "no checkpoint was found";
    session.record({ type: "blocked", time, ...key, reason });
  }
  for (const experiment of skipped) {
    const key = { stage: "train", id: plan.experiments[experiment]!.id } as const;
    if (!isStoppedEarly(runOf(runs, key))) session.record({ type: "skip", time, ...key });
  }
}

/** Waits for runs that may be alive elsewhere. Returns how many are left. */
async function awaitUnknown(
  session: HeldSession,
  unknown: RecoveredRuns["unknown"],
  here: HostIdentity,
  { emit, isOver }: { readonly emit: (event: StageEvent) => void; readonly isOver: () => boolean },
): Promise<number> {
  if (unknown.length === 0 || isOver()) return 0;
  const runs = unknown.map(({ key, experiment, seen }) => ({
    experiment: session.plan.experiments[experiment]!,
    ...(key.test !== undefined && { test: key.test }),
    seen,
  }));
  emit({ type: "unknown", runs });
  return await waitForUnknown(session, unknown, here, isOver);
}
