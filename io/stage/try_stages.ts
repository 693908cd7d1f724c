/** Asks Slurm, before anything is written, whether it would take what a command would submit. */
import type { SettingLocator } from "../../lib/expand/setting_origin.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { checkSubmission, type SubmissionTrial } from "../slurm/commands/check_submission.ts";
import { askFacts, askMaxTimes } from "../slurm/commands/cluster_facts.ts";
import { maxArraySizeOf } from "./backend/slurm.ts";
import type { PlannedStart, StartingGrid } from "./plan_start.ts";

/**
 * Asks Slurm whether it would take the jobs of stages. Nothing is queued.
 *
 * @param grid its directory may not exist yet
 * @param locateSetting finds the places of settings; absent for a grid directory
 * @throws {InputError} with all that it refuses
 * @throws {Deno.errors.TimedOut} if the controller does not answer
 */
export async function tryStages(
  grid: Pick<StartingGrid, "root" | "path" | "plan">,
  stages: readonly PlannedStart[],
  locateSetting?: SettingLocator,
): Promise<SubmissionTrial[]> {
  const facts = await askFacts();
  const trials: SubmissionTrial[] = [];
  for (const { setup: { list: { jobs }, maxConcurrentRuns } } of stages) {
    const maxTimes = await askMaxTimes(jobs);
    const limits = { maxArraySize: maxArraySizeOf(facts, jobs.length > 0), maxConcurrentRuns, maxTimes };
    const check = { root: grid.root, source: shownPath(grid.path, Deno.cwd()), plan: grid.plan };
    trials.push(await checkSubmission({ ...check, jobs, limits, locateSetting }));
  }
  return trials;
}
