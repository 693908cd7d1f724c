/** One stage of a grid directory, from its lock to its last record. */
import { join, resolve } from "@std/path";
import { type Stage, templateOf } from "../lib/grid/command.ts";
import { InputError } from "../lib/grid/problem.ts";
import { type Experiment, experimentDir, type Plan, settingsOf } from "../lib/grid/plan.ts";
import { gridPaths, shownPath } from "../lib/grid/layout.ts";
import { selectExperiments } from "../lib/grid/select.ts";
import { capacityOf } from "../lib/schedule/capacity.ts";
import { NEVER, type RunState } from "../lib/schedule/history.ts";
import { failureLimit, planJobs } from "../lib/schedule/jobs.ts";
import type { Job, Needs, State } from "../lib/schedule/scheduler.ts";
import { label } from "../lib/schedule/view.ts";
import { findCheckpoint } from "./checkpoint.ts";
import { readGridDir, readJournal } from "./grid_dir.ts";
import { openJournal } from "./journal.ts";
import { createLauncher } from "./launch.ts";
import { acquireLock } from "./lock.ts";
import { readMachine, readPlace } from "./machine.ts";
import { missingPrograms } from "./programs.ts";
import { createProgress, type Failure, type Progress } from "./progress.ts";
import { reconcile, recoverStarts, waitForUnknown } from "./reconcile.ts";
import { runJobs } from "./run_jobs.ts";
import { type Ending, listenForSignals } from "./signals.ts";
import { say } from "./terminal.ts";

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
  const path = resolve(root);
  const shown = shownPath(path, Deno.cwd());
  const unlock = await acquireLock(gridPaths(path).lock);
  try {
    return await runLocked(path, shown, request);
  } finally {
    unlock();
  }
}

