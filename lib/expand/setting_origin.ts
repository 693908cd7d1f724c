/** Finds where a setting was written, for messages. */
import { getAt } from "../config/key_path.ts";
import type { GridTest } from "../grid/grid_tests.ts";
import type { Task } from "../grid/parse_task.ts";
import type { Place } from "../messages/problem.ts";
import { below, type Origin, placeOf } from "../messages/report.ts";
import type { Group } from "../plan/plan.ts";
import type { ExpandContext } from "./expand_context.ts";

/**
 * The origin of a setting: the test, the command line, the task or the grid.
 *
 * @param setting its name; `env.NAME` for a variable in `env`, `slurm.NAME` for an option in `slurm`; or the path to a part of it
 * @param test the test whose settings apply, if any
 */
export function settingOrigin(
  context: ExpandContext,
  task: Task,
  setting: string | readonly string[],
  test?: GridTest,
): Origin {
  const [first, ...rest] = typeof setting === "string" ? setting.split(".") : setting;
  if (rest.length === 0 && test?.settings.has(first!)) return below(testOrigin(context, test), first!);
  if (context.overrides.setting.some(([key]) => key === first)) return { flag: `--setting ${first}` };
  if ("flag" in task.origin) return task.origin;
  const { file, path } = task.origin;
  const candidates = [[...path, "settings"], ["grid_settings"]];
  // Maps of tasks and of the grid are merged: either can have the entry.
  const settings = candidates.find((map) => getAt(file.value, [...map, first!, ...rest].map(String)) !== undefined) ??
    candidates.find((map) => getAt(file.value, [...map, first!].map(String)) !== undefined) ?? ["grid_settings"];
  return { file, path: [...settings, first!, ...rest] };
}

/** The origin of a setting of the whole grid: the command line or the grid file. */
export function gridSettingOrigin({ overrides, grid }: ExpandContext, setting: string): Origin {
  const isFlag = overrides.setting.some(([key]) => key === setting);
  return isFlag ? { flag: `--setting ${setting}` } : below(grid.settingsOrigin, setting);
}

/** The position of a test in the grid file. */
export function testOrigin({ grid }: ExpandContext, test: GridTest): Origin {
  return grid.tests.find((parsed) => parsed.test === test)!.origin;
}

/**
 * Locates a setting of a group, for problems that are found after the expansion, such as a refusal of the cluster: in the
 * command line, the task or the grid. If the setting was not written anywhere, the deepest part of its path that exists.
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
