/** Warns about settings that have no effect, and about keys and seeds in them that are probably mistakes. */
import { getAt, leaves } from "../../config/key_path.ts";
import { EMPTY, mergeAt } from "../../config/merge.ts";
import type { ValueMap } from "../../config/value.ts";
import { leavesOf } from "../../grid/axes/axes.ts";
import { placeOf } from "../../grid/settings/settings.ts";
import { placeholders, RESERVED } from "../../grid/template.ts";
import { requestProblems } from "../../gridengine/requests.ts";
import { specTemplates } from "../../launch/command.ts";
import { RUN_VARIABLES } from "../../launch/launch_context.ts";
import { below, valueOf } from "../../messages/report.ts";
import { closest, suggestion } from "../../messages/suggestion.ts";
import { SLURM } from "../../slurm/slurm.ts";
import { type ExpandContext, overlapsAny } from "../expand_context.ts";
import type { PreparedTask } from "../prepare.ts";
import { placeholderOf } from "../reach/reach.ts";
import { untouched } from "../reach/untouched.ts";
import { gridSettingOrigin, settingOrigin } from "../setting_origin.ts";

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

// Warns about keys that no task has. New keys for seeds are accepted, unless there are similar ones.
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

// The configuration with the keys of axes and of --set, whatever their values.
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
    // A flag without effect is reported as an error elsewhere.
    if (!("flag" in origin)) context.report.warning(origin, `"${name}" has no effect: no command has {${name}}`);
  }
}

/** Warns about `shell` where it has no effect, because a command that is a list is started without a shell. */
function checkShell({ task, specs }: PreparedTask, context: ExpandContext): void {
  const { setup } = task.parsedSettings;
  const withShell = specs.some(({ command }) => command.kind === "template" && command.template.form === "shell");
  if (!task.settings.has("shell") || withShell || setup !== undefined) return;
  context.report.warning(
    valueOf(settingOrigin(context, task, "shell")),
    '"shell" has no effect: it runs setup and commands that are strings, and there are none',
  );
}

/** Reports options of sbatch and qsub that cannot be set, and numbers of runs that do not fit together, before anything starts. */
export function checkClusters(context: ExpandContext): void {
  for (const task of context.grid.tasks) {
    const onSlurm = SLURM.options(task.parsedSettings);
    // What a grid lacks for Grid Engine concerns those who run it there.
    const onGridEngine = requestProblems(task.parsedSettings.sge);
    for (const { setting, message } of [...("slots" in onSlurm ? [] : onSlurm), ...onGridEngine]) {
      context.report.error(settingOrigin(context, task, setting), message);
    }
  }
}

/** Reports `early_stopping` without a metric, or with one that only tests report: then nothing can be compared. */
export function checkEarlyStopping(context: ExpandContext): void {
  const { earlyStopping, metric } = context.grid.settings;
  if (earlyStopping === undefined) return;
  const { report } = context;
  const origin = gridSettingOrigin(context, "early_stopping");
  const judged = earlyStopping.metric ?? metric;
  if (judged === undefined) {
    return report.error(
      origin,
      "early_stopping judges runs by a metric, and there is none: add metric: {name: validation_accuracy, goal: maximize}",
    );
  }
  if (placeOf(judged) !== undefined) return;
  report.error(
    earlyStopping.metric === undefined ? gridSettingOrigin(context, "metric") : below(origin, "metric"),
    `early_stopping cannot judge runs by ${judged.name}: expected a metric that trainings report, training_… or validation_…`,
  );
}

/**
 * Warns about shell variables in commands and `setup` that runs do not have, and whose names suggest a placeholder or another
 * variable: `$GRID_lr`.
 */
export function checkVariables(prepared: readonly PreparedTask[], context: ExpandContext): void {
  for (const task of prepared) {
    for (const spec of task.specs) {
      const texts = specTemplates(spec, { tensorboard: false })
        .map(([setting, { words }]) =>
          [setting, words.flat().filter((part) => typeof part === "string").join(" ")] as const
        );
      const all = [...texts, ["setup", spec.settings.setup ?? ""] as const];
      const known = new Set([...spec.settings.env.keys(), ...all.flatMap(([, text]) => assignedIn(text))]);
      for (const [setting, text] of all) {
        for (const name of variablesIn(text)) {
          const meant = known.has(name) ? undefined : meantBy(name, task);
          if (meant === undefined) continue;
          const origin = valueOf(settingOrigin(context, task.task, setting, spec.test));
          context.report.warning(origin, `$${name} is no variable of runs, did you mean ${meant}?`);
        }
      }
    }
  }
}

function variablesIn(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(/\$\{?([A-Za-z_]\w*)/g), ([, name]) => name!));
}

// Variables that a text assigns: `lr=0.1`, `for lr in`, `read lr`.
function assignedIn(text: string): string[] {
  return Array.from(
    text.matchAll(/(?:^|[\s;&|(])(?:(?:for|read|local|export) +)?([A-Za-z_]\w*)(?==| in\b|\s*[;\n]|$)/g),
  )
    .map(([, name]) => name!);
}

// What was most probably meant: the key of an axis. `GRID_…` can also be a misspelled variable.
function meantBy(name: string, { task, config }: PreparedTask): string | undefined {
  const axes = task.grids.flat().map(({ key }) => key);
  if (axes.includes(name)) return placeholderOf(name);
  if (!name.startsWith("GRID_") || name.startsWith("GRID_WORKERS_") || RUN_VARIABLES.has(name)) return undefined;
  const rest = name.slice("GRID_".length);
  const keys = [rest, rest.toLowerCase()].flatMap((key) => [key, key.replaceAll("__", ".")]);
  const key = keys.find((key) => axes.includes(key) || getAt(config, key.split(".")) !== undefined);
  if (key !== undefined) return placeholderOf(key);
  const near = closest(rest, Array.from(RUN_VARIABLES, (known) => known.slice("GRID_".length)));
  if (near !== undefined) return `$GRID_${near}`;
  const reserved = rest.toLowerCase();
  return RESERVED.has(reserved) ? `{${reserved}}` : undefined;
}
