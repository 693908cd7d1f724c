/** Asks Slurm how it is configured. */
import { type ClusterFacts, parseConfiguration } from "../../lib/slurm/cluster_facts.ts";
import { messageOf, runClient } from "./client.ts";

/** The answer to {@link askFacts}. */
export type FactsAnswer =
  | { readonly kind: "answered"; readonly facts: ClusterFacts }
  | { readonly kind: "silent"; readonly message: string }
  | { readonly kind: "missing"; readonly message: string };

const TIMEOUT = 30_000;

/** The limits of the cluster. */
export async function askFacts(): Promise<FactsAnswer> {
  const result = await runClient(["scontrol", "show", "config"], { timeout: TIMEOUT });
  if (result.kind === "missing") return result;
  if (result.kind === "killed") return { kind: "silent", message: `no answer from scontrol for ${TIMEOUT / 1000} s` };
  if (result.code !== 0) {
    return { kind: "silent", message: messageOf(result.stderr) || `scontrol: exit code ${result.code}` };
  }
  return { kind: "answered", facts: parseConfiguration(result.stdout) };
}
