/** Checks the flags of a stage against the commands of an existing grid. */
import { placeholders } from "../../grid/placeholders.ts";
import { specTemplates } from "../../launch/templates.ts";
import { usesMiPrometheus } from "../../mi_prometheus/commands.ts";
import { logLevelProblem } from "../../mi_prometheus/log_levels.ts";
import { groupsInUse, type Plan, stageSpecs } from "../../plan/plan.ts";
import type { Stage } from "../../run/stage.ts";

/**
 * Finds flags that no command of the stage uses, and invalid log levels.
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
