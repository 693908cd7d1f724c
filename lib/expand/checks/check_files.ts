/** Checks that the programs and scripts of commands exist, with the positions of the commands. */
import { type MissingFile, missingFiles } from "../../launch/checks/missing_files.ts";
import type { PathProbe } from "../../launch/checks/path_probe.ts";
import { type Origin, valueOf } from "../../messages/problem.ts";
import type { Plan, RunSpec } from "../../plan/plan.ts";
import type { Stage } from "../../run/stage.ts";
import type { ExpandContext } from "../expand_context.ts";
import type { PreparedTask } from "../prepare.ts";
import { settingOrigin } from "../setting_origin.ts";

/** How the files that runs need are checked. */
export interface FileCheck {
  /** Looks for files and programs. */
  readonly probe: PathProbe;
  /** The stages that will run next: what they lack is an error. What others lack is a warning. */
  readonly stages: readonly Stage[];
  /** Whether the runs may start on another machine, with other programs on PATH: what is missing there is a warning. */
  readonly elsewhere?: boolean;
}

/**
 * Reports working directories, programs and scripts that the runs of a plan need, and that do not exist.
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
