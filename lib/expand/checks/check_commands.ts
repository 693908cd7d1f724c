/** Checks commands before anything starts: placeholders without a value, and flags that no command uses. */
import { getAt } from "../../config/key_path.ts";
import { describe, type ValueMap } from "../../config/value.ts";
import type { Task } from "../../grid/parse_task.ts";
import { configKey, placeholders, RESERVED } from "../../grid/template.ts";
import { lostFailures } from "../../launch/checks/lost_failures.ts";
import { type MissingFile, missingFiles } from "../../launch/checks/missing_files.ts";
import type { PathProbe } from "../../launch/checks/named_files.ts";
import { specTemplates } from "../../launch/command.ts";
import { type Origin, valueOf } from "../../messages/report.ts";
import { suggestion } from "../../messages/suggestion.ts";
import { logLevelProblem, usesMiPrometheus } from "../../mi_prometheus/programs.ts";
import { testConfigOf } from "../../plan/experiment.ts";
import { groupsInUse, type Plan, type RunSpec, stageSpecs } from "../../plan/plan.ts";
import type { Stage } from "../../run/stage.ts";
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
  { placeholder, task: { task, derived }, spec, config }: PlaceholderUse,
): string | undefined {
  const parts = key.split(".");
  if (parts.includes("")) return "which is not a valid key";
  if (getAt(config, parts) !== undefined || spec.settings.seedKeys.includes(key)) return undefined;
  // A section that is copied: its keys are checked in each combination.
  if (derived.some(({ parts }) => key.startsWith(`${parts.join(".")}.`))) return undefined;
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

/** Warns about commands whose failure goes unnoticed: the run continues, or counts as succeeded. */
export function checkFailures(prepared: readonly PreparedTask[], context: ExpandContext): void {
  for (const { task, specs } of prepared) {
    for (const spec of specs) {
      for (const { setting, message } of lostFailures(spec)) {
        // The setup is the same for all runs of a task.
        if (setting === "setup" && spec.stage === "test") continue;
        const name = setting === "setup" ? setting : spec.stage === "train" ? "command" : "test_command";
        context.report.warning(valueOf(settingOrigin(context, task, name, spec.test)), message);
      }
    }
  }
}

/** How the files that runs need are checked. */
export interface FileCheck {
  /** Looks for files and programs. */
  readonly probe: PathProbe;
  /** The stages that will run next: if they lack something, that is an error; for other stages it is a warning. */
  readonly stages: readonly Stage[];
  /** Whether the runs may start on another machine, with other programs on PATH: then missing programs are only warnings. */
  readonly elsewhere?: boolean;
}

/**
 * Reports working directories, programs and scripts that the runs of a plan need and that do not exist, at the positions of the
 * commands.
 *
 * @param prepared the tasks; each has one group per sub-grid
 */
export function checkFiles(
  plan: Plan,
  prepared: readonly PreparedTask[],
  { probe, stages, elsewhere = false }: FileCheck,
  context: ExpandContext,
): void {
  const tasks = prepared.flatMap((task) => task.task.grids.map(() => task));
  for (const [index, group] of plan.groups.entries()) {
    for (const spec of group.specs) {
      const isNext = stages.includes(spec.stage);
      // A grid that is only trained needs no tester of MI-Prometheus.
      if (spec.command.kind === "none" || (spec.stage === "test" && !isNext && spec.command.kind === "default")) {
        continue;
      }
      for (const { setting, onPath, message } of missingFiles(plan, group, spec, probe)) {
        // The training needs it, too.
        if (spec.stage === "test" && (setting === "workdir" || setting === "setup")) continue;
        const origin = originOf(setting, tasks[index]!, spec, context);
        if (isNext && !(elsewhere && onPath)) context.report.error(origin, message);
        else context.report.warning(origin, message);
      }
    }
  }
}

function originOf(
  setting: MissingFile["setting"],
  { task }: PreparedTask,
  { stage, command, test }: RunSpec,
  context: ExpandContext,
): Origin {
  if (setting !== "command") return valueOf(settingOrigin(context, task, setting));
  const [template, program] = stage === "train" ? ["command", "trainer"] : ["test_command", "tester"];
  if (command.kind !== "default") return valueOf(settingOrigin(context, task, template!, test));
  const { settingsOrigin } = context.grid;
  return task.settings.has(program!) ? valueOf(settingOrigin(context, task, program!)) : settingsOrigin;
}

/**
 * Finds flags that no command of the stage in an existing grid uses, and invalid log levels.
 *
 * @returns pairs of a flag and a message
 */
export function checkStageFlags(
  plan: Plan,
  stage: Stage,
  flags: { readonly li?: number | undefined; readonly ll?: string | undefined },
): [string, string][] {
  const specs = groupsInUse(plan).flatMap((group) => stageSpecs(group, stage));
  const used = new Set(
    specs.flatMap((spec) => specTemplates(spec, { tensorboard: false })).flatMap(([, text]) => placeholders(text)),
  );
  const problems: [string, string][] = [];
  for (const flag of ["li", "ll"] as const) {
    if (flags[flag] === undefined || used.has(flag)) continue;
    problems.push([`--${flag}`, `unused: no command has {${flag}}`]);
  }
  const level = specs.some(usesMiPrometheus) ? logLevelProblem(flags.ll) : undefined;
  return level === undefined ? problems : [...problems, ["--ll", level]];
}
