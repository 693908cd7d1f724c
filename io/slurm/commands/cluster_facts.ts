/** Asks Slurm how it is configured. */
import type { Submitted } from "../../../lib/schedule/jobs/plan_submission.ts";
import { type ClusterFacts, parseConfiguration, parsePartitions } from "../../../lib/slurm/plan_arrays.ts";
import type { MaxTimes } from "../../../lib/slurm/sbatch_options.ts";
import { type Answer, askController } from "./client.ts";

/** The answer to {@link askFacts}. */
export type FactsAnswer =
  | { readonly kind: "answered"; readonly facts: ClusterFacts }
  | Exclude<Answer, { kind: "answered" }>;

const TIMEOUT = 30_000;

/** The limits of the cluster. */
export async function askFacts(): Promise<FactsAnswer> {
  const answer = await askController(["scontrol", "show", "config"], { timeout: TIMEOUT });
  return answer.kind === "answered" ? { kind: "answered", facts: parseConfiguration(answer.text) } : answer;
}

/** The longest jobs of partitions, if the limits of jobs follow from how long runs take; none if Slurm does not say. */
export async function askMaxTimes(jobs: readonly Submitted[]): Promise<MaxTimes | undefined> {
  if (jobs.every(({ time }) => time === undefined)) return undefined;
  const answer = await askController(["scontrol", "show", "partitions", "--oneliner"], { timeout: TIMEOUT });
  return answer.kind === "answered" ? parsePartitions(answer.text) : undefined;
}
