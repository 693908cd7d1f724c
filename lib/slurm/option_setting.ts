/** Finds the setting that an option of sbatch comes from, to show its place in the grid file. */
import type { Settings } from "../grid/settings/settings.ts";
import { optionName } from "./option_names.ts";

/**
 * The setting of the grid file that an option of sbatch comes from.
 *
 * @param option its long name
 * @returns `slurm.NAME` as written for one of the `slurm` setting; `slurm` for one that does not come from the grid file
 */
export function settingOfOption(settings: Settings, option: string): string {
  const written = [...settings.slurm.keys()].find((key) => optionName(key) === option);
  if (written !== undefined) return `slurm.${written}`;
  switch (option) {
    case "gres":
      return "gpus_per_run";
    case "mem":
      return "memory_per_run";
    case "time":
      return "timeout";
    case "cpus-per-task":
      if (settings.cpusPerRun !== undefined) return "cpus_per_run";
      return settings.slotsPerJob !== undefined ? "slots_per_job" : "runs_per_gpu";
    default:
      return "slurm";
  }
}
