/** The grid file, checked by itself and with the command line's overrides laid over it. */
import { kindOf } from "../config/describe.ts";
import { EMPTY, merge } from "../config/merge.ts";
import { isList, isMap, isScalar, type Value, type ValueMap } from "../config/value.ts";
import type { YamlFile } from "../config/yaml_file.ts";
import { below, type Origin, type Report } from "../messages/report.ts";
import { parseAxis, parseSubGrids } from "./axes.ts";
import { checkKeys } from "./check_keys.ts";
import { type Exclusion, parseExclusions } from "./exclusions.ts";
import { type ParsedTest, parseTests } from "./grid_tests.ts";
import { type Overrides, parseSetOverrides, type SetOverride } from "./overrides.ts";
import { parseSettings, resolveSettings } from "./parse_settings.ts";
import { parseOverwrite, parseTask, type Task, type TaskContext } from "./parse_task.ts";
import type { Settings } from "./settings.ts";

/** A grid file, checked by itself: its configuration files have not been looked at. */
export interface Grid {
  readonly tasks: readonly Task[];
  readonly overwrite: ValueMap;
  readonly overwriteOrigin: Origin;
  readonly exclude: readonly Exclusion[];
  readonly settings: Settings;
  readonly settingsOrigin: Origin;
  /** The tests of each model; empty where there is one, without a name. */
  readonly tests: readonly ParsedTest[];
  /** `--set`, laid over the axes' values. */
  readonly set: readonly SetOverride[];
}

const GRID_KEYS = {
  what: "a grid file",
  keys: ["version", "grid_tasks", "grid_overwrite", "grid_axes", "grid_exclude", "grid_tests", "grid_settings"],
  prefix: "x-",
};

/**
 * Checks a grid file.
 *
 * @param yaml the file
 * @param overrides of the command line
 * @param report is told of everything that is wrong
 */
export function parseGrid(yaml: YamlFile, overrides: Overrides, report: Report): Grid {
  const root: Origin = { file: yaml, path: [] };
  const grid = parseRoot(yaml.value, root, report);
  const flagAxes = overrides.axis.flatMap(([key, value]) =>
    parseAxis(key, value, { flag: `--axis ${key}` }, report) ?? []
  );
  const set = parseSetOverrides(overrides.set, report);
  const grids = parseSubGrids(grid.get("grid_axes"), below(root, "grid_axes"), report);
  checkSettings(grid.get("grid_settings"), below(root, "grid_settings"), report);
  for (const [key, value] of overrides.setting) {
    checkSettings(new Map([[key, value]]), { flag: `--setting ${key}` }, report);
  }
  const flagSettings: ValueMap = new Map(overrides.setting);
  const settings = merge(mapOrEmpty(grid.get("grid_settings")), flagSettings) as ValueMap;
  return {
    tasks: parseTasks(grid, root, { grids, flagAxes, set, settings, flagSettings, report }),
    overwrite: parseOverwrite(grid.get("grid_overwrite"), below(root, "grid_overwrite"), report),
    overwriteOrigin: below(root, "grid_overwrite"),
    exclude: parseExclusions(grid.get("grid_exclude"), below(root, "grid_exclude"), report),
    settings: resolveSettings(settings),
    settingsOrigin: below(root, "grid_settings"),
    tests: parseTests(grid.get("grid_tests"), below(root, "grid_tests"), report),
    set,
  };
}

function parseRoot(value: Value, root: Origin, report: Report): ValueMap {
  const grid = mapOrEmpty(value);
  if (!isMap(value)) report.error(root, `a grid file must be a map: what is there is ${kindOf(value)}`);
  else if (grid.size === 0) report.error(root, `the grid file is empty: expected grid_tasks or grid_axes`);
  checkKeys(grid, GRID_KEYS, root, report);
  const version = grid.get("version");
  if (version !== undefined && !(isScalar(version) && version.value === 1)) {
    report.error(
      below(root, "version"),
      `this program reads version 1 of grid files: what is there is ${kindOf(version)}`,
    );
  }
  return grid;
}

function checkSettings(value: Value | undefined, origin: Origin, report: Report): void {
  parseSettings(value, "grid", (path, message) => report.error(below(origin, ...path), message));
}

function mapOrEmpty(value: Value | undefined): ValueMap {
  return isMap(value) ? value : EMPTY;
}

// Without `grid_tasks` there is one task, of which all is said by the grid.
function parseTasks(grid: ValueMap, root: Origin, context: TaskContext): Task[] {
  const { report } = context;
  const list = grid.get("grid_tasks");
  const origin = below(root, "grid_tasks");
  if (isList(list)) {
    if (list.length === 0) report.error(origin, "grid_tasks has no tasks");
    return list.flatMap((task, index) => parseTask(task, below(origin, index), context) ?? []);
  }
  if (list !== undefined) {
    report.error(origin, `grid_tasks must be a list of tasks: what is there is ${kindOf(list)}`);
  }
  if (grid.size === 0) return [];
  return [parseTask(EMPTY, list === undefined ? root : below(origin, 0), context)!];
}
