/** A task before its axes: its configuration merged, its axes checked against it. */
import { basename } from "@std/path";
import { leaves, splitKey } from "../config/key_path.ts";
import { EMPTY, merge, mergeAt, strip } from "../config/merge.ts";
import { isScalar, type ValueMap } from "../config/value.ts";
import { leavesOf } from "../grid/axes.ts";
import type { ConfigLoader } from "../grid/load_configs.ts";
import type { Overrides } from "../grid/overrides.ts";
import type { Grid, Task } from "../grid/parse_grid.ts";
import { parseSettings } from "../grid/parse_settings.ts";
import type { Settings } from "../grid/settings.ts";
import type { Report } from "../messages/report.ts";
import { MIP_DEFAULTS } from "../mi_prometheus/defaults.ts";
import type { Group } from "../plan/plan.ts";
import { checkAxes, checkThroughLeaf } from "./check_axes.ts";
import { overlapsAny } from "./overlaps.ts";
import { originOf } from "./setting_origin.ts";
import { untouched, warnUntouched } from "./untouched.ts";

export interface PreparedTask {
  readonly task: Task;
  readonly name: string;
  readonly settings: Settings;
  /** Of the configuration files alone. */
  readonly files: ValueMap;
  /** The configuration below the axes. */
  readonly config: ValueMap;
  readonly set: Group["set"];
}

export function prepareTask(
  task: Task,
  grid: Grid,
  overrides: Overrides,
  loader: ConfigLoader,
  gridName: string,
  report: Report,
): PreparedTask {
  const settings = parseSettings(task.settings, "resolved", () => {});
  const files = loader.load(task.configs, task.configsOrigin);
  if (task.configs.length === 0 && !task.settings.has("command")) {
    report.error(task.configsOrigin, `the task has no default_configs, which a grid without a command needs`);
  }
  const defaults = settings.command === undefined ? merge(files, MIP_DEFAULTS) as ValueMap : files;
  const withGrid = merge(defaults, grid.overwrite) as ValueMap;
  warnUntouched([untouched(strip(withGrid), task.overwrite)], task.overwriteOrigin, report);
  const config = strip(merge(withGrid, task.overwrite) as ValueMap);
  checkAxes(task, config, settings, report);
  for (const key of settings.seedKeys) {
    checkThroughLeaf(config, splitKey(key), originOf(task, "seed_keys", overrides), report);
  }
  for (const { parts, value, origin } of grid.set) {
    const taken = parts.join(".").replace(/~([^.]*)$/, "$1");
    if (taken !== parts.join(".") && task.grids.flat().some((axis) => overlapsAny(taken, leavesOf(axis)))) {
      report.error(origin, `it takes away what an axis sets: give --axis, or leave the axis out of the grid`);
    }
    checkThroughLeaf(config, parts, origin, report);
    if (settings.seedKeys.includes(parts.join("."))) {
      report.error(origin, `"${parts.join(".")}" is in seed_keys, which write each run's seed over it`);
    }
    const clash = task.grids.flat().find((axis) =>
      axis.key !== parts.join(".") &&
      leaves(mergeAt(EMPTY, parts, value)).some(([leaf]) => overlapsAny(leaf, leavesOf(axis)))
    );
    if (clash !== undefined) {
      report.error(
        origin,
        `it sets what axis "${clash.key}" sets: use --set ${clash.key}=VALUE, or --axis to change its values`,
      );
    }
  }
  warnFixedSeeds(task, config, grid, settings, report);
  const name = task.name ??
    (task.configs[0] === undefined ? gridName : basename(task.configs[0]).replace(/\.ya?ml$/i, ""));
  return { task, name, settings, files, config, set: grid.set };
}

function warnFixedSeeds(task: Task, config: ValueMap, grid: Grid, settings: Settings, report: Report): void {
  const gridSettings = parseSettings(grid.settings, "resolved", () => {});
  const repetitions = Array.isArray(gridSettings.seed) ? gridSettings.seed.length : gridSettings.repetitions ?? 1;
  if (repetitions === 1) return;
  for (const [key, value] of leaves(config)) {
    const last = key.split(".").at(-1)!;
    if (!/^seed(_|$)|_seed$/.test(last) || settings.seedKeys.includes(key)) continue;
    if (!isScalar(value) || typeof value.value !== "number" || value.value < 0) continue;
    if (task.grids.flat().some((axis) => overlapsAny(key, leavesOf(axis)))) continue;
    report.warning(
      task.origin,
      `"${key}" is fixed to ${value.text}, so that the ${repetitions} repetitions may all be alike: name it in seed_keys, or remove it`,
    );
  }
}
