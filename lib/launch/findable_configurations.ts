/** Checks that MI-Prometheus's programs can read the configurations in a grid directory. */
import { isReadable, readablePath, usesMiPrometheus } from "../mi_prometheus/programs.ts";
import { groupsInUse, type Plan, stageSpecs } from "../plan/plan.ts";
import type { Stage } from "../run/stage.ts";
import { workingDirectory } from "./launch_context.ts";

/**
 * Whether MI-Prometheus's programs can read the configurations in a grid directory; `true` if the stage does not run them.
 *
 * @param gridDir absolute
 */
export function findsConfigurations(plan: Plan, stage: Stage, gridDir: string): boolean {
  return groupsInUse(plan).flatMap((group) => stageSpecs(group, stage)).every((spec) =>
    !usesMiPrometheus(spec) || isReadable(readablePath(gridDir, workingDirectory(plan, spec.settings)))
  );
}
