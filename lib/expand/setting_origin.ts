/** Where a setting of a task comes from. */
import { getAt } from "../config/key_path.ts";
import type { ParsedTest } from "../grid/grid_tests.ts";
import type { Overrides } from "../grid/overrides.ts";
import type { Task } from "../grid/parse_grid.ts";
import { below, type Origin } from "../messages/report.ts";

/** Where a setting of a task, or of a test, comes from: `env.NAME` is a variable of `env`. */
export function originOf(task: Task, setting: string, overrides: Overrides, test?: ParsedTest): Origin {
  if (test?.settings.has(setting)) return below(test.origin, setting);
  const [first, ...rest] = setting.split(".");
  if (overrides.setting.some(([key]) => key === first)) return { flag: `--setting ${first}` };
  const own = "flag" in task.origin
    ? undefined
    : getAt(task.origin.file.value, [...task.origin.path, "settings", first!].map(String));
  if (own !== undefined || "flag" in task.origin) return below(task.origin, "settings", first!, ...rest);
  return { file: task.origin.file, path: ["grid_settings", first!, ...rest] };
}
