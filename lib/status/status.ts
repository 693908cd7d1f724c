/** The state of a grid, for scripts (`grid:status --json`) and for people. */
import { type Json, toJson } from "../config/json_value.ts";
import { aggregateRun } from "../plan/aggregate.ts";
import { paramsOf } from "../plan/experiment.ts";
import type { Plan } from "../plan/plan.ts";
import { testNames } from "../plan/run_specs.ts";
import { type Run, RUN_STATE_NAMES, type RunStateName, stateName, type Time } from "../run/run_state.ts";
import { runOf, type RunTable } from "../run/run_table.ts";
import { exitAndSignal } from "../run/outcome.ts";
import type { Stage } from "../run/stage.ts";
import { experimentDir } from "../store/layout.ts";

/** One experiment in one stage. Times are ISO 8601 in UTC. */
export interface StageStatus {
  readonly state: RunStateName;
  readonly attempts: number;
  readonly exit: number | null;
  /** A name, `SIGKILL`; `exit` is null then. */
  readonly signal: string | null;
  readonly started: string | null;
  readonly ended: string | null;
  /** The UUID of the GPU, or several with commas between them; null on CPUs. */
  readonly device: string | null;
}

/** One experiment. */
export interface ExperimentStatus {
  readonly id: string;
  readonly name: string;
  /** Its directory, below that of the grid. */
  readonly dir: string;
  readonly repetition: number;
  readonly params: Readonly<Record<string, Json>>;
  /** The grid file no longer has it: it is in no count. */
  readonly dropped?: true;
  readonly train: StageStatus;
  /** Where there are several tests: of the one whose state says most, with the attempts of all. */
  readonly test: StageStatus;
  /** The several tests, by name. */
  readonly tests?: Readonly<Record<string, StageStatus>>;
}

/** A grid, as `grid:status --json` prints it. */
export interface GridStatus {
  readonly version: 1;
  readonly grid: string;
  /** Null when none is at work. */
  readonly scheduler: { readonly pid: number; readonly host: string } | null;
  readonly counts: Readonly<Record<Stage, Readonly<Record<RunStateName, number>>>>;
  readonly experiments: readonly ExperimentStatus[];
}

/**
 * @param grid its directory, as it is shown
 * @param scheduler who is at work
 */
export function statusOf(grid: string, plan: Plan, runs: RunTable, scheduler: GridStatus["scheduler"]): GridStatus {
  const counts = { train: noCounts(), test: noCounts() };
  const experiments = plan.experiments.map((experiment): ExperimentStatus => {
    const train = stageStatus(aggregateRun(plan, runs, "train", experiment));
    const test = stageStatus(aggregateRun(plan, runs, "test", experiment));
    const { id } = experiment;
    const tests = testNames(plan, "test").flatMap((test): [string, StageStatus][] =>
      test === undefined ? [] : [[test, stageStatus(runOf(runs, { stage: "test", id, test }))]]
    );
    if (!experiment.dropped) {
      counts.train[train.state]++;
      counts.test[test.state]++;
    }
    return {
      id,
      name: experiment.name,
      dir: experimentDir(experiment),
      repetition: experiment.repetition,
      params: Object.fromEntries(paramsOf(plan, experiment).map(([key, value]) => [key, toJson(value)])),
      ...(experiment.dropped && { dropped: true }),
      train,
      test,
      ...(tests.length > 0 && { tests: Object.fromEntries(tests) }),
    };
  });
  return { version: 1, grid, scheduler, counts, experiments };
}

function noCounts(): Record<RunStateName, number> {
  return Object.fromEntries(RUN_STATE_NAMES.map((state) => [state, 0])) as Record<RunStateName, number>;
}

function stageStatus({ state, newest, attempts }: Run): StageStatus {
  const { exit, signal } = newest?.outcome === undefined ? NO_OUTCOME : exitAndSignal(newest.outcome);
  return {
    state: stateName(state),
    attempts,
    exit,
    signal,
    started: iso(newest?.started),
    ended: iso(state.kind === "blocked" ? state.since : newest?.ended),
    device: newest === undefined || newest.devices.length === 0 ? null : newest.devices.join(","),
  };
}

const NO_OUTCOME = { exit: null, signal: null };

function iso(time: Time | undefined): string | null {
  // A damaged journal may tell any time.
  return time === undefined || !(Math.abs(time) <= 8.64e15) ? null : new Date(time).toISOString();
}
