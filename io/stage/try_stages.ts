/** Asks a cluster, before anything is written, whether it would take what a command would submit. */
import type { BatchSystem } from "../../lib/cluster/batch_system.ts";
import type { SettingLocator } from "../../lib/expand/setting_origin.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { checkSubmission, type SubmissionTrial } from "../cluster/check_submission.ts";
import { limitsOf } from "./backend/cluster.ts";
import type { PlannedStart, StartingGrid } from "./plan_start.ts";

/**
 * Asks a cluster whether it would take the jobs of stages. Nothing is queued.
 *
 * @param grid its directory may not exist yet
 * @param locateSetting finds the places of settings; absent for a grid directory
 * @throws {InputError} with all that it refuses
 * @throws {Deno.errors.TimedOut} if it does not answer
 */
export async function tryStages(
  system: BatchSystem,
  grid: Pick<StartingGrid, "root" | "path" | "plan">,
  stages: readonly PlannedStart[],
  locateSetting?: SettingLocator,
): Promise<SubmissionTrial[]> {
  const facts = await system.askFacts();
  const trials: SubmissionTrial[] = [];
  for (const { setup: { list: { jobs }, maxConcurrentRuns } } of stages) {
    const limits = await limitsOf(system, facts, jobs, maxConcurrentRuns);
    const check = { system, root: grid.root, source: shownPath(grid.path, Deno.cwd()), plan: grid.plan };
    trials.push(await checkSubmission({ ...check, jobs, limits, locateSetting }));
  }
  return trials;
}
