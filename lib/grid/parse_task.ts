/** A task of the grid file, checked by itself. */
import { kindOf } from "../config/describe.ts";
import { removedKey } from "../config/key_path.ts";
import { EMPTY, merge } from "../config/merge.ts";
import { isMap, isScalar, type Value, type ValueMap } from "../config/value.ts";
import { below, type Origin, type Report } from "../messages/report.ts";
import { suggestion } from "../messages/suggestion.ts";
import { type Axis, parseSubGrids } from "./axes.ts";
import { checkKeys } from "./check_keys.ts";
import { type Exclusion, parseExclusions } from "./exclusions.ts";
import { configNames } from "./load_configs.ts";
import type { SetOverride } from "./overrides.ts";
import { parseSettings, resolveSettings } from "./parse_settings.ts";
import type { Settings } from "./settings.ts";

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
  /** Its settings over those of the grid, as they are written. */
  readonly settings: ValueMap;
  readonly parsedSettings: Settings;
  readonly origin: Origin;
  readonly configsOrigin: Origin;
}

/** What holds for all tasks of a grid. */
export interface TaskContext {
  /** The sub-grids of the grid, each of which is combined with each of a task's. */
  readonly grids: readonly (readonly Axis[])[];
  /** `--axis`: over the axes of the grid and of the task. */
  readonly flagAxes: readonly Axis[];
  /** `--set`: on an axis, the axis has that value alone. */
  readonly set: readonly SetOverride[];
  /** Those of the grid. */
  readonly settings: ValueMap;
  /** `--setting`: over those of the grid and of the task. */
  readonly flagSettings: ValueMap;
  readonly report: Report;
}

const TASK_KEYS = {
  what: "a task",
  keys: ["name", "default_configs", "overwrite", "axes", "exclude", "settings"],
};

/**
 * Reads a task.
 *
 * @returns `undefined`, and reported, for what is no map
 */
export function parseTask(task: Value, origin: Origin, context: TaskContext): Task | undefined {
  const { report } = context;
  if (!isMap(task)) {
    report.error(origin, `a task must be a map with default_configs: what is there is ${kindOf(task)}`);
    return undefined;
  }
  checkKeys(task, TASK_KEYS, origin, report);
  const settings = taskSettings(task.get("settings"), below(origin, "settings"), context);
  return {
    name: taskName(task.get("name"), below(origin, "name"), report),
    configs: configNames(task.get("default_configs"), below(origin, "default_configs"), report),
    configsOrigin: task.has("default_configs") ? below(origin, "default_configs") : origin,
    overwrite: parseOverwrite(task.get("overwrite"), below(origin, "overwrite"), report),
    overwriteOrigin: below(origin, "overwrite"),
    grids: taskGrids(parseSubGrids(task.get("axes"), below(origin, "axes"), report), context),
    exclude: parseExclusions(task.get("exclude"), below(origin, "exclude"), report),
    settings,
    parsedSettings: resolveSettings(settings),
    origin,
  };
}

/** An `overwrite`, of a task or of the whole grid. */
export function parseOverwrite(value: Value | undefined, origin: Origin, report: Report): ValueMap {
  if (value === undefined || (isScalar(value) && value.value === null)) return EMPTY;
  if (isMap(value)) return value;
  report.error(origin, `an overwrite must be a map: what is there is ${kindOf(value)}`);
  return EMPTY;
}

function taskSettings(value: Value | undefined, origin: Origin, context: TaskContext): ValueMap {
  parseSettings(value, "task", (path, message) => context.report.error(below(origin, ...path), message));
  const inTask = isMap(value) ? value : EMPTY;
  return merge(merge(context.settings, inTask), context.flagSettings) as ValueMap;
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

function taskGrids(taskGrids: readonly (readonly Axis[])[], context: TaskContext): Axis[][] {
  return context.grids.flatMap((grid) => taskGrids.map((axes) => layAxes([...grid, ...axes], context)));
}

// A later axis replaces an earlier one of the same key, or removes it.
function layAxes(axes: readonly Axis[], { flagAxes, set, report }: TaskContext): Axis[] {
  const byKey = new Map<string, Axis>();
  for (const axis of [...axes, ...flagAxes]) {
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
}
