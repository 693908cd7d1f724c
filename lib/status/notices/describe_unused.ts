/** Describes settings that have no effect where the runs start. */
import { groupsInUse, type Plan, trainingSpec } from "../../plan/plan.ts";

/**
 * The settings for GPUs of a grid whose runs start on CPUs.
 *
 * @returns `gpus_per_run, runs_per_gpu have no effect on CPUs`; `undefined` if there are none
 */
export function describeUnusedOnCpus(plan: Plan): string | undefined {
  const settings = groupsInUse(plan).map((group) => trainingSpec(group).settings);
  const names = [
    settings.some(({ gpusPerRun = 1 }) => gpusPerRun > 1) && "gpus_per_run",
    settings.some(({ runsPerGpu = 1 }) => runsPerGpu > 1) && "runs_per_gpu",
    settings.some(({ gpuMemoryFree }) => gpuMemoryFree !== undefined) && "gpu_memory_free",
  ].filter((name) => typeof name === "string");
  if (names.length === 0) return undefined;
  return `${names.join(", ")} ${names.length === 1 ? "has" : "have"} no effect on CPUs`;
}
