/** The status of a grid as data: what `grid:status --json` prints, and what the status for people is rendered from. */
import { type Json, toJson } from "../config/value.ts";
import { aggregateRun, testRun } from "../plan/aggregate.ts";
import { paramsOf } from "../plan/experiment.ts";
import { type Experiment, isTestable, type Plan } from "../plan/plan.ts";
import { isoTime, type RecordedNumber, recordedNumber } from "../run/journal_record.ts";
import { exitAndSignal } from "../run/outcome.ts";
import {
  isStoppedEarly,
  NOT_STARTED,
  type Run,
  RUN_STATE_NAMES,
  type RungValue,
  runOf,
  type RunStateName,
  type RunTable,
  secondsOf,
  stateName,
} from "../run/run_state.ts";
import type { Stage } from "../run/stage.ts";
import { ruleOf } from "../schedule/early_stopping/recall_rungs.ts";
import { betterOf } from "../search/halving.ts";
import { experimentDir } from "../store/layout.ts";
import type { ClusterStatus } from "./cluster_status.ts";

/** The status of one experiment in one stage. Times are ISO 8601, UTC. */
export interface StageStatus {
  /** The state, as `grid:status` counts it. */
  readonly state: RunStateName;
  /** Number of attempts so far. */
  readonly attempts: number;
  /** The exit code of the last attempt; null if it has none. */
  readonly exit: number | null;
  /** The name of the signal that killed it, `SIGKILL`; `exit` is null then. */
  readonly signal: string | null;
  /** When the last attempt started; null before the first. */
  readonly started: string | null;
  /** When it ended; null until then. */
  readonly ended: string | null;
  /** From its start to its end, in seconds; null until it has ended. */
  readonly duration_s: number | null;
  /** The UUIDs of its GPUs, separated by commas; null on CPUs. */
  readonly device: string | null;
  /** On a cluster: its element (`812345_17`). */
  readonly job: string | null;
  /** On a cluster: the node. */
  readonly host: string | null;
  /** Only for a training that was stopped early: how it was judged. */
  readonly early?: EarlyStatus;
}

/** The status of one experiment. */
export interface ExperimentStatus {
  /** Its id. */
  readonly id: string;
  /** The name of its configuration. */
  readonly name: string;
  /** The directory of the experiment, relative to the grid directory. */
  readonly dir: string;
  /** From 0. */
  readonly repetition: number;
  /** The values of the axes. */
  readonly params: Readonly<Record<string, Json>>;
  /** Set for experiments that are no longer in the grid file. They are not counted. */
  readonly dropped?: true;
  /** Its training. */
  readonly train: StageStatus;
  /** For grids with `grid_tests`: an aggregate of all tests, with the most significant state and the sum of attempts. */
  readonly test: StageStatus;
  /** For grids with `grid_tests`: each test, by name. */
  readonly tests?: Readonly<Record<string, StageStatus>>;
}

/** Failed runs with the same cause. */
export interface FailureStatus {
  /** Whether they train or test. */
  readonly stage: Stage;
  /** Number of these runs. */
  readonly count: number;
  /** Whether the run of the cause failed or timed out. */
  readonly state: "failed" | "timed_out";
  /** The line of the log that says why; numbers that differ are masked (`#`). */
  readonly cause: string;
  /** The values of parameters that all of these experiments have, and not all of the others whose runs have ended. */
  readonly common: readonly { readonly key: string; readonly value: string; readonly others: number }[];
  /** The experiments of these runs, and the tests if there are several. */
  readonly runs: readonly { readonly id: string; readonly test?: string }[];
}

/** A grid, as `grid:status --json` prints it. */
export interface GridStatus {
  /** The version of this format. */
  readonly version: 1;
  /** The grid directory, as shown to the user. */
  readonly grid: string;
  /** The running scheduler; null if there is none. */
  readonly scheduler: { readonly pid: number; readonly host: string } | null;
  /** Its jobs on a cluster; null if it was never submitted to a cluster. */
  readonly slurm: ClusterStatus | null;
  /** Number of experiments by stage and state. Without a `test_command`, only existing tests count. */
  readonly counts: Readonly<Record<Stage, Readonly<Record<RunStateName, number>>>>;
  /** How many more seconds the running stage takes; null if it cannot be estimated. */
  readonly eta: { readonly stage: Stage; readonly left_s: number } | null;
  /** Failed runs by their causes; the largest group first. */
  readonly failures: readonly FailureStatus[];
  /** All experiments, in the order of the plan. */
  readonly experiments: readonly ExperimentStatus[];
}

