/** Runs one stage of a grid: recovers the runs of an earlier scheduler, then trains or tests what is missing. */
import type { Experiment } from "../../lib/plan/plan.ts";
import type { RunSpec } from "../../lib/plan/run_spec.ts";
import { trainingSpec, withPrefix } from "../../lib/plan/run_specs.ts";
import type { Fingerprint } from "../../lib/run/fingerprint.ts";
import { copyRunTable } from "../../lib/run/journal_state.ts";
import { isStoppedEarly } from "../../lib/run/run_state.ts";
import { runOf, type RunTable } from "../../lib/run/run_table.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { adoptedJob } from "../../lib/schedule/plan_jobs.ts";
import { failureLimit } from "../../lib/schedule/retry.ts";
import type { State } from "../../lib/schedule/state.ts";
import { countStage, type StageCounts } from "../../lib/status/count_stage.ts";
import { describeEarlierFailures, type EarlierFailures } from "../../lib/status/earlier_failures.ts";
import { advance, beginProgress, type Progress } from "../../lib/status/progress.ts";
import { suggestPacking } from "../../lib/status/suggest_packing.ts";
import type { StageEvent } from "../../lib/status/stage_event.ts";
import type { Executor } from "../executor/executor.ts";
import { createLocalExecutor } from "../executor/local.ts";
import { isRunOf } from "../executor/sweeper.ts";
import { createDeviceFinder, type FinderEvents } from "../gpu/find_devices.ts";
import type { FoundGpus } from "../gpu/find_gpus.ts";
import { type Leases, openLeases } from "../gpu/leases.ts";
import { createFingerprintReader } from "../grid/fingerprint_reader.ts";
import { type HeldSession, markUnknown } from "../grid/session.ts";
import { steadyNow } from "../system/clock.ts";
import { hasHostPids, type HostIdentity, readHostIdentity } from "../system/place.ts";
import type { StopSignal } from "../system/signals.ts";
import { createOrders, type Orders } from "./orders.ts";
import type { StageSetup } from "./plan_stage.ts";
import { planStart } from "./plan_start.ts";
import { createLauncher } from "./prepare_launch.ts";
import { askCluster, openSlurmStage } from "./slurm_stage.ts";
import { recallValues } from "./recall_values.ts";
import { type LivingRun, type RecoveredRuns, recoverRuns, waitForUnknown } from "./recover_runs.ts";
import { type AdoptedRun, runJobs } from "./run_jobs.ts";
import type { StageRequest } from "./stage_request.ts";
import { finishMoves, trainAnew } from "./train_anew.ts";

/** What a stage needs of a source of orders. */
export type StageOrders = Pick<Orders, "connect" | "isStopped" | "signal" | "give">;

/** Callbacks for the events of a stage, and the source of its orders. */
export interface StageObserver {
  /** Called for each event, with the progress after it. */
  readonly onEvent?: (event: StageEvent, progress: Progress) => void;
  /** Orders to stop the stage. */
  readonly orders?: StageOrders;
}

/** The result of a stage. */
export interface StageResult extends StageCounts {
  /** What was done: training or testing. */
  readonly stage: Stage;
  /** What would shorten the waiting on a cluster, in words. */
  readonly packing: string | undefined;
  /** Number of runs that ended during this stage. */
  readonly ran: number;
  /** Number of runs that failed during this stage and are not retried. */
  readonly failed: number;
  /** The first of these runs, at most 5. */
  readonly failures: Progress["failures"];
  /** Experiments that cannot be tested, because nothing in their directory matches the pattern for a checkpoint. */
  readonly blocked: readonly {
    readonly experiment: Experiment;
    readonly checkpoint: string;
    /** It was removed on request. */
    readonly isCleaned: boolean;
  }[];
  /** Number of experiments that cannot be tested because their training has not succeeded. */
  readonly untrained: number;
  /** Runs that failed before this stage and were not run again. */
  readonly earlier: EarlierFailures;
  /** Number of experiments that cannot be tested because they have no `test_command`. */
  readonly untestable: number;
  /** Number of experiments that wait for the first repetition of their configuration, which was not to run. */
  readonly held: number;
  /** Why scheduling stopped; `undefined` if all jobs ended. */
  readonly stop: State["stop"];
  /** The signal that stopped the stage, if one did. */
  readonly signal: StopSignal | undefined;
  /** Number of runs that were left to a cluster: queued or running. */
  readonly left: number;
  /** Whether `grid:stop` cancels these. */
  readonly isCancelled: boolean;
  /** Number of runs that were not submitted, as the cluster takes no more jobs now. */
  readonly unsubmitted: number;
  /** Whether a cluster refused the submission: nothing of it is queued. */
  readonly refused: boolean;
  /** Milliseconds. */
  readonly duration: number;
}

