/** Asks Slurm how it is configured. */
import type { FactsAnswer } from "../../lib/cluster/batch_system.ts";
import type { MaxTimes } from "../../lib/cluster/plan_arrays.ts";
import { parseConfiguration, parsePartitions } from "../../lib/slurm/configuration.ts";
import { askController } from "./client.ts";

const TIMEOUT = 30_000;

/** The limits of the cluster. */
export async function askFacts(): Promise<FactsAnswer> {
  const answer = await askController(["scontrol", "show", "config"], { timeout: TIMEOUT });
  return answer.kind === "answered" ? { kind: "answered", facts: parseConfiguration(answer.text) } : answer;
}

/** The longest jobs of partitions; `undefined` if Slurm does not say. */
export async function askMaxTimes(): Promise<MaxTimes | undefined> {
  const answer = await askController(["scontrol", "show", "partitions", "--oneliner"], { timeout: TIMEOUT });
  return answer.kind === "answered" ? parsePartitions(answer.text) : undefined;
}
