/** Where the runs of a stage execute, on CPU cores or on GPUs, and how many fit at a time. */
import type { Device } from "../../gpu/device.ts";
import { roundCpus } from "../../grid/settings/round_cpus.ts";
import type { Settings } from "../../grid/settings/settings.ts";

/** The hardware that the runs of a stage use. */
export type Backend =
  | { readonly kind: "cpu" }
  /** The nodes of a cluster, whose queue starts them. */
  | { readonly kind: "slurm" }
  | {
    readonly kind: "gpu";
    /** The devices available to runs, in the order of preference. */
    readonly devices: readonly Device[];
    /** CPUs per run, unless `cpus_per_run` is set. Below 1 if the machine has more GPU slots than CPUs. */
    readonly cpusPerRun: number;
  };

/**
 * Chooses the backend of a stage and the number of its slots.
 *
 * @param devices the GPUs to use; `undefined` to run on CPUs
 * @param cpus the number of CPUs of the machine
 * @param settings the settings of all groups
 * @param maxConcurrent the maximum number of concurrent runs; no limit if it is 0 or less
 * @returns the backend, and the number of slots, at least 1
 */
export function chooseBackend(
  devices: readonly Device[] | undefined,
  cpus: number,
  settings: readonly Settings[],
  maxConcurrent: number,
): { readonly backend: Backend; readonly slots: number } {
  const slots = Math.min(
    maxConcurrent > 0 ? maxConcurrent : Infinity,
    devices === undefined ? slotsWithin(cpus, settings) : slotsOn(devices.length, settings),
  );
  // Rounded down, so that the shares never add up to more than the machine has.
  const cpusPerRun = Math.floor(cpus / slots * 1e6) / 1e6;
  return { backend: devices === undefined ? { kind: "cpu" } : { kind: "gpu", devices, cpusPerRun }, slots };
}

/** The number of CPUs that a run counts for, above 0. */
export function cpusPerRun(settings: Settings, backend: Backend): number {
  return settings.cpusPerRun ?? (backend.kind === "gpu" ? backend.cpusPerRun : 1);
}

/** The number of threads that a run is told to use, at least 1. */
export function threadsPerRun(settings: Settings, backend: Backend): number {
  return Math.max(1, Math.floor(cpusPerRun(settings, backend)));
}

// The runs that need least decide. Their budget keeps the others within the CPUs.
function slotsWithin(cpus: number, settings: readonly Settings[]): number {
  const least = Math.min(...settings.map(({ cpusPerRun = 1 }) => cpusPerRun));
  return settings.length === 0 ? cpus : Math.max(1, Math.floor(roundCpus(cpus / least)));
}

function slotsOn(devices: number, settings: readonly Settings[]): number {
  const slots = settings.map(({ gpusPerRun = 1, runsPerGpu }) => Math.floor(devices * runsPerGpu / gpusPerRun));
  return Math.max(1, ...slots);
}

/** Messages for settings that these GPUs can never satisfy: too few devices, or devices that cannot be shared. */
export function checkDevices(devices: readonly Device[], settings: readonly Settings[]): string[] {
  const exclusive = devices.filter(({ computeMode }) => computeMode === "exclusive_process");
  return settings.flatMap(({ gpusPerRun = 1, runsPerGpu }) => [
    ...(gpusPerRun > devices.length
      ? [
        `each run needs ${gpusPerRun} GPUs (gpus_per_run), but only ${devices.length} ${
          devices.length === 1 ? "is" : "are"
        } visible`,
      ]
      : []),
    ...(runsPerGpu > 1 && exclusive.length > 0
      ? [
        `runs cannot share GPUs in compute mode Exclusive_Process (runs_per_gpu: ${runsPerGpu}): ` +
        exclusive.map(({ position }) => `GPU ${position}`).join(", "),
      ]
      : []),
  ]);
}
