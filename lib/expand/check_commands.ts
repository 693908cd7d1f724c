/** Commands, checked before anything starts: placeholders that nothing fills, flags that nothing uses. */
import { describe } from "../config/describe.ts";
import { getAt } from "../config/key_path.ts";
import type { ValueMap } from "../config/value.ts";
import type { ParsedTest } from "../grid/grid_tests.ts";
import type { Overrides } from "../grid/overrides.ts";
import type { Task } from "../grid/parse_grid.ts";
import { configKey, placeholders, RESERVED } from "../grid/placeholders.ts";
import { stageTemplates } from "../launch/templates.ts";
import type { Report } from "../messages/report.ts";
import { suggestion } from "../messages/suggestion.ts";
import { isMip } from "../mi_prometheus/commands.ts";
import { MIP_LOG_LEVELS } from "../mi_prometheus/log_levels.ts";
import { testConfigOf } from "../plan/experiment.ts";
import { groupsInUse, type Plan } from "../plan/plan.ts";
import { type RunSpec, runSpecsOf, stageSpecs } from "../plan/run_specs.ts";
import type { Stage } from "../run/stage.ts";
import { originOf } from "./setting_origin.ts";

/** Reports placeholders that nothing can fill, and flags that no command uses. */
export function checkCommands(
  tasks: readonly { readonly task: Task; readonly config: ValueMap }[],
  tests: readonly ParsedTest[],
  overrides: Overrides,
  report: Report,
): void {
  const used = new Set<string>();
  const variants = tasks.flatMap(({ task, config }) =>
    runSpecsOf(task.settings, tests).map((variant) => ({ variant, task, config }))
  );
  for (const { variant, task, config } of variants) {
    const { stage, test, settings } = variant;
    const own = test === undefined ? config : testConfigOf(config, test);
    const testable = settings.command === undefined || task.settings.has("test_command");
    if (test !== undefined && !testable && !test.settings.has("test_command")) {
      report.error(test.origin, `the test "${test.name}" has no test_command, and the settings have none either`);
    }
    for (const [where, text] of stageTemplates(settings, stage, { tensorboard: overrides.tensorboard !== undefined })) {
      for (const name of placeholders(text)) {
        used.add(name);
        const wrong = unfillable(name, variant, where, task, own, overrides);
        if (wrong !== undefined) {
          report.error(originOf(task, where, overrides, test), `${where} has {${name}}, ${wrong}`);
        }
      }
    }
  }
  for (const flag of ["li", "ll", "tensorboard"] as const) {
    if (overrides[flag] === undefined || used.has(flag)) continue;
    report.error({ flag: `--${flag}` }, `nothing would use it: no command has {${flag}}`);
  }
  const mip = variants.some(({ variant }) => isMip(variant.settings, variant.stage));
  const level = mip ? logLevelProblem(overrides.ll) : undefined;
  if (level !== undefined) report.error({ flag: "--ll" }, level);
  for (const [key] of overrides.setting) {
    if ((key !== "trainer" && key !== "tester") || used.has(key)) continue;
    report.error({ flag: `--${key}` }, `nothing would use it: no command has {${key}}`);
  }
}

/** What is wrong with a log level for MI-Prometheus's programs, if anything is. */
function logLevelProblem(level: string | undefined): string | undefined {
  if (level === undefined || MIP_LOG_LEVELS.includes(level)) return undefined;
  return `MI-Prometheus's programs know no log level "${level}"${
    suggestion(level, MIP_LOG_LEVELS) || `: it may be ${MIP_LOG_LEVELS.join(", ")}`
  }`;
}

/**
 * What is wrong with the flags of a stage of a grid that is expanded already.
 *
 * @returns flags and messages
 */
export function checkStageFlags(
  plan: Plan,
  stage: Stage,
  flags: { readonly li?: number | undefined; readonly ll?: string | undefined },
): [string, string][] {
  const variants = groupsInUse(plan).flatMap((group) => stageSpecs(plan, group, stage));
  const settings = variants.map((variant) => variant.settings);
  const used = new Set(
    settings.flatMap((own) =>
      stageTemplates(own, stage, { tensorboard: false }).flatMap(([, text]) => placeholders(text))
    ),
  );
  const problems: [string, string][] = [];
  for (const flag of ["li", "ll"] as const) {
    if (flags[flag] === undefined || used.has(flag)) continue;
    problems.push([`--${flag}`, `nothing would use it: no command has {${flag}}`]);
  }
  const level = settings.some((own) => isMip(own, stage)) ? logLevelProblem(flags.ll) : undefined;
  return level === undefined ? problems : [...problems, ["--ll", level]];
}

function unfillable(
  name: string,
  { stage, test, settings }: RunSpec<ParsedTest>,
  where: string,
  task: Task,
  config: ValueMap,
  overrides: Overrides,
): string | undefined {
  if (["checkpoint", "test_dir", "test_name"].includes(name) && stage === "train" && where === "command") {
    return "which is known only when a model is tested: it belongs into test_command";
  }
  if (name === "test_name" && test === undefined && stage === "test") return "and there are no grid_tests to name one";
  if (name === "tensorboard" && overrides.tensorboard === undefined) return "and nothing fills it: give --tensorboard";
  if (name === "seed" && settings.command === undefined && settings.seed === undefined) {
    return "and there is no seed: MI-Prometheus's trainers draw their own";
  }
  if (name === "args" || name === "overrides") {
    const axis = task.grids.flat().find(({ values }) => values.some((value) => describe(value).includes("\0")));
    return axis === undefined
      ? undefined
      : `and a value of axis "${axis.key}" holds a NUL character, which none can be given`;
  }
  const key = configKey(name);
  if (key === undefined) {
    const axis = task.grids.flat().some((own) => own.key === name);
    return axis
      ? `which is the grid's own, beside an axis of that name: write {config.${name}} for the axis`
      : undefined;
  }
  const parts = key.split(".");
  if (parts.includes("")) return "which is no key";
  if (getAt(config, parts) !== undefined || settings.seedKeys.includes(key)) return undefined;
  const axes = task.grids.every((grid) =>
    grid.some((axis) =>
      axis.key === key || (key.startsWith(`${axis.key}.`) &&
        axis.values.every((value) => getAt(value, parts.slice(axis.parts.length)) !== undefined))
    )
  );
  if (axes) return undefined;
  return `which is no key of the configuration${
    suggestion(name, [...RESERVED, ...task.grids.flat().map((axis) => axis.key)])
  }`;
}
