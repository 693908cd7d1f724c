/** Checks the settings for Slurm, so that their errors are found before anything starts. */
import { sbatchOptions } from "../../slurm/sbatch_options.ts";
import type { ExpandContext } from "../expand_context.ts";
import { settingOrigin } from "../setting_origin.ts";

/** Reports options of sbatch that cannot be set, and numbers of runs that do not fit together. */
export function checkSlurm(context: ExpandContext): void {
  for (const task of context.grid.tasks) {
    const options = sbatchOptions(task.parsedSettings);
    if (!Array.isArray(options)) continue;
    for (const { setting, message } of options) context.report.error(settingOrigin(context, task, setting), message);
  }
}
