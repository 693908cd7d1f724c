/** One stage of a grid directory, from its lock to its last record. */
import { join, resolve } from "@std/path";
import { checkStageFlags } from "../../lib/expand/check_stage_flags.ts";
import { InputError } from "../../lib/messages/problem.ts";
import { shownPath } from "../../lib/messages/shown_path.ts";
import { aggregateRun } from "../../lib/plan/aggregate.ts";
import { type Experiment, groupsInUse, type Plan } from "../../lib/plan/plan.ts";
import { isTestable, trainingSpec } from "../../lib/plan/run_specs.ts";
import { selectExperiments } from "../../lib/plan/select.ts";
import type { History, RunState } from "../../lib/run/run_state.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { chooseBackend } from "../../lib/schedule/backend.ts";
import { capacityWithin } from "../../lib/schedule/cgroup_limits.ts";
import { adoptedJob, planJobs } from "../../lib/schedule/plan_jobs.ts";
import { failureLimit } from "../../lib/schedule/retry.ts";
import type { Job, State } from "../../lib/schedule/state.ts";
import { jobLabel } from "../../lib/status/label.ts";
import { experimentDir, gridPaths } from "../../lib/store/layout.ts";
import type { FoundGpus } from "../gpu/find_gpus.ts";
import { openLeases } from "../gpu/leases.ts";
import { readGridDir, readJournal } from "../grid/grid_dir.ts";
import { type Journal, openJournal } from "../grid/journal.ts";
import { acquireLock } from "../grid/lock.ts";
import { findUnjournaled } from "../grid/unjournaled.ts";
import { findCheckpoint } from "../results/find_checkpoint.ts";
import { readMachine } from "../system/machine_limits.ts";
import { type HostIdentity, readHostIdentity } from "../system/place.ts";
import { type Ending, listenForSignals } from "../system/signals.ts";
import { say } from "../system/terminal.ts";
import { checkStage } from "./check_stage.ts";
import { createLauncher } from "./prepare_launch.ts";
import { createProgress, type Failure, type Progress } from "./progress.ts";
import { reconcile, type Unknown, waitForUnknown } from "./recover_runs.ts";
import { runJobs } from "./run_jobs.ts";

/** What a stage is asked to do. */
export interface StageRequest {
  readonly stage: Stage;
  readonly only: readonly string[];
  readonly retryFailed: boolean;
  readonly again: boolean;
  readonly repeat: number;
  /** Over the grid's `max_concurrent_runs`; `undefined`: as the grid says. */
  readonly maxConcurrentRuns: number | undefined;
  /** Hosts of which the user says that no run lives there any more. */
  readonly assumeDead: readonly string[];
  /** Seconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  readonly quiet: boolean;
  /** `undefined`: on CPUs. */
  readonly gpus: FoundGpus | undefined;
  /** Over those that the grid was made with. */
  readonly li?: number | undefined;
  readonly ll?: string | undefined;
}