/** A grid for display to people. Experiments that are not listed are only counted. */
export interface StatusOverview extends GridStatus {
  /** Number of experiments that are no longer in the grid file. They are not counted. */
  readonly dropped: number;
}

/**
 * The status of a grid. The caller adds what does not follow from plan and runs: jobs on a cluster, the time left, causes of
 * failures.
 *
 * @param grid the grid directory, as shown to the user
 * @param scheduler the running scheduler, if any
 * @param only indices of experiments; by default all
 */
export function statusOf(
  grid: string,
  { plan, runs }: { readonly plan: Plan; readonly runs: RunTable },
  scheduler: GridStatus["scheduler"],
  only?: ReadonlySet<number>,
): GridStatus {
  const { dropped: _, ...status } = overviewOf(grid, { plan, runs }, scheduler, { only, list: "all" });
  return status;
}

function isOpen({ state }: Run): boolean {
  const name = stateName(state);
  return name !== "pending" && name !== "succeeded";
}

/** The runs of an experiment. `tests`: each, if they have names. */
interface ExperimentRuns {
  readonly train: Run;
  readonly test: Run;
  readonly tests: readonly (readonly [name: string, run: Run])[];
}

/** Which experiments an overview has. */
export interface OverviewRequest {
  /** Indices of experiments; by default all. */
  readonly only?: ReadonlySet<number> | undefined;
  /** `open`: those with a run that is neither pending nor succeeded. The others are only counted. */
  readonly list: "all" | "open";
}

/** The status of a grid for people, with few of its experiments; the other arguments are those of {@link statusOf}. */
export function overviewOf(
  grid: string,
  { plan, runs }: { readonly plan: Plan; readonly runs: RunTable },
  scheduler: GridStatus["scheduler"],
  { only, list }: OverviewRequest,
): StatusOverview {
  const counts = { train: noCounts(), test: noCounts() };
  const stopped = earlyStatus(plan, runs);
  const experiments: ExperimentStatus[] = [];
  let dropped = 0;
  for (const [index, experiment] of plan.experiments.entries()) {
    if (only?.has(index) === false) continue;
    const train = aggregateRun(plan, runs, "train", experiment);
    const test = aggregateRun(plan, runs, "test", experiment);
    const tests = plan.tests.map(({ name }) => [name, testRun(runs, { id: experiment.id, test: name })] as const);
    if (experiment.dropped) dropped++;
    else {
      counts.train[stateName(train.state)]++;
      const hasTest = test.state.kind !== "pending" || isTestable(plan.groups[experiment.group]!);
      if (hasTest) counts.test[stateName(test.state)]++;
    }
    if (list === "all" || isOpen(train) || isOpen(test) || tests.some(([, run]) => isOpen(run))) {
      experiments.push(describeExperiment(plan, experiment, { train, test, tests }, stopped.get(experiment.id)));
    }
  }
  return { version: 1, grid, scheduler, slurm: null, counts, dropped, eta: null, failures: [], experiments };
}

function describeExperiment(
  plan: Plan,
  experiment: Experiment,
  { train, test, tests }: ExperimentRuns,
  early: EarlyStatus | undefined,
): ExperimentStatus {
  const { id, name, repetition, dropped } = experiment;
  return {
    id,
    name,
    dir: experimentDir(experiment),
    repetition,
    params: Object.fromEntries(paramsOf(plan, experiment).map(([key, value]) => [key, toJson(value)])),
    ...(dropped && { dropped }),
    train: early === undefined ? stageStatus(train) : { ...stageStatus(train), early },
    test: stageStatus(test),
    ...(tests.length > 0 && { tests: Object.fromEntries(tests.map(([name, run]) => [name, stageStatus(run)])) }),
  };
}