const GRACE_S = 10;

// How long to wait for failed GPUs when nothing else is left to do: the driver may be restarted.
const PATIENCE_MS = 60_000;

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
  { onEvent = () => {}, orders = createOrders(() => {}) }: StageObserver = {},
): Promise<StageResult> {
  const begun = steadyNow();
  const time = Date.now();
  const { stage, gpus } = request;
  const { root, plan } = session;
  const here = readHostIdentity();
  finishMoves(session);
  const facts = request.slurm && await askCluster();
  const cluster = facts && { name: facts.kind === "answered" ? facts.facts.cluster : undefined };
  const recovered = await recoverRuns(session, { stage, here, assumeDead: request.assumeDead ?? [], cluster });
  const known = await knownRuns(session, request, recovered.unknown, here);
  const { setup, anew } = planStart({ root, path: session.path, plan, runs: known }, request);
  const { jobs, blocked } = setup.list;
  const earlier = describeEarlierFailures(plan, session.runs, stage, setup.list.failed);

  const devices = gpus?.devices.map(({ uuid }) => uuid) ?? [];
  const leases = gpus && openLeases(root, devices, here);
  const grace = (request.grace ?? GRACE_S) * 1000;
  let progress = beginProgress(begun);
  const emit = (event: StageEvent) => {
    progress = advance(progress, event, plan.experiments, steadyNow());
    onEvent(event, progress);
  };
  const { maxFailures, maxTime, order } = setup.settings[0]!;
  const failures = failureLimit(maxFailures);
  const slurm = facts
    ? await openSlurmStage(session, {
      ...{ facts, stage, here, jobs, maxConcurrentRuns: setup.maxConcurrent, grace, failures, emit, orders },
    })
    : undefined;
  const executor = slurm?.executor ?? createLocalExecutor({ root, gridKey: session.key, here, grace, leases });

  const trainedAnew = await trainAnew(session, anew);
  if (trainedAnew.length > 0) emit({ type: "trained_anew", experiments: trainedAnew });
  const { deleted } = recovered;
  if (deleted.runs.length + deleted.tests.length > 0) emit({ type: "deleted", dirs: deleted });
  if (recovered.copied > 0) emit({ type: "copied", runs: recovered.copied });
  if (recovered.survivors.length > 0) emit({ type: "survivors", pids: recovered.survivors });
  const count = jobs.length + recovered.adopted.length;
  const scheduler = { stage, pid: Deno.pid, host: here.host, ...(gpus && { devices }), jobs: count };
  session.record({ type: "scheduler", time, ...scheduler });
  for (const { experiment, test } of blocked) {
    const key = { stage, id: plan.experiments[experiment]!.id, ...(test !== undefined && { test }) };
    const reason = isCleaned(session, key) ? "its checkpoint was removed to free space" : "no checkpoint was found";
    session.record({ type: "blocked", time, ...key, reason });
  }
  for (const experiment of setup.list.skipped) skipRepetition(session, plan.experiments[experiment]!);
  const halving = stage === "train" ? setup.halving : undefined;
  const rungs = halving && recallValues(session, halving, setup.list.kins!, jobs);
  const adopted = recovered.adopted.map((former) => adopt(session, setup, former));
  const state = await runJobs({
    root,
    stage,
    plan,
    runs: session.runs,
    executor,
    launcher: createLauncher({
      root,
      gridKey: session.key,
      plan: { ...withPrefix(plan, request.prefix), li: request.li ?? plan.li, ll: request.ll ?? plan.ll },
      backend: setup.backend,
      checkpointOf: setup.checkpointOf,
      launchedWith: fingerprintRecorder(session, stage, emit),
    }),
    findDevices: gpus && leases && deviceFinder(session.key, gpus, leases, here),
    record: session.record,
    emit,
    ...{ orders, halving },
    ...(slurm && { clusterLaunch: slurm.clusterLaunch }),
    ...(slurm && request.slurm!.detach && { leaves: slurm.executor.settled }),
  }, {
    jobs,
    adopted,
    ...(rungs && { rungs }),
    limits: {
      slots: Math.max(1, Math.min(setup.slots, count)),
      capacity: facts ? { cpus: Infinity, memory: Infinity } : setup.capacity,
      ...{ devices, grace, failures },
      ...(facts && { queues: true as const }),
      ...(halving && { halving }),
      ...(maxTime !== undefined && { startUntil: begun + maxTime * 1000 }),
      ...(order === "longest" && { longestFirst: true as const }),
      ...(request.endBy !== undefined && { stopAt: request.endBy - grace }),
    },
  });
  await closeExecutor(session, executor, state, emit);
  const unsubmitted = slurm?.executor.unsubmitted() ?? 0;
  const isTimeUp = () => request.endBy !== undefined && steadyNow() >= request.endBy - grace;
  const isOver = () => orders.isStopped() || isTimeUp();
  let unknown = 0;
  // A scheduler that leaves its runs to a cluster waits for none.
  if (recovered.unknown.length > 0 && !isOver() && state.stop !== "left") {
    const runs = recovered.unknown.map(({ key, experiment, seen }) => ({
      experiment: plan.experiments[experiment]!,
      ...(key.test !== undefined && { test: key.test }),
      seen,
    }));
    emit({ type: "unknown", runs });
    unknown = await waitForUnknown(session, recovered.unknown, here, isOver);
  }
  return {
    stage,
    ...countStage(session, setup.jobRequest, setup.list),
    ran: state.ended,
    packing: facts && suggestPacking({ ...progress, started: progress.queued, runsPerJob: mostRunsPerJob(setup) }),
    failed: progress.failed,
    failures: progress.failures,
    blocked: [...new Set(blocked.map(({ experiment }) => plan.experiments[experiment]!))].map((experiment) => ({
      experiment,
      checkpoint: trainingSpec(plan.groups[experiment.group]!).settings.checkpoint,
      isCleaned: isCleaned(session, experiment),
    })),
    untrained: setup.list.untrained.length,
    earlier,
    untestable: setup.list.untestable.length,
    held: setup.list.held.length,
    stop: state.stop ?? (unknown > 0 && isTimeUp() ? "time_limit" : undefined),
    signal: orders.signal(),
    left: state.stop === "left" ? state.running.size - unsubmitted : 0,
    isCancelled: state.stop === "left" && (slurm?.executor.isCancelled() ?? false),
    unsubmitted,
    refused: slurm?.executor.isRefused() ?? false,
    duration: steadyNow() - begun,
  };
}

