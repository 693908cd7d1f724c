/** Which of a machine's GPUs runs may use, by `CUDA_VISIBLE_DEVICES` and by the cards' compute modes. */
import type { Problem } from "../messages/problem.ts";
import { type Card, type Device, deviceLabel, devicesOf, type GpuSnapshot } from "./device.ts";

/** The variables of the environment that say which devices CUDA sees. */
export interface CudaEnvironment {
  readonly CUDA_VISIBLE_DEVICES: string | undefined;
  readonly CUDA_DEVICE_ORDER: string | undefined;
}

const VARIABLE = "CUDA_VISIBLE_DEVICES";

/**
 * The devices that runs may be given: those that an inherited `CUDA_VISIBLE_DEVICES` lets through, less those on which
 * nobody may compute.
 *
 * The entries are indices or the beginnings of UUIDs, separated by commas; what follows the first one that names nothing
 * is hidden; an empty list, -1 or the same device twice hides all.
 *
 * Source: CUDA Programming Guide, "CUDA Environment Variables". That the same device twice hides all, and that other
 * characters may follow an index (`1gpu`), is not in there; it is how `torch.cuda` takes CUDA to behave.
 *
 * @returns devices in the order of the variable, and what is wrong: with an error there are no devices
 */
export function visibleDevices(
  snapshot: GpuSnapshot,
  env: CudaEnvironment,
): { devices: Device[]; problems: Problem[] } {
  const problems: Problem[] = snapshot.lost.map(({ uuid, busId, reason }) => ({
    severity: "warning",
    source: "nvidia-smi",
    message: `a GPU is out of use: ${uuid ?? busId ?? "one"}: ${reason}`,
  }));
  const complain = (severity: Problem["severity"], source: string, message: string) =>
    problems.push({ severity, source, message });
  const none = () => ({ devices: [], problems });

  if (snapshot.cards.length === 0) {
    complain("error", "nvidia-smi", "no GPU: it found none");
    return none();
  }
  const chosen = chooseDevices(snapshot, env, complain);
  if (chosen === undefined) return none();
  for (const card of snapshot.cards.filter((card) => card.mig && !hasInstances(card, snapshot))) {
    complain("warning", "nvidia-smi", `GPU ${card.index} (${card.name}) is in MIG mode and has no instances`);
  }
  const devices = chosen.filter((device) => device.computeMode !== "prohibited");
  for (const device of chosen.filter((device) => !devices.includes(device))) {
    complain("warning", "nvidia-smi", `${deviceLabel(device)} is left out: its compute mode is Prohibited`);
  }
  if (devices.length === 0) complain("error", "nvidia-smi", "no GPU: none of those that it found can be used");
  return { devices, problems };
}

function hasInstances(card: Card, snapshot: GpuSnapshot): boolean {
  return snapshot.instances.some(({ parent }) => parent === card.uuid);
}

type Complain = (severity: Problem["severity"], source: string, message: string) => void;

function chooseDevices(snapshot: GpuSnapshot, env: CudaEnvironment, complain: Complain): Device[] | undefined {
  const all = devicesOf(snapshot);
  const value = env.CUDA_VISIBLE_DEVICES;
  if (value === undefined) return all;
  const indices = new Set<number>();
  const chosen: Device[] = [];
  for (const entry of value.split(",").map((entry) => entry.trim())) {
    const resolved = resolveEntry(entry, snapshot, all);
    if (typeof resolved === "string") {
      // A list is ended on purpose by nothing at all or by -1.
      if (chosen.length > 0 && !/^-|^$/.test(entry)) {
        complain("warning", VARIABLE, `"${entry}" ${resolved}: it and all that follows it is hidden, as CUDA has it`);
      }
      if (chosen.length === 0) {
        complain(
          "error",
          VARIABLE,
          `no GPU: "${value}" hides all of them${/^-|^$/.test(entry) ? "" : `, as it ${resolved}`}`,
        );
        return undefined;
      }
      break;
    }
    if (resolved.index !== undefined) indices.add(resolved.index);
    const twice = resolved.devices.find((device) => chosen.includes(device));
    if (twice !== undefined) {
      complain(
        "error",
        VARIABLE,
        `no GPU: "${value}" names ${deviceLabel(twice)} twice, and CUDA hides all of them then`,
      );
      return undefined;
    }
    chosen.push(...resolved.devices);
  }
  if (indices.size > 0 && indices.size < snapshot.cards.length && countsOtherwise(snapshot, env)) {
    const names = [...new Set(snapshot.cards.map(({ name }) => name))].join(", ");
    complain(
      "error",
      VARIABLE,
      `cannot tell which GPUs "${value}" means: CUDA counts the fastest first and they differ here (${names}); ` +
        "set CUDA_DEVICE_ORDER=PCI_BUS_ID to count as nvidia-smi does, or name them by UUID (nvidia-smi -L)",
    );
    return undefined;
  }
  return chosen;
}

// By default the fastest comes first: that is nvidia-smi's order, by PCI bus, only where all are equal.
function countsOtherwise(snapshot: GpuSnapshot, env: CudaEnvironment): boolean {
  const kinds = new Set(snapshot.cards.map((card) => `${card.name} ${card.memoryTotal}`));
  return env.CUDA_DEVICE_ORDER !== "PCI_BUS_ID" && kinds.size > 1;
}

// What an entry stands for, or why for nothing, in words that follow it. A card in MIG mode stands for its instances.
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
      ? `is no GPU here, ${snapshot.cards.length === 1 ? "there is only 0" : rangeOf(snapshot.cards)}`
      : { devices: devicesOn(card), index: card.index };
  }
  if (!/^(GPU|MIG)-/.test(entry)) return "is neither an index nor a UUID";
  const cards = snapshot.cards.filter(({ uuid }) => uuid.startsWith(entry));
  const instances = snapshot.instances.filter((instance) => namesOf(instance).some((name) => name.startsWith(entry)));
  if (cards.length + instances.length === 0) return "is no GPU here";
  if (cards.length + instances.length > 1) return `is the beginning of ${cards.length + instances.length} GPUs' UUIDs`;
  return { devices: cards.length === 1 ? devicesOn(cards[0]!) : all.filter(({ uuid }) => uuid === instances[0]!.uuid) };
}

// Drivers take the name that was used before 470, too.
function namesOf({ uuid, parent, ids }: GpuSnapshot["instances"][number]): string[] {
  return ids === undefined ? [uuid] : [uuid, `MIG-${parent}/${ids.gpu}/${ids.compute}`];
}

function rangeOf(cards: readonly Card[]): string {
  const indices = cards.map(({ index }) => index);
  return `there are ${Math.min(...indices)} to ${Math.max(...indices)}`;
}