function noCounts(): Record<RunStateName, number> {
  return Object.fromEntries(RUN_STATE_NAMES.map((state) => [state, 0])) as Record<RunStateName, number>;
}

function stageStatus(run: Run): StageStatus {
  return run === NOT_STARTED ? PENDING : describeRun(run);
}

function describeRun({ state, newest, attempts }: Run): StageStatus {
  const { exit, signal } = newest?.outcome === undefined ? NO_OUTCOME : exitAndSignal(newest.outcome);
  return {
    state: stateName(state),
    attempts,
    exit,
    signal,
    started: isoTime(newest?.started),
    ended: isoTime(state.kind === "blocked" ? state.since : newest?.ended),
    duration_s: state.kind === "ended" && newest?.outcome ? secondsOf(newest) ?? null : null,
    device: newest === undefined || newest.devices.length === 0 ? null : newest.devices.join(","),
    job: newest?.job ?? null,
    host: newest?.host ?? null,
  };
}

const NO_OUTCOME = { exit: null, signal: null };

// Shared, because there may be a hundred thousand.
const PENDING = describeRun(NOT_STARTED);

/** The rung at which a run was stopped early. */
export interface EarlyStatus {
  /** The resource at the rung: 3, of the column {@link resource}. */
  readonly rung: number;
  /** The column that counts the resource. */
  readonly resource: string;
  /** The value that counted there. */
  readonly value: RecordedNumber;
  /** The number of values at the rung, this one included. */
  readonly of: number;
  /** The rank of the value among them, from 1. */
  readonly rank: number;
  /** The worst value with which a run went on. */
  readonly cut: RecordedNumber;
}

/** Where experiments were stopped early, by their ids. Empty for a grid without early stopping. */
export function earlyStatus(plan: Plan, runs: RunTable): ReadonlyMap<string, EarlyStatus> {
  const stopped = new Map<string, EarlyStatus>();
  const atRungs = new Map<string, RungValue[]>();
  for (const { id, group } of plan.experiments) {
    for (const value of runOf(runs, { stage: "train", id }).rungs ?? []) {
      const key = keyOf(value, plan.groups[group]!.task);
      const values = atRungs.get(key);
      if (values === undefined) atRungs.set(key, [value]);
      else values.push(value);
    }
  }
  if (atRungs.size === 0) return stopped;
  const rule = ruleOf(plan);
  for (const { id, group } of plan.experiments) {
    const run = runOf(runs, { stage: "train", id });
    const verdict = run.rungs?.find(({ goesOn }) => goesOn === false);
    if (!isStoppedEarly(run) || verdict?.cut === undefined) continue;
    const { task } = plan.groups[group]!;
    const { rung, value, of, cut } = verdict;
    const others = atRungs.get(keyOf(verdict, task))!.filter((other) => other.of < of);
    const goal = rule?.goal ?? "maximize";
    const better = others.filter((other) =>
      betterOf(value, other.value, { goal }) === other.value && other.value !== value
    );
    stopped.set(id, {
      rung,
      of,
      resource: verdict.resource ?? rule?.resource ?? "epoch",
      rank: better.length + 1,
      value: recordedNumber(value),
      cut: recordedNumber(cut),
    });
  }
  return stopped;
}

// Values with equal keys are compared with each other.
function keyOf({ rung, metric, resource, by = "best" }: RungValue, task: string): string {
  return [rung, metric, resource, by, task].join(" ");
}

/** `0.7213 at epoch 3, 14th of 17` */
export function describeEarly({ value, resource, rung, rank, of }: EarlyStatus): string {
  return `${value} at ${resource} ${rung}, ${ordinal(rank)} of ${of}`;
}

/** Why a further repetition of a configuration is not started. */
export const NOT_STARTED_EARLY = "not started, as its first repetition was not among the best";

function ordinal(number: number): string {
  const isTeen = number % 100 >= 11 && number % 100 <= 13;
  const ending = isTeen ? undefined : (["st", "nd", "rd"] as const)[number % 10 - 1];
  return `${number}${ending ?? "th"}`;
}