function isCleaned({ runs }: HeldSession, { id }: { readonly id: string }): boolean {
  return runOf(runs, { stage: "train", id }).cleaned !== undefined;
}

// What is trained anew must not be running, and neither may its tests.
async function knownRuns(
  session: HeldSession,
  { stage, again, assumeDead = [], slurm }: StageRequest,
  unknown: RecoveredRuns["unknown"],
  here: HostIdentity,
): Promise<RunTable> {
  if (stage !== "train" || !again) return session.runs;
  const tests = await recoverRuns(session, { stage: "test", here, assumeDead, cluster: slurm && { name: undefined } });
  const runs = copyRunTable(session.runs);
  markUnknown(runs, [...unknown, ...tests.unknown], here);
  return runs;
}

function mostRunsPerJob({ settings }: StageSetup): number {
  return Math.max(...settings.map(({ runsPerJob }) => runsPerJob));
}

// The first repetition of its configuration was stopped early.
function skipRepetition({ runs, record }: HeldSession, { id }: Experiment): void {
  const key = { stage: "train", id } as const;
  if (!isStoppedEarly(runOf(runs, key))) record({ type: "skip", time: Date.now(), ...key });
}

function adopt(
  session: HeldSession,
  { jobRequest, backend, halving, list }: StageSetup,
  former: LivingRun,
): AdoptedRun {
  const { key, experiment, run, launch, elapsed } = former;
  const subject = { experiment, ...(key.test !== undefined && { test: key.test }) };
  const source = { plan: session.plan, runs: session.runs, backend, halving };
  const job = adoptedJob(source, jobRequest, subject, list.kins);
  const { state } = run;
  const { devices = [], runsPerGpu = 1 } = run.newest ?? {};
  return {
    job,
    launch: devices.length === 0 ? launch : { ...launch, devices: { uuids: devices, shared: runsPerGpu > 1 } },
    needs: job.policy.needs,
    started: steadyNow() - elapsed,
    devices,
    runsPerGpu,
    ...(run.queued !== undefined && { queued: true as const }),
    ...(state.kind === "running" && state.told === "early" && { isOut: true as const }),
  };
}

// Gives the hash of the fingerprint of a launch, whose details are in the journal before the launch. A change between two launches
// of this stage is told.
function fingerprintRecorder(
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

function deviceFinder(key: string, gpus: FoundGpus, leases: Leases, here: HostIdentity) {
  return (events: FinderEvents) =>
    createDeviceFinder({
      ...gpus,
      ...events,
      leases,
      isOurs: (pid) => isRunOf(key, pid),
      knowsPids: hasHostPids(here),
      timeout: PATIENCE_MS,
    });
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