async function runLocked(root: string, shown: string, request: StageRequest): Promise<StageResult> {
  const { stage } = request;
  const begun = Date.now();
  const place = readPlace();
  // Opened first: it cuts off a torn line, which is then not read either.
  const journal = openJournal(gridPaths(root).journal);
  const before = readGridDir(root);
  for (const warning of before.warnings) say(`${shown}: warning: ${warning}`);
  let progress: Progress | undefined;
  let ignore: (() => void) | undefined;
  try {
    const { plan, paths } = before;
    const recovered = recoverStarts(root, plan, before.history, stage, journal);
    const found = recovered ? readJournal(paths).history : before.history;
    const { settled, adopted, unknown, survivors } = await reconcile(
      root,
      plan,
      found,
      stage,
      journal,
      place,
      request.assumeDead,
    );
    // The journal now tells what the records tell.
    const history = settled ? readJournal(paths).history : found;
    const only = select(plan, request.only, (id) => (history[stage].get(id) ?? NEVER).state);
    const list = planJobs(plan, history, { ...request, only });
    const { jobs, blocked, checkpoints } = stage === "train"
      ? { jobs: list.jobs, blocked: [], checkpoints: new Map<string, string>() }
      : withCheckpoints(root, plan, list.jobs);
    if (jobs.length > 0) refuseMissing(plan, stage, shown);

    let signal: Ending | undefined;
    let drained = false;
    let send: ((event: "stop" | "kill" | "drain") => void) | undefined;
    const observer = progress = createProgress(plan, `${plan.name} ${stage}`, shown, request.quiet);
    ignore = listenForSignals({
      stop(name) {
        signal = name;
        observer.note(`${name}: ending the running ones; they have ${request.grace} s, and once more kills them now`);
        send?.("stop");
      },
      kill: () => send?.("kill"),
      drain() {
        drained = true;
        observer.note("nothing more is started, the running ones may end");
        send?.("drain");
      },
      hangUp: () => observer.hangUp(before.paths.schedulerLog),
    });
    if (survivors.length > 0) observer.survivors(survivors);
    journal.append({ type: "scheduler", time: begun, stage, pid: Deno.pid, host: place.host });
    for (const experiment of blocked) {
      journal.append({ type: "blocked", time: begun, id: experiment.id, stage, reason: "no checkpoint was found" });
    }
    const capacity = capacityOf(readMachine());
    const state = await runJobs({
      root,
      plan,
      history,
      stage,
      jobs,
      adopted: adopted.flatMap((run) => {
        const job = list.running.get(run.experiment);
        return job === undefined ? [] : [{ ...run, job, needs: job.policy.needs }];
      }),
      limits: {
        slots: countSlots(capacity, request.maxConcurrentRuns ?? plan.maxConcurrentRuns, jobs.length),
        capacity,
        grace: request.grace * 1000,
        failures: failureLimit(settingsOf(plan.groups[0]!).maxFailures),
      },
      launcher: createLauncher(root, plan, (experiment) => checkpoints.get(experiment.id)),
      journal,
      place,
      observer,
      control: (control) => {
        send = control;
        if (signal !== undefined) control("stop");
        if (drained) control("drain");
      },
    });
    if (unknown.length > 0 && signal === undefined) {
      for (const { experiment, host } of unknown) {
        observer.note(`${label(experiment)}: started on ${host}; whether it still runs cannot be known from here`);
      }
      const hosts = [...new Set(unknown.map(({ host }) => `--assume-dead ${host}`))].join(" ");
      observer.note(`waiting for their records; Ctrl-C ends that, and ${hosts} runs them again`);
      await waitForUnknown(root, unknown, stage, journal, place, () => signal !== undefined || drained);
    }
    const after = readJournal(paths).history[stage];
    const left = new Set([...list.untrained, ...list.untestable]);
    const asked = plan.experiments.filter(({ dropped }, index) =>
      !dropped && (only === undefined || only.has(index)) && !left.has(index)
    );
    const states = new Map<RunState, number>();
    for (const { id } of asked) {
      const { state } = after.get(id) ?? NEVER;
      states.set(state, (states.get(state) ?? 0) + 1);
    }
    return {
      gridDir: shown,
      stage,
      states,
      unsuccessful: asked.length - (states.get("succeeded") ?? 0),
      ran: state.ended,
      failures: observer.failures,
      blocked,
      untrained: list.untrained.length,
      untestable: list.untestable.length,
      testable: plan.groups.map(settingsOf).some((own) =>
        templateOf(own, "test", { gpu: false, tensorboard: false }) !== undefined
      ),
      stop: state.stop,
      signal,
      duration: Date.now() - begun,
    };
  } finally {
    ignore?.();
    progress?.close();
    await journal.close();
  }
}

function withCheckpoints(root: string, plan: Plan, candidates: readonly Job[]) {
  const checkpoints = new Map<string, string>();
  const blocked: Experiment[] = [];
  const jobs = candidates.filter(({ experiment: index }) => {
    const experiment = plan.experiments[index]!;
    const glob = settingsOf(plan.groups[experiment.group]!).checkpoint;
    const checkpoint = findCheckpoint(join(root, experimentDir(experiment)), glob);
    if (checkpoint === undefined) blocked.push(experiment);
    else checkpoints.set(experiment.id, checkpoint);
    return checkpoint !== undefined;
  });
  return { jobs, blocked, checkpoints };
}

function refuseMissing(plan: Plan, stage: Stage, source: string): void {
  const problems = missingPrograms(plan, stage, source);
  if (problems.length > 0) throw new InputError(problems);
}

/**
 * The experiments that `--only` names; `undefined` when it names none.
 *
 * @throws {InputError} when a selector matches nothing
 */
export function select(
  plan: Plan,
  only: readonly string[],
  stateOf: (id: string) => RunState,
): Set<number> | undefined {
  if (only.length === 0) return undefined;
  try {
    return selectExperiments(plan, only, stateOf);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError([{ severity: "error", source: "--only", message: error.message }]);
  }
}

function countSlots(capacity: Needs, maxConcurrentRuns: number, jobs: number): number {
  const most = maxConcurrentRuns > 0 ? maxConcurrentRuns : Infinity;
  return Math.max(1, Math.min(capacity.cpus, most, jobs));
}
