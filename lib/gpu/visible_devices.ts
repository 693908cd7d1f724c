/** Decides which of a machine's GPUs runs may use, from `CUDA_VISIBLE_DEVICES` and the cards' compute modes. */
import type { Problem } from "../messages/problem.ts";
import { type Card, type Device, deviceLabel, devicesOf, type GpuSnapshot } from "./device.ts";

/** The environment variables that control which devices CUDA sees. */
export interface CudaEnvironment {
  readonly CUDA_VISIBLE_DEVICES: string | undefined;
  readonly CUDA_DEVICE_ORDER: string | undefined;
}

const VARIABLE = "CUDA_VISIBLE_DEVICES";

/**
 * The devices that may be assigned to runs: those that an inherited `CUDA_VISIBLE_DEVICES` leaves visible, without those
 * whose compute mode is Prohibited.
 *
 * Entries are indices or prefixes of UUIDs, separated by commas. CUDA ignores everything from the first entry that matches
 * no device; an empty list, -1 or a repeated device hides all of them.
 *
 * Source: CUDA Programming Guide, "CUDA Environment Variables". That a repeated device hides all of them, and that other
 * characters may follow an index (`1gpu`), is not documented there; `torch.cuda` assumes the same of CUDA.
 *
 * @returns devices in the order of the variable, and problems; no devices if there is an error
 */
export function visibleDevices(
  snapshot: GpuSnapshot,
  env: CudaEnvironment,
): { devices: Device[]; problems: Problem[] } {
  const problems: Problem[] = snapshot.lost.map(({ uuid, busId, reason }) => ({
    severity: "warning",
    source: "nvidia-smi",
    message: `GPU ${uuid ?? busId ?? "(unknown)"} is unavailable: ${reason}`,
  }));
  const addProblem = (severity: Problem["severity"], source: string, message: string) =>
    problems.push({ severity, source, message });
  const none = () => ({ devices: [], problems });

  if (snapshot.cards.length === 0) {
    addProblem("error", "nvidia-smi", "no GPU found");
    return none();
  }
  const chosen = chooseDevices(snapshot, env, addProblem);
  if (chosen === undefined) return none();
  for (const card of snapshot.cards.filter((card) => card.mig && !hasInstances(card, snapshot))) {
    addProblem("warning", "nvidia-smi", `GPU ${card.index} (${card.name}) skipped: in MIG mode without instances`);
  }
  const devices = chosen.filter((device) => device.computeMode !== "prohibited");
  for (const device of chosen.filter((device) => !devices.includes(device))) {
    addProblem("warning", "nvidia-smi", `${deviceLabel(device)} skipped: its compute mode is Prohibited`);
  }
  if (devices.length === 0) addProblem("error", "nvidia-smi", "no usable GPU found");
  return { devices, problems };
}

function hasInstances(card: Card, snapshot: GpuSnapshot): boolean {
  return snapshot.instances.some(({ parent }) => parent === card.uuid);
}

type AddProblem = (severity: Problem["severity"], source: string, message: string) => void;

function chooseDevices(snapshot: GpuSnapshot, env: CudaEnvironment, addProblem: AddProblem): Device[] | undefined {
  const all = devicesOf(snapshot);
  const value = env.CUDA_VISIBLE_DEVICES;
  if (value === undefined) return all;
  const indices = new Set<number>();
  const chosen: Device[] = [];
  for (const entry of value.split(",").map((entry) => entry.trim())) {
    const resolved = resolveEntry(entry, snapshot, all);
    if (typeof resolved === "string") {
      // An empty entry or -1 ends the list on purpose.
      if (chosen.length > 0 && !/^-|^$/.test(entry)) {
        addProblem("warning", VARIABLE, `"${entry}" ${resolved}: CUDA ignores it and everything after it`);
      }
      if (chosen.length === 0) {
        addProblem(
          "error",
          VARIABLE,
          `"${value}" hides all GPUs${/^-|^$/.test(entry) ? "" : `: "${entry}" ${resolved}`}`,
        );
        return undefined;
      }
      break;
    }
    if (resolved.index !== undefined) indices.add(resolved.index);
    const repeated = resolved.devices.find((device) => chosen.includes(device));
    if (repeated !== undefined) {
      addProblem(
        "error",
        VARIABLE,
        `"${value}" lists ${deviceLabel(repeated)} twice: CUDA then hides all GPUs`,
      );
      return undefined;
    }
    chosen.push(...resolved.devices);
  }
  if (indices.size > 0 && indices.size < snapshot.cards.length && isOrderAmbiguous(snapshot, env)) {
    const names = [...new Set(snapshot.cards.map(({ name }) => name))].join(", ");
    addProblem(
      "error",
      VARIABLE,
      `ambiguous indices in "${value}": CUDA lists the fastest GPU first, and these GPUs differ (${names}); ` +
        "set CUDA_DEVICE_ORDER=PCI_BUS_ID to use nvidia-smi's order, or list UUIDs (nvidia-smi -L)",
    );
    return undefined;
  }
  return chosen;
}

// CUDA lists the fastest card first by default. That equals nvidia-smi's order, by PCI bus, only if all cards are alike.
function isOrderAmbiguous(snapshot: GpuSnapshot, env: CudaEnvironment): boolean {
  const kinds = new Set(snapshot.cards.map((card) => `${card.name} ${card.memoryTotal}`));
  return env.CUDA_DEVICE_ORDER !== "PCI_BUS_ID" && kinds.size > 1;
}

// The devices that an entry selects, or a predicate that says why it selects none. A card in MIG mode selects its instances.
function resolveEntry(
  entry: string,
  snapshot: GpuSnapshot,
  all: readonly Device[],
): { devices: Device[]; index?: number } | string {
  const devicesOn = (card: Card) => all.filter((device) => device.uuid === card.uuid || device.parent === card.uuid);
  const index = /^\+?(\d{1,9})/.exec(entry)?.[1];
  if (index !== undefined) {
    const card = snapshot.cards.find((card) => card.index === Number(index));
    return card === undefined
      ? `matches no GPU (${snapshot.cards.length === 1 ? "the only index is 0" : rangeOf(snapshot.cards)})`
      : { devices: devicesOn(card), index: card.index };
  }
  if (!/^(GPU|MIG)-/.test(entry)) return "is neither an index nor a UUID";
  const cards = snapshot.cards.filter(({ uuid }) => uuid.startsWith(entry));
  const instances = snapshot.instances.filter((instance) => namesOf(instance).some((name) => name.startsWith(entry)));
  if (cards.length + instances.length === 0) return "matches no GPU";
  if (cards.length + instances.length > 1) return `matches ${cards.length + instances.length} GPUs`;
  return { devices: cards.length === 1 ? devicesOn(cards[0]!) : all.filter(({ uuid }) => uuid === instances[0]!.uuid) };
}

// Drivers still accept the names used before 470.
function namesOf({ uuid, parent, ids }: GpuSnapshot["instances"][number]): string[] {
  return ids === undefined ? [uuid] : [uuid, `MIG-${parent}/${ids.gpu}/${ids.compute}`];
}

function rangeOf(cards: readonly Card[]): string {
  const indices = cards.map(({ index }) => index);
  return `indices are ${Math.min(...indices)} to ${Math.max(...indices)}`;
}
