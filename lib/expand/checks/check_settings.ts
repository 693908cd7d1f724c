/** Warns about settings that have no effect, and about keys and seeds in them that are probably mistakes. */
import { getAt, leaves } from "../../config/key_path.ts";
import { EMPTY, mergeAt } from "../../config/merge.ts";
import type { ValueMap } from "../../config/value.ts";
import { leavesOf } from "../../grid/axes/axes.ts";
import { placeholders } from "../../grid/placeholders.ts";
import { specTemplates } from "../../launch/templates.ts";
import { valueOf } from "../../messages/problem.ts";
import { suggestion } from "../../messages/suggestion.ts";
import type { ExpandContext } from "../expand_context.ts";
import { overlapsAny } from "../overlaps.ts";
import type { PreparedTask } from "../prepare.ts";
import { untouched } from "../reach/untouched.ts";
import { settingOrigin } from "../setting_origin.ts";

/** Warns about settings of the tasks. */
export function checkSettings(prepared: readonly PreparedTask[], context: ExpandContext): void {
  checkSeeds(context);
  checkKeysInSettings(prepared, context);
  for (const task of prepared) {
    checkPrograms(task, context);
    checkShell(task, context);
  }
}

// With the same seed, and everything else the same, a repetition is the same run.
function checkSeeds({ grid, report }: ExpandContext): void {
  const { seed } = grid.settings;
  if (!Array.isArray(seed)) return;
  const repeated = seed.findIndex((value, index) => seed.indexOf(value) < index);
  if (repeated === -1) return;
  report.warning(
    seedOrigin(grid.settingsOrigin, repeated),
    `repetitions ${seed.indexOf(seed[repeated])} and ${repeated} have the same seed ${seed[repeated]}: ` +
      "they would be the same run",
  );
}

function seedOrigin(origin: ExpandContext["grid"]["settingsOrigin"], index: number) {
  return "flag" in origin ? origin : { ...origin, path: [...origin.path, "seed", index] };
}

// Keys that no task has. New keys of seeds are no mistakes, unless there are similar ones.
function checkKeysInSettings(prepared: readonly PreparedTask[], context: ExpandContext): void {
  const configs = prepared.map((task) => ({ task, config: fullConfig(task, context) }));
  for (const { task: { task } } of configs) {
    const { seedKeys, notInId } = task.parsedSettings;
    for (const key of seedKeys) {
      const [first, ...others] = configs.map(({ config }) => untouched(config, mergeAt(EMPTY, key.split("."), "")));
      const near = first?.[0]?.suggestion;
      if (!near || others.some((problems) => problems.length === 0)) continue;
      context.report.warning(
        settingOrigin(context, task, "seed_keys"),
        `seed_keys: no configuration has "${key}"${near}`,
      );
    }
    for (const key of notInId) {
      if (seedKeys.includes(key) || configs.some(({ config }) => getAt(config, key.split(".")) !== undefined)) continue;
      const known = configs.flatMap(({ config }) => leaves(config).map(([key]) => key));
      context.report.warning(
        settingOrigin(context, task, "not_in_id"),
        `not_in_id: no configuration has "${key}"${suggestion(key, new Set(known))}`,
      );
    }
  }
}

// With the keys of axes and of --set, whatever their values.
function fullConfig({ task, config }: PreparedTask, { grid }: ExpandContext): ValueMap {
  const set = grid.set.reduce((below, { parts, value }) => mergeAt(below, parts, value), config);
  return task.grids.flat().reduce(
    (below, axis) =>
      [...leavesOf(axis)].reduce(
        (lower, leaf) =>
          overlapsAny(leaf, leaves(lower).map(([key]) => key)) ? lower : mergeAt(lower, leaf.split("."), ""),
        below,
      ),
    set,
  );
}

/** `trainer` and `tester` are for grids without a `command`, or for a command with `{trainer}`. */
function checkPrograms({ task, specs }: PreparedTask, context: ExpandContext): void {
  const used = new Set(
    specs.flatMap((spec) => specTemplates(spec, { tensorboard: false })).flatMap(([, text]) => placeholders(text)),
  );
  for (const name of ["trainer", "tester"]) {
    if (!task.settings.has(name) || used.has(name)) continue;
    const origin = settingOrigin(context, task, name);
    // A flag without effect is an error of its own.
    if (!("flag" in origin)) context.report.warning(origin, `"${name}" has no effect: no command has {${name}}`);
  }
}

/** A list is started without a shell. */
function checkShell({ task, specs }: PreparedTask, context: ExpandContext): void {
  const { setup } = task.parsedSettings;
  const withShell = specs.some(({ command }) => command.kind === "template" && command.template.form === "shell");
  if (!task.settings.has("shell") || withShell || setup !== undefined) return;
  context.report.warning(
    valueOf(settingOrigin(context, task, "shell")),
    '"shell" has no effect: it runs setup and commands that are strings, and there are none',
  );
}
