/** The flags of a stage of a grid that has been expanded: whether its commands use them. */
import { placeholders } from "../grid/placeholders.ts";
import { specTemplates } from "../launch/templates.ts";
import { usesMiPrometheus } from "../mi_prometheus/commands.ts";
import { logLevelProblem } from "../mi_prometheus/log_levels.ts";
import { groupsInUse, type Plan } from "../plan/plan.ts";
import { stageSpecs } from "../plan/run_specs.ts";
import type { Stage } from "../run/stage.ts";

/**
 * What is wrong with the flags of a stage.
 *
 * @returns flags and messages
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
    problems.push([`--${flag}`, `nothing would use it: no command has {${flag}}`]);
  }
  const level = specs.some(usesMiPrometheus) ? logLevelProblem(flags.ll) : undefined;
  return level === undefined ? problems : [...problems, ["--ll", level]];
}
