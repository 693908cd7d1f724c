/** Checks the axes of a task against its configuration and its settings. */
import { describe } from "../config/describe.ts";
import { getAt, leaves } from "../config/key_path.ts";
import { EMPTY, mergeAt } from "../config/merge.ts";
import { isList, isMap, isScalar, type ValueMap } from "../config/value.ts";
import { type Axis, leavesOf } from "../grid/axes.ts";
import type { Task } from "../grid/parse_task.ts";
import type { Origin, Report } from "../messages/report.ts";
import { overlapsAny } from "./overlaps.ts";
import { untouched } from "./untouched.ts";

/** Reports a key that leads through something that is no map. */
export function checkThroughLeaf(config: ValueMap, parts: readonly string[], origin: Origin, report: Report): void {
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

/** Reports axes that clash with each other, with the configuration of their task or with its settings. */
export function checkAxes(task: Task, config: ValueMap, report: Report): void {
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

function checkAgainstAxes(axis: Axis, others: readonly Axis[], report: Report): void {
  const leaves = leavesOf(axis);
  const clash = others.find((other) => [...leavesOf(other)].some((leaf) => overlapsAny(leaf, leaves)));
  if (clash === undefined) return;
  report.error(
    axis.origin,
    `axes "${clash.key}" and "${axis.key}" set the same key: put their values into one axis`,
  );
}

function checkAgainstOverwrite(axis: Axis, task: Task, report: Report): void {
  const overwritten = leaves(task.overwrite).map(([key]) => key.replaceAll(/(^|\.)~/g, "$1"));
  const clash = overwritten.find((leaf) => overlapsAny(leaf, leavesOf(axis)));
  if (clash === undefined) return;
  report.error(
    axis.origin,
    `the axis sets "${clash}", which the task's overwrite sets too: take it out of the overwrite, ` +
      `or fix it for this task by axes: {${axis.key}: [value]}`,
  );
}

function warnUnknownKeys(axis: Axis, config: ValueMap, report: Report): void {
  // Values that are no maps all set the one key.
  const plain = axis.values.find((value) => !isMap(value));
  for (const value of [...(plain === undefined ? [] : [plain]), ...axis.values.filter(isMap)]) {
    const unknown = untouched(config, mergeAt(EMPTY, axis.parts, value))[0] ??
      untouched(getAt(config, axis.parts), value, axis.parts)[0];
    if (unknown === undefined || unknown.suggestion === "") continue;
    report.warning(axis.origin, `no configuration has "${unknown.path.join(".")}"${unknown.suggestion}`);
    return;
  }
}

function checkAgainstSettings(axis: Axis, { parsedSettings }: Task, report: Report): void {
  const leaves = leavesOf(axis);
  const seeded = parsedSettings.seedKeys.find((key) => overlapsAny(key, leaves));
  if (seeded !== undefined) {
    report.error(
      axis.origin,
      `axis "${axis.key}" sets "${seeded}", which is in seed_keys, so that each run's seed would be written over it`,
    );
  }
  if (parsedSettings.notInId.some((key) => overlapsAny(key, leaves))) {
    report.error(
      axis.origin,
      `axis "${axis.key}" is in not_in_id, so that its values would be one and the same experiment`,
    );
  }
}
