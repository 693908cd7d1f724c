/** Checks the axes of a task against its configuration and its settings. */
import { getAt, leaves } from "../../config/key_path.ts";
import { EMPTY, mergeAt } from "../../config/merge.ts";
import { describe, isMap, isScalar, type ValueMap } from "../../config/value.ts";
import { type Axis, leavesOf } from "../../grid/axes/axes.ts";
import type { Task } from "../../grid/parse_task.ts";
import type { Origin, ProblemReport } from "../../messages/report.ts";
import { overlapsAny } from "../expand_context.ts";
import { untouched } from "../reach/untouched.ts";

/** Reports a dotted key that leads through a value that is not a map. */
export function checkThroughLeaf(
  config: ValueMap,
  parts: readonly string[],
  origin: Origin,
  report: ProblemReport,
): void {
  for (let n = 1; n < parts.length; n++) {
    const value = getAt(config, parts.slice(0, n));
    if (value === undefined || isMap(value) || (isScalar(value) && value.value === null)) continue;
    const section = parts.slice(0, n).join(".");
    report.error(
      origin,
      `cannot set "${parts.join(".")}": expected "${section}" to be a map, got ${describe(value).slice(0, 80)}`,
    );
    return;
  }
}

/** Reports axes that conflict with each other, with the configuration of their task or with its settings. */
export function checkAxes(task: Task, config: ValueMap, report: ProblemReport): void {
  const checked = new Set<Axis>();
  for (const axes of task.grids) {
    for (const [index, axis] of axes.entries()) {
      checkAgainstAxes(axis, axes.slice(0, index), report);
      if (checked.has(axis)) continue;
      checked.add(axis);
      checkAgainstOverwrite(axis, task, report);
      checkThroughLeaf(config, axis.parts, axis.origin, report);
      warnUnknownKeys(axis, config, report);
      checkAgainstSettings(axis, task, report);
    }
  }
}

function checkAgainstAxes(axis: Axis, others: readonly Axis[], report: ProblemReport): void {
  const leaves = leavesOf(axis);
  const conflict = others.find((other) => [...leavesOf(other)].some((leaf) => overlapsAny(leaf, leaves)));
  if (conflict === undefined) return;
  report.error(axis.origin, `axes "${conflict.key}" and "${axis.key}" set the same key: combine them into one axis`);
}

function checkAgainstOverwrite(axis: Axis, task: Task, report: ProblemReport): void {
  const overwritten = leaves(task.overwrite).map(([key]) => key.replaceAll(/(^|\.)~/g, "$1"));
  const conflict = overwritten.find((leaf) => overlapsAny(leaf, leavesOf(axis)));
  if (conflict === undefined) return;
  report.error(
    axis.origin,
    `both the axis and the task's overwrite set "${conflict}": remove it from the overwrite, ` +
      `or set it for this task with axes: {${axis.key}: [value]}`,
  );
}

function warnUnknownKeys(axis: Axis, config: ValueMap, report: ProblemReport): void {
  // All values that are not maps set the same key, so one of them is enough.
  const plain = axis.values.find((value) => !isMap(value));
  for (const value of [...(plain === undefined ? [] : [plain]), ...axis.values.filter(isMap)]) {
    const unknown = untouched(config, mergeAt(EMPTY, axis.parts, value))[0] ??
      untouched(getAt(config, axis.parts), value, axis.parts)[0];
    if (unknown === undefined || unknown.suggestion === "") continue;
    report.warning(axis.origin, `no configuration has "${unknown.path.join(".")}"${unknown.suggestion}`);
    return;
  }
}

function checkAgainstSettings(axis: Axis, { parsedSettings }: Task, report: ProblemReport): void {
  const leaves = leavesOf(axis);
  const seeded = parsedSettings.seedKeys.find((key) => overlapsAny(key, leaves));
  if (seeded !== undefined) {
    report.error(
      axis.origin,
      `axis "${axis.key}" sets "${seeded}", which is in seed_keys: the seed of each run would overwrite it`,
    );
  }
  if (parsedSettings.notInId.some((key) => overlapsAny(key, leaves))) {
    report.error(
      axis.origin,
      `axis "${axis.key}" is in not_in_id: all its values would be the same experiment`,
    );
  }
}
