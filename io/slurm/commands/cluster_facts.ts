/** Asks Slurm how it is configured. */
import { type ClusterFacts, parseConfiguration } from "../../../lib/slurm/plan_arrays.ts";
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
