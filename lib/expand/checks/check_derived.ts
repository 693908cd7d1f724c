/** Checks values that are computed from others. */
import { leaves } from "../../config/key_path.ts";
import type { ValueMap } from "../../config/value.ts";
import { leavesOf } from "../../grid/axes/axes.ts";
import type { Expression } from "../../grid/expression.ts";
import type { Task } from "../../grid/parse_task.ts";
import type { Origin } from "../../messages/report.ts";
import { suggestion } from "../../messages/suggestion.ts";
import { type ExpandContext, overlaps, overlapsAny, setKeys } from "../expand_context.ts";

/** A key that is computed, and where its expression is. */
export interface DerivedAt {
  readonly parts: readonly string[];
  readonly expression: Expression;
  readonly origin: Origin;
}

/**
 * Reports computed keys that refer to none, or have another value anyway.
 *
 * @param config of the task, without axes
 */
export function checkDerived(
  task: Task,
  config: ValueMap,
  derived: readonly DerivedAt[],
  { grid, report }: ExpandContext,
): void {
  const axes = task.grids.flat();
  const { seedKeys } = task.parsedSettings;
  const known = new Set([
    ...leaves(config).map(([key]) => key),
    ...axes.flatMap((axis) => [...leavesOf(axis)]),
    ...grid.set.flatMap(setKeys),
  ]);
  for (const { parts, expression, origin } of derived) {
    const key = parts.join(".");
    if (parts.some((part) => part.includes("."))) {
      report.error(origin, `"${key}" cannot be computed: its name has a dot`);
    }
    if (overlapsAny(key, seedKeys)) {
      report.error(origin, `"${key}" is in seed_keys: the seed of each run would overwrite it`);
    }
    const axis = axes.find((axis) => axis.key !== key && overlapsAny(key, leavesOf(axis)));
    if (axis !== undefined) report.error(origin, `axis "${axis.key}" sets "${key}", too: remove one of them`);
    for (const name of expression.keys) {
      const other = derived.find((one) => overlaps(one.parts.join("."), name));
      if (other !== undefined) report.error(origin, `{${name}} is computed itself: write its expression here, too`);
      else if (overlapsAny(name, seedKeys)) report.error(origin, `{${name}} is in seed_keys, which are set last`);
      else if (!overlapsAny(name, known)) {
        report.error(origin, `{${name}} is not a key of the configuration${suggestion(name, known)}`);
      }
    }
  }
}
