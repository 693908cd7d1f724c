/** What the runs of a stage are given: CPU cores, or GPUs. */
import type { Device } from "../gpu/device.ts";
import type { Settings } from "../grid/settings.ts";

/** Where runs run. */
export type Backend =
  | { readonly kind: "cpu" }
  | {
    readonly kind: "gpu";
    /** Those that runs may be given, in the order in which they are taken. */
    readonly devices: readonly Device[];
    /** The share of the CPUs that a run has whose settings do not say: less than 1 where GPUs are many and CPUs few. */
    readonly cpusPerRun: number;
  };

/**
 * Where the runs of a grid run.
 *
 * @param devices `undefined`: on CPUs
 * @param cpus of the machine
 * @param settings those of all groups
 * @param most at most this many runs at a time, if it is above 0
 * @returns with how many there can be at a time, at least 1
 */
export function chooseBackend(
  devices: readonly Device[] | undefined,
  cpus: number,
  settings: readonly Settings[],
  most: number,
): { readonly backend: Backend; readonly places: number } {
  const places = Math.min(
    most > 0 ? most : Infinity,
    devices === undefined ? cpus : placesOn(devices.length, settings),
  );
  // Rounded down, so that the sum of the shares is never more than there is.
  const cpusPerRun = Math.floor(cpus / places * 1e6) / 1e6;
  return { backend: devices === undefined ? { kind: "cpu" } : { kind: "gpu", devices, cpusPerRun }, places };
}

/** The CPU cores that a run takes of the machine's, above 0. */
export function cpusPerRun(settings: Settings, backend: Backend): number {
  return settings.cpusPerRun ?? (backend.kind === "cpu" ? 1 : backend.cpusPerRun);
}

function placesOn(devices: number, settings: readonly Settings[]): number {
  const places = settings.map(({ gpusPerRun, runsPerGpu }) => Math.floor(devices * runsPerGpu / gpusPerRun));
  return Math.max(1, ...places);
}

/** What keeps runs from these GPUs for good, in words. */
export function checkDevices(devices: readonly Device[], settings: readonly Settings[]): string[] {
  const exclusive = devices.filter(({ computeMode }) => computeMode === "exclusive_process");
  return settings.flatMap(({ gpusPerRun, runsPerGpu }) => [
    ...(gpusPerRun > devices.length
      ? [
        `a run needs ${gpusPerRun} GPUs (gpus_per_run), and ${
          devices.length === 1 ? "1 is" : `${devices.length} are`
        } visible`,
      ]
      : []),
    ...(runsPerGpu > 1 && exclusive.length > 0
      ? [
        `runs cannot share a GPU (runs_per_gpu: ${runsPerGpu}) whose compute mode is Exclusive_Process: ` +
        exclusive.map(({ position }) => `GPU ${position}`).join(", "),
      ]
      : []),
  ]);
}
