/** The state of a grid, for scripts (`grid:status --json`) and for people. */
import { type Json, toJson } from "../config/json_value.ts";
import { aggregateRun } from "../plan/aggregate.ts";
import { paramsOf } from "../plan/experiment.ts";
import type { Plan } from "../plan/plan.ts";
import { testNames } from "../plan/run_specs.ts";
import { type History, NOT_STARTED, RUN_STATES, runKey, type RunState, type StageHistory } from "../run/run_state.ts";
import type { Stage } from "../run/stage.ts";
import { experimentDir } from "../store/layout.ts";

/** One experiment in one stage. Times are ISO 8601 in UTC. */
export interface StageStatus {
  readonly state: RunState;
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
  readonly counts: Readonly<Record<Stage, Readonly<Record<RunState, number>>>>;
  readonly experiments: readonly ExperimentStatus[];
}

/**
 * @param grid its directory, as it is shown
 * @param scheduler who is at work
 */
export function statusOf(grid: string, plan: Plan, history: History, scheduler: GridStatus["scheduler"]): GridStatus {
  const counts = { train: noCounts(), test: noCounts() };
  const experiments = plan.experiments.map((experiment): ExperimentStatus => {
    const train = stageStatus(aggregateRun(plan, history, "train", experiment));
    const test = stageStatus(aggregateRun(plan, history, "test", experiment));
    const tests = testNames(plan, "test").flatMap((name): [string, StageStatus][] =>
      name === undefined ? [] : [[name, stageStatus(history.test.get(runKey(experiment.id, name)) ?? NOT_STARTED)]]
    );
    if (!experiment.dropped) {
      counts.train[train.state]++;
      counts.test[test.state]++;
    }
    return {
      id: experiment.id,
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

function noCounts(): Record<RunState, number> {
  return Object.fromEntries(RUN_STATES.map((state) => [state, 0])) as Record<RunState, number>;
}

function stageStatus(past: StageHistory): StageStatus {
  const { state, attempts, exit, signal } = past;
  const device = past.devices.length === 0 ? null : past.devices.join(",");
  return { state, attempts, exit, signal, started: iso(past.started), ended: iso(past.ended), device };
}

function iso(time: number | undefined): string | null {
  // A damaged journal may tell any time.
  return time === undefined || !(Math.abs(time) <= 8.64e15) ? null : new Date(time).toISOString();
}
