/** The grid file, checked and with the command line's overrides laid over it. */
import { kindOf } from "../config/describe.ts";
import { removedKey, splitKey } from "../config/key_path.ts";
import { EMPTY, merge } from "../config/merge.ts";
import { isList, isMap, isScalar, keyText, type Value, type ValueMap } from "../config/value.ts";
import type { YamlFile } from "../config/yaml_file.ts";
import { below, type Origin, type Report } from "../messages/report.ts";
import { suggestion } from "../messages/suggestion.ts";
import { type Axis, parseAxes, parseAxis } from "./axes.ts";
import { type Exclusion, parseExclusions } from "./exclusions.ts";
import { type ParsedTest, parseTests } from "./grid_tests.ts";
import { configNames } from "./load_configs.ts";
import type { Overrides } from "./overrides.ts";
import { parseSettings } from "./parse_settings.ts";

/** A task of the grid. */
export interface Task {
  /** As the file names it; else from its first configuration file. */
  readonly name: string | undefined;
  readonly configs: readonly string[];
  readonly overwrite: ValueMap;
  readonly overwriteOrigin: Origin;
  /** The sub-grids: the task runs the product of each. At least one; without axes, it runs once. */
  readonly grids: readonly (readonly Axis[])[];
  readonly exclude: readonly Exclusion[];
  /** Its own over those of the grid. */
  readonly settings: ValueMap;
  readonly origin: Origin;
  readonly configsOrigin: Origin;
}

/** A grid file, checked by itself: its configuration files have not been looked at. */
export interface Grid {
  readonly tasks: readonly Task[];
  readonly overwrite: ValueMap;
  readonly overwriteOrigin: Origin;
  readonly exclude: readonly Exclusion[];
  readonly settings: ValueMap;
  readonly settingsOrigin: Origin;
  /** The tests of each model; empty where there is one, without a name. */
  readonly tests: readonly ParsedTest[];
  /** `--set`, laid over the axes' values. */
  readonly set: readonly { readonly parts: readonly string[]; readonly value: Value; readonly origin: Origin }[];
}

const GRID_KEYS = [
  ...["version", "grid_tasks", "grid_overwrite", "grid_axes", "grid_exclude", "grid_tests", "grid_settings"],
];
const TASK_KEYS = ["name", "default_configs", "overwrite", "axes", "exclude", "settings"];

/**
 * Checks a grid file.
 *
 * @param yaml the file
 * @param overrides of the command line
 * @param report is told of everything that is wrong
 */
export function parseGrid(yaml: YamlFile, overrides: Overrides, report: Report): Grid {
  const root: Origin = { file: yaml, path: [] };
  const grid = isMap(yaml.value) ? yaml.value : EMPTY;
  if (!isMap(yaml.value)) report.error(root, `a grid file must be a map: what is there is ${kindOf(yaml.value)}`);
  else if (grid.size === 0) report.error(root, `the grid file is empty: expected grid_tasks or grid_axes`);
  checkKeys(grid, GRID_KEYS, "a grid file", root, report);
  const version = grid.get("version");
  if (version !== undefined && !(isScalar(version) && version.value === 1)) {
    report.error(
      below(root, "version"),
      `this program reads version 1 of grid files: what is there is ${kindOf(version)}`,
    );
  }

  const flags = overrides.axis.flatMap(([key, value]) =>
    parseAxis(key, value, { flag: `--axis ${key}` }, report) ?? []
  );
  const set = overrides.set.flatMap(([key, value]) => {
    const origin = { flag: `--set ${key}` };
    try {
      // `~a.b`, as axes have it, and `a.~b` both remove.
      const removed = removedKey(key);
      const parts = removed === undefined
        ? splitKey(key)
        : [...splitKey(removed).slice(0, -1), `~${splitKey(removed).at(-1)}`];
      if (parts.slice(0, -1).some((part) => removedKey(part) !== undefined)) {
        throw new RangeError(`"${key}" is not a key: only its last part may be a removal`);
      }
      return [{ parts, value, origin }];
    } catch (error) {
      report.error(origin, (error as Error).message);
      return [];
    }
  });
  const grids = subGrids(grid.get("grid_axes"), below(root, "grid_axes"), report);
  const settingsOrigin = below(root, "grid_settings");
  parseSettings(grid.get("grid_settings"), "grid", complainAt(settingsOrigin, report));
  for (const [key, value] of overrides.setting) {
    parseSettings(new Map([[key, value]]), "grid", complainAt({ flag: `--setting ${key}` }, report));
  }
  const flagSettings: ValueMap = new Map(overrides.setting);
  const gridSettings = merge(mapOr(grid.get("grid_settings")), flagSettings) as ValueMap;

  const list = grid.get("grid_tasks");
  const tasksOrigin = below(root, "grid_tasks");
  let tasks: readonly Value[] = grid.size === 0 ? [] : [EMPTY];
  if (isList(list)) {
    tasks = list;
    if (list.length === 0) report.error(tasksOrigin, "grid_tasks has no tasks");
  } else if (list !== undefined) {
    report.error(tasksOrigin, `grid_tasks must be a list of tasks: what is there is ${kindOf(list)}`);
  }

  const overwriteOrigin = below(root, "grid_overwrite");
  return {
    tasks: tasks.flatMap((task, index) => {
      const origin = list === undefined ? root : below(tasksOrigin, index);
      if (!isMap(task)) {
        report.error(origin, `a task must be a map with default_configs: what is there is ${kindOf(task)}`);
        return [];
      }
      checkKeys(task, TASK_KEYS, "a task", origin, report);
      const settings = task.get("settings");
      parseSettings(settings, "task", complainAt(below(origin, "settings"), report));
      return [{
        name: taskName(task.get("name"), below(origin, "name"), report),
        configs: configNames(task.get("default_configs"), below(origin, "default_configs"), report),
        configsOrigin: task.has("default_configs") ? below(origin, "default_configs") : origin,
        overwrite: overwriteMap(task.get("overwrite"), below(origin, "overwrite"), report),
        overwriteOrigin: below(origin, "overwrite"),
        grids: taskGrids(grids, subGrids(task.get("axes"), below(origin, "axes"), report), flags, set, report),
        exclude: parseExclusions(task.get("exclude"), below(origin, "exclude"), report),
        // A flag holds everywhere, over a task's own settings too.
        settings: merge(merge(gridSettings, mapOr(settings)), flagSettings) as ValueMap,
        origin,
      }];
    }),
    overwrite: overwriteMap(grid.get("grid_overwrite"), overwriteOrigin, report),
    overwriteOrigin,
    exclude: parseExclusions(grid.get("grid_exclude"), below(root, "grid_exclude"), report),
    settings: gridSettings,
    settingsOrigin,
    tests: parseTests(grid.get("grid_tests"), below(root, "grid_tests"), report),
    set,
  };
}