/** What came of a stage. */
export interface StageResult {
  readonly gridDir: string;
  readonly stage: Stage;
  /** The states of the experiments that were asked for. */
  readonly states: ReadonlyMap<RunState, number>;
  /** How many of them have not succeeded. */
  readonly unsuccessful: number;
  /** How many were run now. */
  readonly ran: number;
  readonly failures: readonly Failure[];
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

/**
 * Trains or tests the experiments of a grid directory.
 *
 * @param root the grid directory
 * @throws {LockedError} when another scheduler is at work there
 * @throws {InputError} when what the runs need is missing, or `only` matches nothing; nothing was started
 */
export async function runStage(root: string, request: StageRequest): Promise<StageResult> {
  // Its real name: runs are found by it, whatever way led there.
  const path = Deno.realPathSync(root);
  const shown = shownPath(resolve(root), Deno.cwd());
  const unlock = await acquireLock(gridPaths(path).lock);
  const control = listenForControl(path, request);
  try {
    // Opened before anything is read: it cuts off a torn line, which is then not read either.
    const journal = openJournal(gridPaths(path).journal);
    try {
      return await runLocked(path, shown, request, control, journal);
    } finally {
      await journal.close();
    }
  } finally {
    control.close();
    unlock();
  }
}

async function runLocked(
  root: string,
  shown: string,
  request: StageRequest,
  control: Control,
  journal: Journal,
): Promise<StageResult> {
  const { stage } = request;
  const begun = Date.now();
  const place = readHostIdentity();
  const { plan, paths, history, reconciled } = await catchUp(root, shown, request, journal, place);
  const only = selectExperiments(plan, request.only, (own) => aggregateRun(plan, history, stage, own).state);
  const capacity = capacityWithin(readMachine());
  const groups = groupsInUse(plan);
  const settings = groups.map((group) => trainingSpec(group).settings);
  const most = request.maxConcurrentRuns ?? plan.maxConcurrentRuns;
  const { backend, places } = chooseBackend(request.gpus?.devices, capacity.cpus, settings, most);
  const asked = { ...request, only };
  const list = planJobs(plan, history, asked, backend);
  const { jobs, blocked, checkpoints } = stage === "train"
    ? { jobs: list.jobs, blocked: [], checkpoints: new Map<string, string>() }
    : withCheckpoints(root, plan, list.jobs);
  if (jobs.length > 0) checkRequirements(plan, request, shown, root);
  const devices = request.gpus?.devices.map(({ uuid }) => uuid) ?? [];
  const gpus = request.gpus && { ...request.gpus, leases: openLeases(root, devices, place) };
  const adopted = reconciled.adopted.map((run) => {
    const job = adoptedJob(plan, history, asked, backend, run);
    return { ...run, job, needs: job.policy.needs };
  });

  const observer = createProgress(plan, `${plan.name} ${stage}`, shown, request.quiet, request.gpus);
  control.tell(observer);
  if (reconciled.survivors.length > 0) observer.survivors(reconciled.survivors);
  const scheduler = { stage, pid: Deno.pid, host: place.host, ...(gpus && { devices }) };
  journal.append({ type: "scheduler", time: begun, ...scheduler });
  for (const { experiment, test } of blocked) {
    const subject = { id: plan.experiments[experiment]!.id, stage, ...(test !== undefined && { test }) };
    journal.append({ type: "blocked", time: begun, ...subject, reason: "no checkpoint was found" });
  }
  const state = await runJobs({
    ...{ root, plan, history, stage, jobs, adopted, gpus, journal, place, observer },
    limits: {
      slots: Math.max(1, Math.min(places, jobs.length + adopted.length)),
      capacity,
      devices,
      grace: request.grace * 1000,
      failures: failureLimit(settings[0]!.maxFailures),
    },
    launcher: createLauncher({
      ...{ root, backend },
      plan: { ...plan, li: request.li ?? plan.li, ll: request.ll ?? plan.ll },
      checkpointOf: (experiment) => checkpoints.get(experiment.id),
    }),
    control: control.connect,
  });
  if (reconciled.unknown.length > 0 && !control.isStopped()) {
    sayUnknown(reconciled.unknown, observer);
    await waitForUnknown(root, reconciled.unknown, stage, journal, place, control.isStopped);
  }
  // What was named one by one, and cannot be tested, has not succeeded.
  const left = new Set([...(only === undefined ? list.untrained : []), ...list.untestable]);
  const isAsked = (index: number) => !left.has(index) && (only?.has(index) ?? true);
  return {
    gridDir: shown,
    stage,
    ...countStates(plan, readJournal(paths).history, stage, isAsked),
    ran: state.ended,
    failures: observer.failures,
    blocked: [...new Set(blocked.map(({ experiment }) => plan.experiments[experiment]!))],
    untrained: list.untrained.length,
    untestable: list.untestable.length,
    testable: groups.some((group) => isTestable(group)),
    stop: state.stop,
    signal: control.signal(),
    duration: Date.now() - begun,
  };
}

// Reads a grid directory, and brings its journal up to what the records beside its runs tell.
async function catchUp(root: string, shown: string, request: StageRequest, journal: Journal, place: HostIdentity) {
  const { stage } = request;
  const { plan, paths, warnings, history } = readGridDir(root);
  for (const warning of warnings) say(`${shown}: warning: ${warning}`);
  const missing = findUnjournaled(root, plan, history, stage);
  for (const record of missing) journal.append(record);
  const known = missing.length > 0 ? readJournal(paths).history : history;
  const reconciled = await reconcile(root, plan, known, stage, journal, place, request.assumeDead);
  return { plan, paths, history: reconciled.settled ? readJournal(paths).history : known, reconciled };
}

type Order = "stop" | "kill" | "drain";

/** What signals ask of a scheduler, from before it has read anything until it has ended. */
interface Control {
  /** From now on people are told by the progress. */
  tell(progress: Progress): void;
  /** From now on orders go to the scheduler; what was asked before comes first. */
  connect(send: (order: Order) => void): void;
  isStopped(): boolean;
  signal(): Ending | undefined;
  close(): void;
}

function listenForControl(root: string, request: StageRequest): Control {
  let progress: Progress | undefined;
  let send: ((order: Order) => void) | undefined;
  let signal: Ending | undefined;
  let asked: Order | undefined;
  const order = (what: Order, message: string) => {
    asked = what;
    if (progress === undefined) say(message);
    else progress.note(message);
    send?.(what);
  };
  const ignore = listenForSignals({
    stop(name) {
      signal = name;
      order("stop", `${name}: ending the running ones; they have ${request.grace} s, and once more kills them now`);
    },
    kill: () => order("kill", "killing the running ones"),
    drain: () => order("drain", "nothing more is started, the running ones may end"),
    hangUp: () => progress?.hangUp(gridPaths(root).schedulerLog),
  });
  return {
    tell: (observer) => void (progress = observer),
    connect(to) {
      send = to;
      if (asked !== undefined) to(asked);
    },
    isStopped: () => asked !== undefined,
    signal: () => signal,
    close() {
      ignore();
      progress?.close();
    },
  };
}

function sayUnknown(unknown: readonly Unknown[], progress: Progress): void {
  for (const { experiment, host, ...subject } of unknown) {
    progress.note(
      `${jobLabel(experiment, subject)}: started on ${host}; whether it still runs cannot be known from here`,
    );
  }
  const hosts = [...new Set(unknown.map(({ host }) => `--assume-dead ${host}`))].join(" ");
  progress.note(`waiting for their records; Ctrl-C ends that, and ${hosts} runs them again`);
}

function countStates(
  plan: Plan,
  history: History,
  stage: Stage,
  isAsked: (index: number) => boolean,
): Pick<StageResult, "states" | "unsuccessful"> {
  const asked = plan.experiments.filter(({ dropped }, index) => !dropped && isAsked(index));
  const states = new Map<RunState, number>();
  for (const experiment of asked) {
    const { state } = aggregateRun(plan, history, stage, experiment);
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  return { states, unsuccessful: asked.length - (states.get("succeeded") ?? 0) };
}

function withCheckpoints(root: string, plan: Plan, candidates: readonly Job[]) {
  const checkpoints = new Map<string, string>();
  const blocked: Job[] = [];
  const jobs = candidates.filter((job) => {
    const experiment = plan.experiments[job.experiment]!;
    const glob = trainingSpec(plan.groups[experiment.group]!).settings.checkpoint;
    const checkpoint = checkpoints.get(experiment.id) ?? experiment.model ??
      findCheckpoint(join(root, experimentDir(experiment)), glob);
    if (checkpoint === undefined) blocked.push(job);
    else checkpoints.set(experiment.id, checkpoint);
    return checkpoint !== undefined;
  });
  return { jobs, blocked, checkpoints };
}

function checkRequirements(plan: Plan, request: StageRequest, source: string, root: string): void {
  const { stage } = request;
  const flags = checkStageFlags(plan, stage, request).map(([source, message]) => ({ source, message }));
  const problems = [
    ...flags.map((problem) => ({ severity: "error" as const, ...problem })),
    ...checkStage({ plan, stage, source, gridDir: root, devices: request.gpus?.devices }),
  ];
  if (problems.length > 0) throw new InputError(problems);
}
