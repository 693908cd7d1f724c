/** A task before its axes: its configuration merged, its axes and the command line checked against it. */
import { basename } from "@std/path";
import { leaves, splitKey } from "../config/key_path.ts";
import { EMPTY, merge, mergeAt, strip } from "../config/merge.ts";
import { isScalar, type ValueMap } from "../config/value.ts";
import { leavesOf } from "../grid/axes.ts";
import type { SetOverride } from "../grid/overrides.ts";
import type { Task } from "../grid/parse_task.ts";
import { MI_PROMETHEUS_DEFAULTS } from "../mi_prometheus/defaults.ts";
import { usesMiPrometheus } from "../mi_prometheus/commands.ts";
import type { RunSpec } from "../plan/run_spec.ts";
import { checkAxes, checkThroughLeaf } from "./check_axes.ts";
import type { ExpandContext } from "./expand_context.ts";
import { overlapsAny } from "./overlaps.ts";
import { settingOrigin } from "./setting_origin.ts";
import { untouched, warnUntouched } from "./untouched.ts";

/** A task whose configuration files have been read and merged. */
export interface PreparedTask {
  readonly task: Task;
  /** Its name in those of its experiments. */
  readonly name: string;
  /** Its runs, the training first. */
  readonly specs: readonly RunSpec[];
  /** Of the configuration files alone. */
  readonly files: ValueMap;
  /** The configuration below the axes. */
  readonly config: ValueMap;
}

/** Reads and merges the configuration of a task, and checks what is to be laid over it. */
export function prepareTask(task: Task, context: ExpandContext): PreparedTask {
  const { grid, gridName, loader, readSpecs, report } = context;
  const specs = readSpecs(task.settings, task.parsedSettings);
  const { seedKeys } = task.parsedSettings;
  const files = loader.load(task.configs, task.configsOrigin);
  if (task.configs.length === 0 && !task.settings.has("command")) {
    report.error(task.configsOrigin, `the task has no default_configs, which a grid without a command needs`);
  }
  const defaults = usesMiPrometheus(specs[0]!) ? merge(files, MI_PROMETHEUS_DEFAULTS) as ValueMap : files;
  const withGrid = merge(defaults, grid.overwrite) as ValueMap;
  warnUntouched([untouched(strip(withGrid), task.overwrite)], task.overwriteOrigin, report);
  const config = strip(merge(withGrid, task.overwrite) as ValueMap);
  checkAxes(task, config, report);
  for (const key of seedKeys) {
    checkThroughLeaf(config, splitKey(key), settingOrigin(context, task, "seed_keys"), report);
  }
  for (const override of grid.set) checkSetOverride(override, task, config, context);
  warnFixedSeeds(task, config, context);
  const name = task.name ??
    (task.configs[0] === undefined ? gridName : basename(task.configs[0]).replace(/\.ya?ml$/i, ""));
  return { task, name, specs, files, config };
}

function checkSetOverride(
  { parts, value, origin }: SetOverride,
  task: Task,
  config: ValueMap,
  { report }: ExpandContext,
): void {
  const key = parts.join(".");
  const axes = task.grids.flat();
  const removed = key.replace(/~([^.]*)$/, "$1");
  if (removed !== key && axes.some((axis) => overlapsAny(removed, leavesOf(axis)))) {
    report.error(origin, `it takes away what an axis sets: give --axis, or leave the axis out of the grid`);
  }
  checkThroughLeaf(config, parts, origin, report);
  if (task.parsedSettings.seedKeys.includes(key)) {
    report.error(origin, `"${key}" is in seed_keys, which write each run's seed over it`);
  }
  const clash = axes.find((axis) =>
    axis.key !== key && leaves(mergeAt(EMPTY, parts, value)).some(([leaf]) => overlapsAny(leaf, leavesOf(axis)))
  );
  if (clash !== undefined) {
    report.error(
      origin,
      `it sets what axis "${clash.key}" sets: use --set ${clash.key}=VALUE, or --axis to change its values`,
    );
  }
}

function warnFixedSeeds(task: Task, config: ValueMap, { repetitions, report }: ExpandContext): void {
  if (repetitions === 1) return;
  for (const [key, value] of leaves(config)) {
    const last = key.split(".").at(-1)!;
    if (!/^seed(_|$)|_seed$/.test(last) || task.parsedSettings.seedKeys.includes(key)) continue;
    if (!isScalar(value) || typeof value.value !== "number" || value.value < 0) continue;
    if (task.grids.flat().some((axis) => overlapsAny(key, leavesOf(axis)))) continue;
    report.warning(
      task.origin,
      `"${key}" is fixed to ${value.text}, so that the ${repetitions} repetitions may all be alike: name it in seed_keys, or remove it`,
    );
  }
}
