/** Prepares a task: merges its configuration and checks axes and overrides against it. */
import { basename } from "@std/path";
import { getAt, leaves, splitKey } from "../config/key_path.ts";
import { EMPTY, merge, mergeAt, strip } from "../config/merge.ts";
import { isMap, keyText, toScalar, type ValueMap } from "../config/value.ts";
import { leavesOf } from "../grid/axes/axes.ts";
import { isDerived } from "../grid/derived.ts";
import { DEFAULT_CONFIGS, type LoadedFiles } from "../grid/load_configs.ts";
import type { SetOverride } from "../grid/overrides.ts";
import type { Task } from "../grid/parse_task.ts";
import { below, type Origin } from "../messages/report.ts";
import { MI_PROMETHEUS_DEFAULTS, usesMiPrometheus } from "../mi_prometheus/programs.ts";
import type { RunSpec } from "../plan/plan.ts";
import { checkAxes, checkThroughLeaf } from "./checks/check_axes.ts";
import { checkDerived, type DerivedAt } from "./checks/check_derived.ts";
import { type ExpandContext, overlapsAny } from "./expand_context.ts";
import { sees, sightOf } from "./reach/reach.ts";
import { untouched, warnUntouched } from "./reach/untouched.ts";
import { configuredSeeds } from "./repeat.ts";
import { settingOrigin } from "./setting_origin.ts";

/** A task with its merged configuration. */
export interface PreparedTask {
  readonly task: Task;
  /** The first part of the names of its experiments. */
  readonly name: string;
  /** The runs of each experiment, the training first. */
  readonly specs: readonly RunSpec[];
  /** The configuration from files only, without overwrites. */
  readonly files: ValueMap;
  /** The configuration without axes. */
  readonly config: ValueMap;
  /** Its keys that are computed from others. They are empty in {@link config}. */
  readonly derived: readonly DerivedAt[];
}

/** Loads and merges the configuration of a task, and checks everything that will be merged over it. */
export function prepareTask(task: Task, context: ExpandContext): PreparedTask {
  const { grid, gridName, loader, readSpecs, report } = context;
  const specs = readSpecs(task.settings, task.parsedSettings);
  const { seedKeys } = task.parsedSettings;
  // If several layers load a file, its place in the highest layer counts.
  const loaded: LoadedFiles = new Map();
  const { overwriteOrigin, overwriteConfigs } = task;
  const taskFiles = loader.load(overwriteConfigs, below(overwriteOrigin, DEFAULT_CONFIGS), loaded);
  const gridFiles = loader.load(grid.overwriteConfigs, below(grid.overwriteOrigin, DEFAULT_CONFIGS), loaded);
  const files = loader.load(task.configs, task.configsOrigin, loaded);
  if (task.configs.length === 0 && !task.settings.has("command")) {
    report.error(task.configsOrigin, "the task has no default_configs: they are required without a command");
  }
  const defaults = usesMiPrometheus(specs[0]!) ? merge(files, MI_PROMETHEUS_DEFAULTS) as ValueMap : files;
  const lower = [gridFiles, grid.overwrite, taskFiles].reduce(merge, defaults) as ValueMap;
  warnUntouched([untouched(strip(lower), task.overwrite)], overwriteOrigin, report);
  const merged = strip(merge(lower, task.overwrite) as ValueMap);
  const derived = derivedIn(merged);
  // Their values follow for each combination.
  const config = derived.reduce((below, { parts }) => mergeAt(below, parts, toScalar(null)), merged);
  checkDerived(task, config, derived, context);
  checkAxes(task, config, report);
  for (const key of seedKeys) {
    checkThroughLeaf(config, splitKey(key), settingOrigin(context, task, "seed_keys"), report);
  }
  for (const override of grid.set) checkSetOverride(override, task, config, context);
  warnFixedSeeds(task, config, specs[0]!, context);
  const [first] = task.grids.flat().some(({ files }) => files !== undefined) ? [] : task.configs;
  const name = task.name ?? (first === undefined ? gridName : basename(first).replace(/\.ya?ml$/i, ""));
  return { task, name, specs, files: [gridFiles, taskFiles].reduce(merge, files) as ValueMap, config, derived };
}

function derivedIn(config: ValueMap, above: readonly string[] = []): DerivedAt[] {
  return Array.from(config).flatMap(([key, value]): DerivedAt[] => {
    const parts = [...above, keyText(key)];
    if (isMap(value)) return derivedIn(value, parts);
    return isDerived(value) ? [{ parts, expression: value.expression, origin: value.origin }] : [];
  });
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
    report.error(origin, `removes a key that an axis sets: use --axis, or remove the axis from the grid`);
  }
  checkThroughLeaf(config, parts, origin, report);
  if (task.parsedSettings.seedKeys.includes(key)) {
    report.error(origin, `"${key}" is in seed_keys: the seed of each run would overwrite it`);
  }
  const conflict = axes.find((axis) =>
    axis.key !== key && leaves(mergeAt(EMPTY, parts, value)).some(([leaf]) => overlapsAny(leaf, leavesOf(axis)))
  );
  if (conflict !== undefined) {
    report.error(
      origin,
      `sets the same key as axis "${conflict.key}": use --set ${conflict.key}=VALUE, or --axis to change its values`,
    );
  }
}

function warnFixedSeeds(task: Task, config: ValueMap, spec: RunSpec, context: ExpandContext): void {
  const { grid, repetitions, report } = context;
  if (repetitions === 1) return;
  const sight = sightOf(spec);
  const set = grid.set.reduce((below, { parts, value }) => mergeAt(below, parts, value), config);
  for (const { key, seed, text } of configuredSeeds(task, set)) {
    const inArgs = sight.args !== undefined && flagFor(key, context) !== undefined;
    if (seed < 0 || !(inArgs || sees(sight, key))) continue;
    report.warning(
      originOfKey(key, task, context),
      `"${key}" is fixed to ${text}, so the ${repetitions} repetitions may be identical: add it to seed_keys or remove it`,
    );
  }
}

// Where a key of the configuration is set: by a flag or an overwrite, or in a configuration file of the task.
function originOfKey(key: string, task: Task, context: ExpandContext): Origin {
  const { grid } = context;
  const path = splitKey(key);
  const flag = flagFor(key, context);
  if (flag !== undefined) return flag.origin;
  if (getAt(task.overwrite, path) !== undefined) return below(task.overwriteOrigin, ...path);
  return getAt(grid.overwrite, path) === undefined ? task.origin : below(grid.overwriteOrigin, ...path);
}

// The `--set` that sets a key, or the section that holds it.
function flagFor(key: string, { grid }: ExpandContext): SetOverride | undefined {
  return grid.set.findLast(({ parts }) => `${key}.`.startsWith(`${parts.join(".")}.`));
}
