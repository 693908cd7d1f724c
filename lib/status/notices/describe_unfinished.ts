/** Describes a grid directory that is not finished, before another one is created from the same grid file. */
import { hint, type Program } from "../../messages/hint.ts";
import { aggregateRun } from "../../plan/aggregate.ts";
import type { Plan } from "../../plan/plan.ts";
import { isTestable, trainingSpec } from "../../plan/run_specs.ts";
import { hasSucceeded, isFailed } from "../../run/run_state.ts";
import type { RunTable } from "../../run/run_table.ts";
import type { Stage } from "../../run/stage.ts";
import { hasRetriesLeft } from "../../schedule/retry.ts";

/** A grid directory that was created from the grid file of a command, with the same flags. */
export interface ExistingGrid {
  /** As shown to the user. */
  readonly gridDir: string;
  /** How the user calls this program. */
  readonly program: Program;
  readonly plan: Plan;
  readonly runs: RunTable;
  /** The running scheduler, if any. */
  readonly scheduler: { readonly pid: number; readonly host: string } | undefined;
  /** The command, which also tests if it is `run`. */
  readonly task: "train" | "run";
  /** Whether `--resume` chooses this directory. */
  readonly isNewest: boolean;
}

/** An unfinished grid directory. */
export interface UnfinishedGrid {
  /** What is left: runs that `--resume` starts, runs that only `--retry-failed` starts, or nothing but to wait for its scheduler. */
  readonly left: "runs" | "failed runs" | "scheduler";
  /** `experiments/g_1 made from this file has 9 of 12 trained; add --resume to go on with it` */
  readonly text: string;
}

/**
 * Describes a grid directory, and how to finish it.
 *
 * @returns `undefined` if it is finished
 */
export function describeUnfinished(grid: ExistingGrid): UnfinishedGrid | undefined {
  const { gridDir, program, task, scheduler } = grid;
  const train = countStage(grid, "train");
  const isTrained = train.succeeded === train.total;
  const test = task === "run" && isTrained ? countStage(grid, "test") : undefined;
  if (isTrained && (test === undefined || test.succeeded === test.total)) return undefined;
  const tested = test === undefined ? "" : ` and ${test.succeeded} of ${test.total} tested`;
  const has = `${gridDir} made from this file has ${train.succeeded} of ${train.total} trained${tested}`;
  if (scheduler !== undefined) {
    const { pid, host } = scheduler;
    const advice = `${hint(program, "status", [gridDir])} shows its progress`;
    return { left: "scheduler", text: `${has}, and a scheduler is running it (pid ${pid} on ${host}); ${advice}` };
  }
  const { total, succeeded, failed } = test ?? train;
  const left = failed > 0 && succeeded + failed === total ? "failed runs" : "runs";
  return { left, text: `${has}${failed > 0 ? `, ${failed} failed` : ""}; ${advise(grid, left)}` };
}

function advise({ gridDir, program, task, isNewest }: ExistingGrid, left: "runs" | "failed runs"): string {
  const aim = left === "runs" ? "to go on with it" : "to run what failed again";
  if (isNewest) return `add ${left === "runs" ? "--resume" : "--retry-failed"} ${aim}`;
  const flags = left === "runs" ? [] : ["--retry-failed"];
  return `use ${hint(program, task, [gridDir, ...flags])} ${aim}`;
}

// Failed runs that have retries left are run by a resume.
function countStage({ plan, runs }: ExistingGrid, stage: Stage) {
  const retries = plan.groups.map((group) => trainingSpec(group).settings.retries);
  const wanted = plan.experiments.filter(({ dropped, group }) =>
    !dropped && (stage === "train" || isTestable(plan.groups[group]!))
  );
  let [succeeded, failed] = [0, 0];
  for (const experiment of wanted) {
    const run = aggregateRun(plan, runs, stage, experiment);
    if (hasSucceeded(run)) succeeded++;
    else if (isFailed(run) && !hasRetriesLeft(run, retries[experiment.group]!)) failed++;
  }
  return { total: wanted.length, succeeded, failed };
}
