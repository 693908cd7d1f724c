/** Checks commands before anything starts: placeholders without a value, and flags that no command uses. */
import { getAt } from "../../config/key_path.ts";
import { describe, type ValueMap } from "../../config/value.ts";
import type { Task } from "../../grid/parse_task.ts";
import { configKey, placeholders, RESERVED } from "../../grid/placeholders.ts";
import { specTemplates } from "../../launch/templates.ts";
import { suggestion } from "../../messages/suggestion.ts";
import { usesMiPrometheus } from "../../mi_prometheus/commands.ts";
import { logLevelProblem } from "../../mi_prometheus/log_levels.ts";
import { testConfigOf } from "../../plan/experiment.ts";
import type { RunSpec } from "../../plan/plan.ts";
import type { ExpandContext } from "../expand_context.ts";
import type { PreparedTask } from "../prepare.ts";
import { settingOrigin, testOrigin } from "../setting_origin.ts";

/** A placeholder in a command or in an environment variable of a run. */
interface PlaceholderUse {
  readonly placeholder: string;
  /** The setting that contains it: `command`, `test_command` or `env.NAME`. */
  readonly setting: string;
  readonly task: PreparedTask;
  readonly spec: RunSpec;
  /** The configuration of the run, without axes. */
  readonly config: ValueMap;
}

/**
 * Reports placeholders without a value, and flags that no command uses.
 *
 * @param prepared tasks, with `--set` merged into their configurations
 */
export function checkCommands(prepared: readonly PreparedTask[], context: ExpandContext): void {
  const used = new Set<string>();
  for (const task of prepared) {
    for (const spec of task.specs) {
      checkTestCommand(task, spec, context);
      for (const use of placeholderUses(task, spec, context)) {
        used.add(use.placeholder);
        const problem = placeholderProblem(use, context);
        if (problem === undefined) continue;
        const origin = settingOrigin(context, task.task, use.setting, spec.test);
        context.report.error(origin, `${use.setting} has {${use.placeholder}}, ${problem}`);
      }
    }
  }
  checkFlags(prepared, used, context);
}

// An invalid test_command has been reported already.
function checkTestCommand({ task }: PreparedTask, { test, command }: RunSpec, context: ExpandContext): void {
  if (test === undefined || command.kind !== "none") return;
  if (task.settings.has("test_command") || test.settings.has("test_command")) return;
  context.report.error(
    testOrigin(context, test),
    `test "${test.name}" has no test_command, and neither do the settings`,
  );
}

function placeholderUses(task: PreparedTask, spec: RunSpec, { overrides }: ExpandContext): PlaceholderUse[] {
  const config = spec.test === undefined ? task.config : testConfigOf(task.config, spec.test);
  const templates = specTemplates(spec, { tensorboard: overrides.tensorboard !== undefined });
  return templates.flatMap(([setting, template]) =>
    placeholders(template).map((placeholder) => ({ placeholder, setting, task, spec, config }))
  );
}

function checkFlags(prepared: readonly PreparedTask[], used: ReadonlySet<string>, context: ExpandContext): void {
  const { overrides, report } = context;
  for (const flag of ["li", "ll", "tensorboard"] as const) {
    if (overrides[flag] === undefined || used.has(flag)) continue;
    report.error({ flag: `--${flag}` }, `unused: no command has {${flag}}`);
  }
  const level = prepared.some(({ specs }) => specs.some(usesMiPrometheus)) ? logLevelProblem(overrides.ll) : undefined;
  if (level !== undefined) report.error({ flag: "--ll" }, level);
  for (const [key] of overrides.setting) {
    if ((key !== "trainer" && key !== "tester") || used.has(key)) continue;
    report.error({ flag: `--${key}` }, `unused: no command has {${key}}`);
  }
}

/** Why a placeholder has no value, as the end of a sentence; `undefined` if it has one. */
function placeholderProblem(use: PlaceholderUse, { overrides }: ExpandContext): string | undefined {
  const { placeholder, setting, task: { task, specs }, spec: { stage, test, settings } } = use;
  switch (placeholder) {
    case "checkpoint":
    case "test_dir":
    case "test_name":
      if (stage === "train" && setting === "command") {
        return "which is only available in test_command";
      }
      if (placeholder === "test_name" && test === undefined && stage === "test") {
        return "but the grid has no grid_tests";
      }
      break;
    case "tensorboard":
      if (overrides.tensorboard === undefined) return "but no value was given: use --tensorboard";
      break;
    case "seed":
      if (usesMiPrometheus(specs[0]!) && settings.seed === undefined) {
        return "but there is no seed: MI-Prometheus's trainers draw their own";
      }
      break;
    case "args":
    case "overrides":
      return unusableAxis(task);
  }
  const key = configKey(placeholder);
  return key === undefined ? ambiguousName(placeholder, task) : configKeyProblem(key, use);
}

function unusableAxis(task: Task): string | undefined {
  const axis = task.grids.flat().find(({ values }) => values.some((value) => describe(value).includes("\0")));
  return axis && `but a value of axis "${axis.key}" contains a NUL character, which cannot be passed to a process`;
}

function ambiguousName(placeholder: string, task: Task): string | undefined {
  return task.grids.flat().some((axis) => axis.key === placeholder)
    ? `which is reserved, and there is an axis of that name: write {config.${placeholder}} for the axis`
    : undefined;
}

function configKeyProblem(
  key: string,
  { placeholder, task: { task }, spec, config }: PlaceholderUse,
): string | undefined {
  const parts = key.split(".");
  if (parts.includes("")) return "which is not a valid key";
  if (getAt(config, parts) !== undefined || spec.settings.seedKeys.includes(key)) return undefined;
  const byAxes = task.grids.every((axes) =>
    axes.some((axis) =>
      axis.key === key || (key.startsWith(`${axis.key}.`) &&
        axis.values.every((value) => getAt(value, parts.slice(axis.parts.length)) !== undefined))
    )
  );
  if (byAxes) return undefined;
  return `which is not a key of the configuration${
    suggestion(placeholder, [...RESERVED, ...task.grids.flat().map((axis) => axis.key)])
  }`;
}
