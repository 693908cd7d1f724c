/** Plans the job arrays of a stage. */
import { type ClusterLimits, type JobArray, type JobOptions, planArrays } from "../../cluster/plan_arrays.ts";
import type { Settings } from "../../grid/settings/settings.ts";
import { InputError } from "../../messages/problem.ts";
import { type Plan, trainingSpec } from "../../plan/plan.ts";
import { dialectOf } from "../dialects.ts";
import type { Job } from "../state.ts";

/** A job whose run is submitted. */
export type Submitted = Pick<Job, "experiment" | "time">;

/** A run that is submitted, with the options of its task. */
export type SubmittedRun = Submitted & { readonly options: JobOptions };

/** The settings of the task of a job. */
export function settingsOf(plan: Plan, { experiment }: Submitted): Settings {
  return trainingSpec(plan.groups[plan.experiments[experiment]!.group]!).settings;
}

/**
 * Gives a function for the options with the settings of a task, and the limit of one attempt in seconds if the settings
 * leave it to this program. It throws an `InputError` if they cannot be used there. Tasks with the same settings and limit share
 * one object: their launches are submitted together.
 */
export function createOptions(
  { system, maxConcurrentRuns, maxTimes }: Pick<ClusterLimits, "system" | "maxConcurrentRuns" | "maxTimes">,
): (settings: Settings, time?: number) => JobOptions {
  const dialect = dialectOf(system);
  const known = new Map<Settings, Map<number | undefined, JobOptions>>();
  return (settings, time) => {
    const ofSettings = known.get(settings) ?? new Map<number | undefined, JobOptions>();
    known.set(settings, ofSettings);
    const options = ofSettings.get(time) ?? dialect.options({ ...settings, maxConcurrentRuns }, time, maxTimes);
    if (!("slots" in options)) {
      throw new InputError(
        options.map(({ setting, message }) => ({ severity: "error", source: setting, message })),
      );
    }
    ofSettings.set(time, options);
    return options;
  };
}

/** The job arrays for the jobs of a stage. */
export function planSubmission(
  plan: Plan,
  jobs: readonly Submitted[],
  limits: ClusterLimits,
): JobArray<SubmittedRun>[] {
  const optionsOf = createOptions(limits);
  return planArrays(
    jobs.map(({ experiment, time }) => ({ experiment, options: optionsOf(settingsOf(plan, { experiment }), time) })),
    limits,
  );
}
