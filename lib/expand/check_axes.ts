/** Checks the axes of a task against its configuration and its settings. */
import { describe } from "../config/describe.ts";
import { getAt, leaves } from "../config/key_path.ts";
import { EMPTY, mergeAt } from "../config/merge.ts";
import { isList, isMap, isScalar, type ValueMap } from "../config/value.ts";
import { type Axis, leavesOf } from "../grid/axes.ts";
import type { Task } from "../grid/parse_grid.ts";
import type { Settings } from "../grid/settings.ts";
import type { Origin, Report } from "../messages/report.ts";
import { overlapsAny } from "./overlaps.ts";
import { untouched } from "./untouched.ts";

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

export function checkAxes(task: Task, config: ValueMap, settings: Settings, report: Report): void {
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
      checkThroughLeaf(config, axis.parts, axis.origin, report);
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
