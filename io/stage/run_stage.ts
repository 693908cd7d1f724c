/** Runs one stage of a grid: trains its experiments, or tests their models. */
import { aggregateRun } from "../../lib/plan/aggregate.ts";
import { type Experiment, groupsInUse } from "../../lib/plan/plan.ts";
import { isTestable } from "../../lib/plan/run_specs.ts";
import type { RunStateName } from "../../lib/run/run_state.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { adoptedJob } from "../../lib/schedule/plan_jobs.ts";
import { failureLimit } from "../../lib/schedule/retry.ts";
import type { State } from "../../lib/schedule/state.ts";
import { countStates } from "../../lib/status/count_states.ts";
import type { UnknownRun } from "../../lib/status/describe_unknown.ts";
import { advance, beginProgress, type Progress } from "../../lib/status/progress.ts";
import type { StageEvent } from "../../lib/status/stage_event.ts";
import type { Executor } from "../executor/executor.ts";
import { createLocalExecutor } from "../executor/local.ts";
import { isRunOf } from "../executor/sweeper.ts";
import { createDeviceFinder, type FinderEvents } from "../gpu/find_devices.ts";
import type { FoundGpus } from "../gpu/find_gpus.ts";
import { type Leases, openLeases } from "../gpu/leases.ts";
import type { HeldSession } from "../grid/session.ts";
import { steadyNow } from "../system/clock.ts";
import { type HostIdentity, isMachineWide, readHostIdentity } from "../system/place.ts";
import type { Ending } from "../system/signals.ts";
import type { Orders } from "./orders.ts";
import { checkRequirements, planStage, type StageSetup } from "./plan_stage.ts";
import { createLauncher } from "./prepare_launch.ts";
import { type LivingRun, recoverRuns, waitForUnknown } from "./recover_runs.ts";
import { type AdoptedRun, runJobs } from "./run_jobs.ts";
import type { StageRequest } from "./stage_request.ts";

/** Who follows a stage, and who may stop it. */
export interface StageObserver {
  /** Called with each event, and the progress after it. */
  readonly tell?: (event: StageEvent, progress: Progress) => void;
  /** Called when runs are waited for of which it cannot be known whether they live. */
  readonly tellUnknown?: (unknown: readonly UnknownRun[]) => void;
  /** Stops the stage. */
  readonly orders?: Pick<Orders, "connect" | "isStopped" | "signal">;
}

/** What came of a stage. */
export interface StageResult {
  readonly stage: Stage;
  /** The states of the experiments that were asked for. */
  readonly states: ReadonlyMap<RunStateName, number>;
  /** How many of them have not succeeded. */
  readonly unsuccessful: number;
  /** How many runs ended now. */
  readonly ran: number;
  /** How many runs failed now and are not tried again, and the first of them. */
  readonly failed: number;
  readonly failures: Progress["failures"];
  readonly blocked: readonly Experiment[];
  /** When testing: experiments whose training has not succeeded, and those whose grid has no `test_command`. */
  readonly untrained: number;
  readonly untestable: number;
  /** Whether the grid has a way to test its models. */
  readonly testable: boolean;
  /** Why nothing more was started. */
  readonly stop: State["stop"];
  readonly signal: Ending | undefined;
  /** Milliseconds. */
  readonly duration: number;
}

const GRACE_S = 10;

// How long GPUs that are lost are waited for when nothing else is left to do: a driver may be started anew.
const PATIENCE_MS = 60_000;

const NO_ORDERS: Pick<Orders, "connect" | "isStopped" | "signal"> = {
  connect() {},
  isStopped: () => false,
  signal: () => undefined,
};

/**
 * Trains or tests the experiments of a grid that this process holds: recovers what a former scheduler left, then runs what is
 * missing, until nothing is left to do or the orders end it.
 *
 * @throws {InputError} when what the runs need is missing, or `only` matches nothing; nothing was started
 */
