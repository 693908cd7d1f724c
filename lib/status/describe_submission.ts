/** Describes how jobs would be submitted to a cluster. */
import { shellQuote } from "../messages/shell_quote.ts";
import type { Plan } from "../plan/plan.ts";
import { planSubmission, type Submitted } from "../schedule/plan_submission.ts";
import { DEFAULT_MAX_ARRAY_SIZE } from "../slurm/cluster_facts.ts";
import { arrayWords } from "../slurm/array_words.ts";

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
