/**
 * Loads the configuration files that axes, `--set` and tests name as `default_configs`. The parser of these places treats it like
 * any other key.
 */
import { basename } from "@std/path";
import { merge } from "../../config/merge.ts";
import { isList, isMap, type Value, type ValueMap } from "../../config/value.ts";
import type { Axis } from "../../grid/axes/axes.ts";
import type { ParsedTest } from "../../grid/grid_tests.ts";
import { type ConfigLoader, configNames, DEFAULT_CONFIGS, splitConfigs } from "../../grid/load_configs.ts";
import type { SetOverride } from "../../grid/overrides.ts";
import type { Task } from "../../grid/parse_task.ts";
import { below, type Origin, type ProblemReport } from "../../messages/report.ts";
import { labelsOf } from "../../plan/names.ts";

/** Whether `--set` replaces the configuration files of every task. */
export function isFilesOverride({ parts }: SetOverride): boolean {
  return parts.length === 1 && parts[0] === DEFAULT_CONFIGS;
}

/**
 * Splits a task at its axis `default_configs` into one task per value. They share the position of the task.
 *
 * @param files the last `--set default_configs=…`, if any
 * @returns the task itself if it has no such axis
 */
export function splitAtFiles(task: Task, files: SetOverride | undefined, report: ProblemReport): Task[] {
  const given = files === undefined ? task : {
    ...task,
    configs: configNames(files.value, files.origin, report),
    configsOrigin: files.origin,
  };
  if (!task.grids.some(hasFileAxis)) return [given];
  const others = task.grids.filter((axes) => !hasFileAxis(axes));
  return [
    ...task.grids.filter(hasFileAxis).flatMap((axes) => splitGrid(task, axes, report)),
    ...(others.length === 0 ? [] : [{ ...given, grids: others }]),
  ];
}

/** Loads the `default_configs` in the overwrite of a test below the rest of it. */
export function loadTestFiles({ test, origin }: ParsedTest, loader: ConfigLoader, report: ProblemReport): ParsedTest {
  const { config, defaults } = splitConfigs(test.overwrite);
  if (defaults === undefined) return { test, origin };
  const here = below(origin, "overwrite", DEFAULT_CONFIGS);
  const files = loader.load(configNames(defaults, here, report), here);
  return { test: { ...test, overwrite: merge(files, config) as ValueMap }, origin };
}

function hasFileAxis(axes: readonly Axis[]): boolean {
  return axes.some(({ key }) => key === DEFAULT_CONFIGS);
}

function splitGrid(task: Task, axes: readonly Axis[], report: ProblemReport): Task[] {
  const axis = axes.find(({ key }) => key === DEFAULT_CONFIGS)!;
  if (axis.distribution !== undefined) {
    report.error(axis.origin, `axis "${DEFAULT_CONFIGS}" cannot be drawn: list its files`);
  }
  const labels = labelsOf(axis.values.map(stems));
  const names = axis.values.map((value, index) => namesIn(value, below(axis.origin, index), report));
  const lost = task.configs.filter((name) => names.some((files) => !files.includes(name)));
  if (lost.length > 0 && !("flag" in axis.origin)) {
    const first = names.find((files) => !lost.every((name) => files.includes(name)))!;
    report.warning(
      axis.origin,
      `axis "${DEFAULT_CONFIGS}" replaces the default_configs of the task: remove them there, ` +
        `or list them in the values, [${[...first, ...lost].join(", ")}]`,
    );
  }
  return axis.values.map((value, index): Task => ({
    ...task,
    configs: names[index]!,
    configsOrigin: below(axis.origin, index),
    grids: [axes.map((other) => other === axis ? { ...axis, values: [value], files: labels[index]! } : other)],
  }));
}

function namesIn(value: Value, origin: Origin, report: ProblemReport): string[] {
  if (!isMap(value)) return configNames(value, origin, report);
  report.error(origin, `axis "${DEFAULT_CONFIGS}": expected a file or a list of files, got a map`);
  return [];
}

// The names of the files without directories and extensions.
function stems(value: Value): Value {
  if (isList(value)) return value.map(stems);
  return typeof value === "string"
    ? value.split(",").map((name) => basename(name.trim()).replace(/\.ya?ml$/i, "")).join(",")
    : value;
}
