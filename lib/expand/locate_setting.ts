/** Finds where a setting was written, for problems that show only after the expansion: what a cluster refuses, for example. */
import { type Place, placeOf } from "../messages/problem.ts";
import type { Group } from "../plan/plan.ts";
import type { ExpandContext } from "./expand_context.ts";
import { settingOrigin } from "./setting_origin.ts";

/**
 * The place of a setting of a group: the command line, the task or the grid. Of one that is nowhere, the deepest part that exists.
 *
 * @param setting its name; `slurm.NAME` for an option in `slurm`
 * @returns `undefined` for a group of another plan
 */
export type SettingLocator = (group: Pick<Group, "settings">, setting: string) => Place | undefined;

/** Creates a locator for the groups of an expansion, and of plans that were extended with it. */
export function createSettingLocator(context: ExpandContext): SettingLocator {
  const tasks = new Map(context.grid.tasks.map((task) => [task.settings, task]));
  return ({ settings }, setting) => {
    const task = tasks.get(settings);
    return task && placeOf(settingOrigin(context, task, setting));
  };
}