export async function runStage(
  session: HeldSession,
  request: StageRequest,
  { tell = () => {}, tellUnknown = () => {}, orders = NO_ORDERS }: StageObserver = {},
): Promise<StageResult> {
  const begun = steadyNow();
  const time = Date.now();
  const { stage, gpus } = request;
  const { root, plan } = session;
  const here = readHostIdentity();
  const recovered = await recoverRuns(session, { stage, here, assumeDead: request.assumeDead ?? [] });
  const setup = planStage(session, request);
  const { jobs, blocked } = setup.list;
  if (jobs.length > 0) checkRequirements(session, request);

  const devices = gpus?.devices.map(({ uuid }) => uuid) ?? [];
  const leases = gpus && openLeases(root, devices, here);
  const grace = (request.grace ?? GRACE_S) * 1000;
  const executor = createLocalExecutor({ root, gridKey: session.key, here, grace, leases });
  let progress = beginProgress(begun);
  const follow = (event: StageEvent) => {
    progress = advance(progress, event, plan.experiments, steadyNow());
    tell(event, progress);
  };

  if (recovered.survivors.length > 0) follow({ type: "survivors", pids: recovered.survivors });
  const scheduler = { stage, pid: Deno.pid, host: here.host, ...(gpus && { devices }) };
  session.record({ type: "scheduler", time, ...scheduler });
  for (const { experiment, test } of blocked) {
    const key = { stage, id: plan.experiments[experiment]!.id, ...(test !== undefined && { test }) };
    session.record({ type: "blocked", time, ...key, reason: "no checkpoint was found" });
  }
  const adopted = recovered.adopted.map((former) => adopt(session, setup, former));
  const state = await runJobs({
    stage,
    plan,
    runs: session.runs,
    executor,
    launcher: createLauncher({
      root,
      gridKey: session.key,
      plan: { ...plan, li: request.li ?? plan.li, ll: request.ll ?? plan.ll },
      backend: setup.backend,
      checkpointOf: setup.checkpointOf,
    }),
    findDevices: gpus && leases && deviceFinder(session.key, gpus, leases, here),
    record: session.record,
    tell: follow,
    orders,
  }, {
    jobs,
    adopted,
    limits: {
      slots: Math.max(1, Math.min(setup.places, jobs.length + adopted.length)),
      capacity: setup.capacity,
      devices,
      grace,
      failures: failureLimit(setup.settings[0]!.maxFailures),
    },
  });
  await closeExecutor(session, executor, state, follow);
  if (recovered.unknown.length > 0 && !orders.isStopped()) {
    tellUnknown(recovered.unknown.map(({ key, experiment, host }) => ({
      experiment: plan.experiments[experiment]!,
      ...(key.test !== undefined && { test: key.test }),
      host,
    })));
    await waitForUnknown(session, recovered.unknown, here, orders.isStopped);
  }
  return {
    stage,
    ...countAsked(session, stage, setup),
    ran: state.ended,
    failed: progress.failed,
    failures: progress.failures,
    blocked: [...new Set(blocked.map(({ experiment }) => plan.experiments[experiment]!))],
    untrained: setup.list.untrained.length,
    untestable: setup.list.untestable.length,
    testable: groupsInUse(plan).some((group) => isTestable(group)),
    stop: state.stop,
    signal: orders.signal(),
    duration: steadyNow() - begun,
  };
}

function adopt(session: HeldSession, { asked, backend }: StageSetup, former: LivingRun): AdoptedRun {
  const { key, experiment, run, launch, elapsed } = former;
  const subject = { experiment, ...(key.test !== undefined && { test: key.test }) };
  const job = adoptedJob({ plan: session.plan, runs: session.runs, backend }, asked, subject);
  return {
    job,
    launch,
    needs: job.policy.needs,
    started: steadyNow() - elapsed,
    devices: run.newest?.devices ?? [],
    runsPerGpu: run.newest?.runsPerGpu ?? 1,
  };
}

function deviceFinder(key: string, gpus: FoundGpus, leases: Leases, here: HostIdentity) {
  return (events: FinderEvents) =>
    createDeviceFinder({
      ...gpus,
      ...events,
      leases,
      isOurs: (pid) => isRunOf(key, pid),
      knowsPids: isMachineWide(here),
      patience: PATIENCE_MS,
    });
}

async function closeExecutor(
  session: HeldSession,
  executor: Executor,
  { stop }: State,
  tell: (event: StageEvent) => void,
): Promise<void> {
  // After a fault of ours, a full disk for instance, records may be missing.
  const unrecorded = stop === "fault";
  const survivors = await executor.close(unrecorded);
  if (survivors.length > 0) tell({ type: "survivors", pids: survivors });
  if (!unrecorded) await session.flush();
}

function countAsked({ plan, runs }: HeldSession, stage: Stage, { asked: { only }, list }: StageSetup) {
  // What was named one by one, and cannot be tested, has not succeeded.
  const leftOut = new Set([...(only === undefined ? list.untrained : []), ...list.untestable]);
  const asked = plan.experiments.filter(({ dropped }, index) =>
    !dropped && !leftOut.has(index) && (only?.has(index) ?? true)
  );
  return countStates(asked.map((experiment) => aggregateRun(plan, runs, stage, experiment)));
}