function mapOr(value: Value | undefined): ValueMap {
  return isMap(value) ? value : EMPTY;
}

function complainAt(origin: Origin, report: Report) {
  return (path: readonly string[], message: string) => report.error(below(origin, ...path), message);
}

function checkKeys(map: ValueMap, known: readonly string[], what: string, origin: Origin, report: Report): void {
  for (const key of map.keys()) {
    const name = keyText(key);
    if (known.includes(name) || (what === "a grid file" && name.startsWith("x-"))) continue;
    const hint = suggestion(name, known) || `: it may have ${known.join(", ")}`;
    report.error(below(origin, name), `${what} has no "${name}"${hint}`);
  }
}

function taskName(value: Value | undefined, origin: Origin, report: Report): string | undefined {
  if (value === undefined || (isScalar(value) && value.value === null)) return undefined;
  if (isScalar(value)) return value.text;
  if (typeof value === "string" && value.trim() !== "") return value.trim();
  report.error(
    origin,
    `the name of a task must be a string: what is there is ${typeof value === "string" ? "empty" : kindOf(value)}`,
  );
  return undefined;
}

function overwriteMap(value: Value | undefined, origin: Origin, report: Report): ValueMap {
  if (value === undefined || (isScalar(value) && value.value === null)) return EMPTY;
  if (isMap(value)) return value;
  report.error(origin, `an overwrite must be a map: what is there is ${kindOf(value)}`);
  return EMPTY;
}

// A map of axes is one sub-grid, a list of such maps is their union.
function subGrids(value: Value | undefined, origin: Origin, report: Report): Axis[][] {
  if (!isList(value)) return [parseAxes(value, origin, report)];
  if (value.length === 0) report.error(origin, "the list of sub-grids is empty");
  return value.map((item, index) => parseAxes(item, below(origin, index), report));
}

function taskGrids(
  grids: readonly (readonly Axis[])[],
  own: readonly (readonly Axis[])[],
  flags: readonly Axis[],
  set: Grid["set"],
  report: Report,
): Axis[][] {
  return grids.flatMap((grid) =>
    own.map((axes) => {
      const byKey = new Map<string, Axis>();
      for (const axis of [...grid, ...axes, ...flags]) {
        const removed = removedKey(axis.key);
        if (removed === undefined) byKey.set(axis.key, axis);
        else if (!byKey.delete(removed)) {
          report.warning(axis.origin, `there is no axis "${removed}" to remove${suggestion(removed, byKey.keys())}`);
        }
      }
      for (const { parts, value, origin } of set) {
        const key = parts.join(".");
        if (byKey.has(key)) byKey.set(key, { key, parts, values: [value], origin });
      }
      return [...byKey.values()];
    })
  );
}
