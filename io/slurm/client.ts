/** Runs the commands of Slurm, which wait for minutes while the controller does not answer. */
import type { Answer } from "../../lib/cluster/batch_system.ts";
import { type ClientLimits, type ClientResult, runClient } from "../system/processes/run_client.ts";

/** Whether a variable is kept: those of the job that a command is called from would change what it does. */
function isKept(name: string): boolean {
  if (name === "SLURM_CONF" || name === "SLURM_CONF_SERVER" || name === "SLURM_JWT") return true;
  // A user's defaults for sbatch, such as SBATCH_PARTITION, give way to its command line. These have no option there, or
  // would make a list that is taken for complete a partial one.
  return !/^(?:SLURM|SLURMD|SQUEUE|SCANCEL|SACCT|SPANK)_|^SBATCH_(?:WAIT|ARRAY_INX|CLUSTERS|SIGNAL)$/.test(name);
}

/** The environment of the commands of Slurm. */
export function clientEnvironment(all: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(all).filter(([name]) => isKept(name));
  // Lists of elements would be cut off after 64 characters.
  return { ...Object.fromEntries(kept), SLURM_BITSTR_LEN: "0" };
}

/** Runs a command of Slurm. A command that exceeds a limit is killed. */
export function runSlurm(
  words: readonly [string, ...string[]],
  limits: Omit<ClientLimits, "environment">,
): Promise<ClientResult> {
  return runClient(words, { ...limits, environment: clientEnvironment(Deno.env.toObject()) });
}

/** Asks the controller something, with a command that only prints the answer. */
export async function askController(
  words: readonly [string, ...string[]],
  limits: Omit<ClientLimits, "isStuck" | "environment">,
): Promise<Answer<{ readonly text: string }>> {
  const result = await runSlurm(words, limits);
  const [program] = words;
  if (result.kind === "missing") return result;
  if (result.kind === "killed") {
    const said = messageOf(result.stderr);
    const message = `no answer from ${program} for ${limits.timeout / 1000} s${said === "" ? "" : ` (${said})`}`;
    return { kind: "silent", message };
  }
  if (result.code !== 0) {
    return { kind: "silent", message: messageOf(result.stderr) || `${program}: exit code ${result.code}` };
  }
  return { kind: "answered", text: result.stdout };
}

/** The messages of a command on one line, without the names of commands before them and references to their help. */
export function messageOf(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.replace(COMMAND_NAME, "").trim());
  return [...new Set(lines.filter((line) => line !== "" && !line.startsWith('Try "')))].join("; ");
}

const COMMAND_NAME = /^(?:(?:\S*\/)?s[a-z]+: (?:(?:error|fatal|info): )?)?(?:allocation failure: |slurm_\w+ error: )?/;
