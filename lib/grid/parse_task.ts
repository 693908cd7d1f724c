/** Parses a task of the grid file. */
import { removedKey } from "../config/key_path.ts";
import { EMPTY, merge } from "../config/merge.ts";
import { isMap, isScalar, kindOf, type Value, type ValueMap } from "../config/value.ts";
import { below, type Origin, type ProblemReport } from "../messages/report.ts";
import { suggestion } from "../messages/suggestion.ts";
import { type Axis, type Exclusion, parseExclusions, parseSubGrids } from "./axes/axes.ts";
import { checkKeys } from "./check_keys.ts";
import { findDerived } from "./derived.ts";
import { TASK_KEYS } from "./grid_schema.ts";
import { configNames, DEFAULT_CONFIGS, splitConfigs } from "./load_configs.ts";
import type { SetOverride } from "./overrides.ts";
import { parseSettings, resolveSettings } from "./settings/parse_settings.ts";
import type { Settings } from "./settings/settings.ts";

/** A task: configurations with axes that run with the same settings. */
export interface Task {
  /** `undefined` if the grid file gives it no name. */
  readonly name: string | undefined;
  readonly configs: readonly string[];
  readonly overwrite: ValueMap;
  readonly overwriteOrigin: Origin;
  /** The configuration files that `overwrite` loads above the lower layers. */
  readonly overwriteConfigs: readonly string[];
  /** The sub-grids; the task runs the combinations of each. At least one; a sub-grid without axes is one combination. */
  readonly grids: readonly (readonly Axis[])[];
  readonly exclude: readonly Exclusion[];
  /** The settings of the task merged over those of the grid, as written. */
  readonly settings: ValueMap;
  readonly parsedSettings: Settings;
  readonly origin: Origin;
  readonly configsOrigin: Origin;
}

/** What all tasks of a grid share. */
export interface TaskContext {
  /** The sub-grids of the grid. Each is combined with each sub-grid of a task. */
  readonly grids: readonly (readonly Axis[])[];
  /** `--axis`: axes that replace those of the grid and the task. */
  readonly flagAxes: readonly Axis[];
  /** `--set`: an axis of that key gets only this value. */
  readonly set: readonly SetOverride[];
  /** The settings of the grid. */
  readonly settings: ValueMap;
  /** `--setting`: merged over the settings of the grid and the task. */
  readonly flagSettings: ValueMap;
  /** Gets the `--axis ~KEY=` that have removed an axis of a task. */
  readonly removals: Set<Axis>;
  readonly report: ProblemReport;
}

/**
 * Parses a task.
 *
 * @returns `undefined` if it is not a map, which is reported
 */
export function parseTask(task: Value, origin: Origin, context: TaskContext): Task | undefined {
  const { report } = context;
  if (!isMap(task)) {
    report.error(origin, `expected a task, {default_configs: …}, got ${kindOf(task)}`);
    return undefined;
  }
  checkKeys(task, TASK_KEYS, origin, report);
  const settings = taskSettings(task.get("settings"), below(origin, "settings"), context);
  return {
    name: taskName(task.get("name"), below(origin, "name"), report),
    configs: configNames(task.get("default_configs"), below(origin, "default_configs"), report),
    configsOrigin: task.has("default_configs") ? below(origin, "default_configs") : origin,
    ...parseOverwrite(task.get("overwrite"), below(origin, "overwrite"), report),
    grids: taskGrids(parseSubGrids(task.get("axes"), below(origin, "axes"), report), context),
    exclude: parseExclusions(task.get("exclude"), below(origin, "exclude"), report),
    settings,
    parsedSettings: resolveSettings(settings),
    origin,
  };
}

/** Parses the `overwrite` of a task or of the grid. */
export function parseOverwrite(
  value: Value | undefined,
  origin: Origin,
  report: ProblemReport,
): Pick<Task, "overwrite" | "overwriteOrigin" | "overwriteConfigs"> {
  const isEmpty = value === undefined || (isScalar(value) && value.value === null);
  if (!isEmpty && !isMap(value)) report.error(origin, `overwrite: expected a map, got ${kindOf(value)}`);
  const { config, defaults } = splitConfigs(isMap(value) ? value : EMPTY);
  return {
    overwrite: findDerived(config, origin, report),
    overwriteOrigin: origin,
    overwriteConfigs: configNames(defaults, below(origin, DEFAULT_CONFIGS), report),
  };
}

function taskSettings(value: Value | undefined, origin: Origin, context: TaskContext): ValueMap {
  parseSettings(value, "task", (path, message) => context.report.error(below(origin, ...path), message));
  const inTask = isMap(value) ? value : EMPTY;
  return merge(merge(context.settings, inTask), context.flagSettings) as ValueMap;
}

function taskName(value: Value | undefined, origin: Origin, report: ProblemReport): string | undefined {
  if (value === undefined || (isScalar(value) && value.value === null)) return undefined;
  if (isScalar(value)) return value.text;
  if (typeof value === "string" && value.trim() !== "") return value.trim();
  const actual = typeof value === "string" ? "an empty string" : kindOf(value);
  report.error(origin, `task name: expected a string, got ${actual}`);
  return undefined;
}

function taskGrids(taskGrids: readonly (readonly Axis[])[], context: TaskContext): Axis[][] {
  return context.grids.flatMap((grid) => taskGrids.map((axes) => overlayAxes([...grid, ...axes], context)));
}

// A later axis replaces or removes an earlier one of the same key.
function overlayAxes(axes: readonly Axis[], { flagAxes, set, removals, report }: TaskContext): Axis[] {
  const byKey = new Map<string, Axis>();
  for (const axis of [...axes, ...flagAxes]) {
    const removed = removedKey(axis.key);
    if (removed === undefined) byKey.set(axis.key, axis);
    else if (byKey.delete(removed)) removals.add(axis);
    // A flag applies to all tasks: another task may have the axis.
    else if (!("flag" in axis.origin)) {
      report.warning(axis.origin, `no axis "${removed}" to remove${suggestion(removed, byKey.keys())}`);
    }
  }
  for (const { parts, value, origin } of set) {
    const key = parts.join(".");
    if (byKey.has(key)) byKey.set(key, { key, parts, values: [value], origin });
  }
  return [...byKey.values()];
}
