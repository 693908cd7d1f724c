/** Reports values that `{args}` cannot write in the style of the settings, and keys with a style that are no arguments. */
import { leaves } from "../../config/key_path.ts";
import { EMPTY, mergeAt } from "../../config/merge.ts";
import { describe, type Value } from "../../config/value.ts";
import { type Axis, leavesOf } from "../../grid/axes/axes.ts";
import { type ArgumentStyles, styleOf } from "../../grid/settings/argument_style.ts";
import { placeholders } from "../../grid/template.ts";
import { argumentProblem } from "../../launch/arguments.ts";
import { specTemplates } from "../../launch/command.ts";
import { below, type Origin, valueOf } from "../../messages/report.ts";
import { suggestion } from "../../messages/suggestion.ts";
import { paramsAt } from "../../plan/experiment.ts";
import type { ExpandContext } from "../expand_context.ts";
import type { PreparedTask } from "../prepare.ts";
import { settingOrigin } from "../setting_origin.ts";

export function checkArguments(prepared: readonly PreparedTask[], context: ExpandContext): void {
  const users = prepared.filter(hasArguments);
  for (const { task } of prepared) {
    const { args } = task.parsedSettings;
    if (args === undefined) continue;
    checkStyledKeys(args, task, prepared, context);
    if (users.length > 0) continue;
    context.report.warning(
      valueOf(settingOrigin(context, task, "args")),
      '"args" has no effect: it is for {args}, which no command has',
    );
  }
  for (const task of users) checkValues(task, context);
}

function hasArguments({ specs }: PreparedTask): boolean {
  return specs.some((spec) =>
    specTemplates(spec, { tensorboard: false }).some(([, template]) => placeholders(template).includes("args"))
  );
}

// Keys of configurations are accepted, too: with --set they are arguments.
function checkStyledKeys(
  { keys = new Map() }: ArgumentStyles,
  task: PreparedTask["task"],
  prepared: readonly PreparedTask[],
  context: ExpandContext,
): void {
  if (keys.size === 0) return;
  const known = new Set([
    ...prepared.flatMap(({ task, config }) => [
      ...task.grids.flat().flatMap((axis) => [...leavesOf(axis)]),
      ...leaves(config).map(([key]) => key),
    ]),
    ...setValues(context).map(([key]) => key),
  ]);
  for (const key of keys.keys()) {
    if (known.has(key)) continue;
    const hint = suggestion(key, known);
    context.report.error(settingOrigin(context, task, ["args", "keys", key]), `no axis has the key "${key}"${hint}`);
  }
}

// What --set sets, by dotted key.
function setValues({ grid }: ExpandContext): [string, Value][] {
  return leaves(grid.set.reduce((below, { parts, value }) => mergeAt(below, parts, value), EMPTY));
}

function checkValues({ task }: PreparedTask, context: ExpandContext): void {
  const { args } = task.parsedSettings;
  const check = (params: readonly (readonly [string, Value])[], origin: Origin): boolean => {
    for (const [key, value] of params) {
      const problem = argumentProblem(value, styleOf(args, key));
      if (problem === undefined) continue;
      context.report.error(origin, `{args} cannot write ${key}: ${describe(value).slice(0, 80)}: ${problem}`);
      return true;
    }
    return false;
  };
  for (const axis of new Set(task.grids.flat())) {
    if (axis.files !== undefined) continue;
    // Of many values, the first one tells.
    axis.values.some((_, index) => check(paramsAt(axis, index), originOf(axis, index)));
  }
  for (const { parts, value, origin } of context.grid.set) check(leaves(mergeAt(EMPTY, parts, value)), origin);
}

function originOf({ origin, distribution }: Axis, index: number): Origin {
  return distribution === undefined ? below(origin, index) : below(origin, distribution.kind, index);
}
