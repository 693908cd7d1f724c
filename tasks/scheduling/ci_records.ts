/** Writes files for CI services after a command that runs experiments. */
import { printMessage, workflow } from "../../io/system/terminal/terminal.ts";
import type { Stage } from "../../lib/run/stage.ts";
import type { StageFlags } from "../flags/stage_flags.ts";

/**
 * Checks that they can be written, before anything is created or started.
 *
 * @param isDry whether nothing may be written to find out
 * @throws {UsageError | InputError} if they cannot
 */
export async function checkRecords({ junit }: StageFlags, isDry = false): Promise<void> {
  if (junit === undefined) return;
  const { checkJunitLocation, checkJunitPath } = await import("../../io/ci/write_junit.ts");
  checkJunitPath(junit);
  if (!isDry) checkJunitLocation(junit);
}

/**
 * Writes them, however the runs ended.
 *
 * @param roots grid directories, absolute
 * @returns the exit code, 0
 * @throws if they cannot be written
 */
export async function writeRecords(
  roots: readonly string[],
  stages: readonly Stage[],
  { junit }: StageFlags,
): Promise<number> {
  if (junit === undefined) return 0;
  const { writeJunit } = await import("../../io/ci/write_junit.ts");
  writeJunit(junit, { roots, stages });
  return 0;
}

const REFUSALS = new Set(["InputError", "UsageError", "YamlError", "PlanError", "LeaseError", "NotCapable"]);

/**
 * Runs a part of a command. If that is refused because of what the user wrote (exit code 2), the JUnit file says why: it would
 * otherwise be missing, or be that of the command before.
 *
 * @param command the name of the command: `run`
 */
export async function recordRefusal<T>(
  command: string,
  { junit }: Pick<StageFlags, "junit">,
  part: () => Promise<T>,
): Promise<T> {
  try {
    return await part();
  } catch (error) {
    if (junit !== undefined && error instanceof Error && REFUSALS.has(error.name)) {
      const { checkJunitPath, writeJunitError } = await import("../../io/ci/write_junit.ts");
      try {
        checkJunitPath(junit);
        writeJunitError(junit, command, error.message);
      } catch (failure) {
        // The reason of the refusal is more important.
        printMessage(`warning: ${(failure as Error).message}`);
      }
    }
    throw error;
  }
}

/** Adds a grid to the summary of the job, in a workflow of GitHub Actions. */
export async function writeSummary(root: string, stages: readonly Stage[]): Promise<void> {
  const path = Deno.env.get("GITHUB_STEP_SUMMARY");
  if (workflow() === undefined || !path) return;
  const { writeJobSummary } = await import("../../io/ci/write_job_summary.ts");
  try {
    await writeJobSummary(path, root, stages);
  } catch (error) {
    // A failure here does not affect the results.
    printMessage(`warning: cannot write the summary of the job: ${(error as Error).message}`);
  }
}
