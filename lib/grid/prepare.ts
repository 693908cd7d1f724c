/** A task before its axes: its configuration merged, its axes checked against it. */
import { basename } from "@std/path";
import { describe } from "../config/describe.ts";
import { getAt, leaves, splitKey } from "../config/key_path.ts";
import { EMPTY, merge, mergeAt, strip } from "../config/merge.ts";
import { parseYaml } from "../config/parse_yaml.ts";
import { isList, isMap, isScalar, type ValueMap } from "../config/value.ts";
import { type Untouched, untouched } from "../expand/untouched.ts";
import { below, type Origin, type Report } from "../messages/report.ts";
import type { Group } from "../plan/plan.ts";
import { type Axis, leavesOf } from "./axes.ts";
import { originOf } from "./check_commands.ts";
import type { ConfigLoader } from "./load_configs.ts";
import type { Overrides } from "./overrides.ts";
import type { Grid, Task } from "./parse_grid.ts";
import { parseSettings } from "./parse_settings.ts";
import type { Settings } from "./settings.ts";

// MI-Prometheus lays these over a task's default configurations: -1 means that the trainer draws a seed.
const MIP_DEFAULTS = parseYaml(
  `training: {seed_numpy: -1, seed_torch: -1, dataloader: {num_workers: 0}}
validation: {dataloader: {num_workers: 0}}
testing: {seed_numpy: -1, seed_torch: -1, dataloader: {num_workers: 0}}`,
  "defaults",
).value as ValueMap;

export interface Prepared {
  readonly task: Task;
  readonly name: string;
  readonly settings: Settings;
  /** Of the configuration files alone. */
  readonly files: ValueMap;
  /** The configuration below the axes. */
  readonly config: ValueMap;
  readonly set: Group["set"];
}

export function prepare(
  task: Task,
  grid: Grid,
  overrides: Overrides,
  loader: ConfigLoader,
  gridName: string,
  report: Report,
): Prepared {
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
    refuseThroughLeaf(config, splitKey(key), originOf(task, "seed_keys", overrides), report);
  }
  for (const { parts, value, origin } of grid.set) {
    const taken = parts.join(".").replace(/~([^.]*)$/, "$1");
    if (taken !== parts.join(".") && task.grids.flat().some((axis) => overlapsAny(taken, leavesOf(axis)))) {
      report.error(origin, `it takes away what an axis sets: give --axis, or leave the axis out of the grid`);
    }
    refuseThroughLeaf(config, parts, origin, report);
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

// What holds for several tasks is a mistake only if it touches nothing in any of them.
export function warnUntouched(perTask: readonly (readonly Untouched[])[], origin: Origin, report: Report): void {
  const [first = [], ...others] = perTask;
  for (const { path, suggestion } of first) {
    const key = path.join(".");
    if (!others.every((found) => found.some((other) => other.path.join(".") === key))) continue;
    report.warning(
      below(origin, ...path),
      `"${key}" overwrites nothing: no configuration below it has that key${suggestion}`,
    );
  }
}

export function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

function overlapsAny(leaf: string, others: Iterable<string>): boolean {
  for (const other of others) if (overlaps(leaf, other)) return true;
  return false;
}

function refuseThroughLeaf(config: ValueMap, parts: readonly string[], origin: Origin, report: Report): void {
  for (let n = 1; n < parts.length; n++) {
    const value = getAt(config, parts.slice(0, n));
    if (value === undefined || isMap(value) || (isScalar(value) && value.value === null)) continue;
    report.error(
      origin,
      `cannot set "${parts.join(".")}" as "${parts.slice(0, n).join(".")}" is ${
        isList(value) ? "a list" : "no map"
      }: ` +
        `current value is ${describe(value).slice(0, 80)}`,
    );
    return;
  }
}

function checkAxes(task: Task, config: ValueMap, settings: Settings, report: Report): void {
  const overwritten = leaves(task.overwrite).map(([key]) => key.replaceAll(/(^|\.)~/g, "$1"));
  const told = new Set<Axis>();
  for (const axes of task.grids) {
    for (const [index, axis] of axes.entries()) {
      const own = leavesOf(axis);
      const other = axes.slice(0, index).find((former) => [...leavesOf(former)].some((leaf) => overlapsAny(leaf, own)));
      if (other !== undefined) {
        report.error(
          axis.origin,
          `axes "${other.key}" and "${axis.key}" set the same key: put their values into one axis`,
        );
      }
      if (told.has(axis)) continue;
      told.add(axis);
      const clash = overwritten.find((leaf) => overlapsAny(leaf, own));
      if (clash !== undefined) {
        report.error(
          axis.origin,
          `the axis sets "${clash}", which the task's overwrite sets too: take it out of the overwrite, ` +
            `or fix it for this task by axes: {${axis.key}: [value]}`,
        );
      }
      refuseThroughLeaf(config, axis.parts, axis.origin, report);
      // Values that are no maps all set the one key.
      const plain = axis.values.find((value) => !isMap(value));
      for (const value of [...(plain === undefined ? [] : [plain]), ...axis.values.filter(isMap)]) {
        const unknown = untouched(config, mergeAt(EMPTY, axis.parts, value))[0] ??
          untouched(getAt(config, axis.parts), value, axis.parts)[0];
        if (unknown !== undefined && unknown.suggestion !== "") {
          report.warning(axis.origin, `no configuration has "${unknown.path.join(".")}"${unknown.suggestion}`);
          break;
        }
      }
      const seeded = settings.seedKeys.find((key) => overlapsAny(key, own));
      if (seeded !== undefined) {
        report.error(
          axis.origin,
          `axis "${axis.key}" sets "${seeded}", which is in seed_keys, so that each run's seed would be written over it`,
        );
      }
      const ignored = settings.notInId.find((key) => overlapsAny(key, own));
      if (ignored !== undefined) {
        report.error(
          axis.origin,
          `axis "${axis.key}" is in not_in_id, so that its values would be one and the same experiment`,
        );
      }
    }
  }
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
