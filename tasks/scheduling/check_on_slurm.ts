/** Asks Slurm, before anything is written, whether it would take what a command would submit. */
import type { StartingGrid } from "../../io/stage/plan_start.ts";
import type { SettingLocator } from "../../lib/expand/setting_origin.ts";
import { type CommandStart, createPlanner } from "./plan_command.ts";

/**
 * Asks Slurm whether it would take what a command would submit, if it would submit anything. Nothing is queued.
 *
 * @param grid its directory may not exist yet
 * @throws {InputError} with all that it refuses, or if there is no Slurm here
 * @throws {Deno.errors.TimedOut} if the controller does not answer
 */
export async function checkOnSlurm(
  command: CommandStart,
  grid: StartingGrid,
  locateSetting: SettingLocator,
): Promise<void> {
  if (!command.devices.slurm) return;
  const { tryStages } = await import("../../io/stage/try_stages.ts");
  const { noSlurm } = await import("../../io/stage/slurm_stage.ts");
  const { stages } = (await createPlanner(command))(grid);
  for (const trial of await tryStages(grid, stages, locateSetting)) {
    if (trial.kind === "missing") throw noSlurm(trial.message);
  }
}
