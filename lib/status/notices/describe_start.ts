/** Describes what a command would start, for `--agree`. */
import { plural } from "../../messages/text/counted.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Stage } from "../../run/stage.ts";
import type { Job } from "../../schedule/state.ts";
import { jobLabel } from "../label.ts";
import { describeExperiments, renderTable } from "./describe_plan.ts";

/** The number of runs that are shown. */
const SHOWN = 10;

/**
 * Describes the runs of a stage: their number, and the first ten with their commands.
 *
 * @param jobs the jobs, each with the number of times that it would run
 * @param where where they would run, in words: `on CPUs`
 */
export function describeStart(
  stage: Stage,
  plan: Plan,
  jobs: readonly Pick<Job, "experiment" | "test" | "times">[],
  where: string,
): string[] {
  const count = jobs.reduce((sum, { times }) => sum + times, 0);
  const noun = stage === "train" ? "training" : "test";
  const shown = jobs.slice(0, SHOWN);
  const more = jobs.length - shown.length;
  const experiments = shown.map(({ experiment }) => plan.experiments[experiment]!);
  const lines = stage === "train"
    ? renderTable(describeExperiments({ ...plan, experiments }))
    : shown.map((job, index) => jobLabel(experiments[index]!, job));
  return [
    `${count === 0 ? "no" : count} ${plural(count, noun)} to run ${where}${count === 0 ? "" : ":"}`,
    ...(count === 0 ? [] : lines.map((line) => `  ${line}`)),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
