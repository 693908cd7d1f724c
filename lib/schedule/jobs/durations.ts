/** How long runs take. */
import { type Group, type Plan, trainingSpec } from "../../plan/plan.ts";
import { hasSucceeded, isStoppedEarly, type Run, runsOfStage, type RunTable } from "../../run/run_state.ts";
import type { Stage } from "../../run/stage.ts";
import { hasAutoTime } from "../../slurm/sbatch_options.ts";

/**
 * How long a run took that has ended by itself, or was stopped early: milliseconds.
 *
 * @param onGpus on which kind of device: a run on the other one tells nothing
 */
export function durationOf(run: Run, onGpus: boolean): number | undefined {
  const { started, ended, devices } = run.newest ?? {};
  if (!hasSucceeded(run) && !isStoppedEarly(run)) return undefined;
  if (started === undefined || ended === undefined || (devices!.length > 0) !== onGpus) return undefined;
  return Math.max(0, ended - started);
}

// How much time runs get on a cluster that ends them at a limit (`slurm: {time: auto}`): the shorter their jobs, the sooner they
// start. The limit of a task is twice the 0.95-quantile of how long its runs have taken, and above the longest of them. What exceeds
// it is run once more, with twice as much.

/** The runs whose durations are known. */
export interface MeasuredRuns {
  readonly plan: Plan;
  readonly runs: RunTable;
  readonly stage: Stage;
  /** Durations of earlier grids of the same name, in milliseconds: by hash of the experiment, and name of the test. */
  readonly earlier: ReadonlyMap<string, number>;
}

const QUANTILE = 0.95;
const MARGIN = 2;
const LONGEST_MARGIN = 1.25;
// Seconds. A job needs some of them to start, and Slurm counts minutes.
const LEAST = 60;
// With fewer runs of a task, those of all tasks tell more.
const FEWEST = 3;

/**
 * The limits of one attempt of a run, by the number of its group: whole seconds. A group has none if it does not ask for one, if no
 * duration is known, or if its `timeout` is shorter.
 */
export function expectedTimes({ plan, runs, stage, earlier }: MeasuredRuns): ReadonlyMap<number, number> {
  const wanted = [...plan.groups.entries()].filter(([, group]) => hasAutoTime(settingsOf(group)));
  if (wanted.length === 0) return new Map();
  const known = durations({ plan, runs, stage, earlier });
  const all = [...known.values()].flat();
  return new Map(wanted.flatMap(([index, group]): [number, number][] => {
    const own = known.get(index) ?? [];
    const sample = own.length < FEWEST ? all : own;
    if (sample.length === 0) return [];
    const time = Math.ceil(Math.max(LEAST, MARGIN * quantile(sample), LONGEST_MARGIN * Math.max(0, ...own)));
    const { timeout = Infinity } = settingsOf(group);
    return time < timeout ? [[index, time]] : [];
  }));
}

function settingsOf(group: Group) {
  return trainingSpec(group).settings;
}

// Seconds, by group. Those of runs that the plan does not have are of no group.
function durations({ plan, runs, stage, earlier }: MeasuredRuns): Map<number, number[]> {
  const groups = new Map(plan.experiments.flatMap(({ id, hash, group }) => [[id, group], [hash, group]]));
  const found = new Map<number, number[]>();
  const note = (group: number, duration: number) => {
    const ofGroup = found.get(group) ?? [];
    ofGroup.push(duration / 1_000);
    found.set(group, ofGroup);
  };
  for (const [{ id }, run] of runsOfStage(runs, stage)) {
    const duration = durationOf(run, false);
    if (duration !== undefined) note(groups.get(id) ?? NO_GROUP, duration);
  }
  for (const [key, duration] of earlier) note(groups.get(key.split("/")[0]!) ?? NO_GROUP, duration);
  return found;
}

const NO_GROUP = -1;

function quantile(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(QUANTILE * sorted.length) - 1)]!;
}
