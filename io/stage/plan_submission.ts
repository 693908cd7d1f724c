/** Plans the job arrays of a stage. */
import type { Settings } from "../../lib/grid/settings.ts";
import { shellQuote } from "../../lib/launch/shell_quote.ts";
import { InputError } from "../../lib/messages/problem.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import { trainingSpec } from "../../lib/plan/run_specs.ts";
import type { Job } from "../../lib/schedule/state.ts";
import { arrayWords } from "../../lib/slurm/array_words.ts";
import { type JobArray, planArrays, type SlurmLimits } from "../../lib/slurm/plan_arrays.ts";
import { type SbatchOptions, sbatchOptions } from "../../lib/slurm/sbatch_options.ts";

/** Slurm's default. */
export const DEFAULT_MAX_ARRAY_SIZE = 1_001;

/** A job whose run is submitted. */
type Submitted = Pick<Job, "experiment">;

/** The settings of the task of a job. */
export function settingsOf(plan: Plan, { experiment }: Submitted): Settings {
  return trainingSpec(plan.groups[plan.experiments[experiment]!.group]!).settings;
}

/**
 * Gives a function for the options of sbatch with the settings of a task. It throws an `InputError` if they cannot be used on
 * Slurm. Tasks with the same settings share one object: their launches are submitted together.
 */
export function createOptions(maxConcurrentRuns: number): (settings: Settings) => SbatchOptions {
  const known = new Map<Settings, SbatchOptions>();
  return (settings) => {
    const options = known.get(settings) ?? sbatchOptions({ ...settings, maxConcurrentRuns });
    if (Array.isArray(options)) {
      throw new InputError(
        options.map(({ setting, message }) => ({ severity: "error", source: setting, message })),
      );
    }
    known.set(settings, options as SbatchOptions);
    return options as SbatchOptions;
  };
}

/** The job arrays for the jobs of a stage. */
export function planSubmission(
  plan: Plan,
  jobs: readonly Submitted[],
  limits: SlurmLimits,
): JobArray<{ readonly options: SbatchOptions }>[] {
  const optionsOf = createOptions(limits.maxConcurrentRuns);
  return planArrays(jobs.map((job) => ({ options: optionsOf(settingsOf(plan, job)) })), limits);
}

/**
 * The commands that would submit jobs, as one would type them, for a cluster with Slurm's default MaxArraySize.
 *
 * @param maxConcurrentRuns maximum number of runs at a time; no limit if it is 0 or less
 * @param gridDir the grid directory, as shown to the user
 */
export function describeSubmission(
  plan: Plan,
  jobs: readonly Submitted[],
  maxConcurrentRuns: number,
  gridDir: string,
): string[] {
  const limits = { maxArraySize: DEFAULT_MAX_ARRAY_SIZE, maxConcurrentRuns };
  return planSubmission(plan, jobs, limits).map((array, index) => {
    const number = index + 1;
    const after = array.after === undefined ? undefined : `JOB_${array.after + 1}`;
    const names = { name: `gw-ID-${number}`, outputDir: `slurm/${number}/output`, root: gridDir, after };
    const words = [...arrayWords(array, names), `${gridDir}/slurm/${number}/element.sh`, gridDir, String(number)];
    return `sbatch ${words.map(shellQuote).join(" ")}`;
  });
}
