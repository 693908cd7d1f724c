/** Whether MI-Prometheus's programs find the configurations of a grid. */
import { usesMiPrometheus } from "../mi_prometheus/commands.ts";
import { isReadable, readablePath } from "../mi_prometheus/paths.ts";
import { groupsInUse, type Plan } from "../plan/plan.ts";
import { stageSpecs } from "../plan/run_specs.ts";
import type { Stage } from "../run/stage.ts";
import { workingDirectory } from "./launch_context.ts";

/**
 * Whether they find the configurations in a grid directory, where a stage runs them at all.
 *
 * @param gridDir absolute
 */
export function findsConfigurations(plan: Plan, stage: Stage, gridDir: string): boolean {
  return groupsInUse(plan).flatMap((group) => stageSpecs(group, stage)).every((spec) =>
    !usesMiPrometheus(spec) || isReadable(readablePath(gridDir, workingDirectory(plan, spec.settings)))
  );
}
