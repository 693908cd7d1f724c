/** GPUs as nvidia-smi describes them: cards, MIG instances, and the processes that compute on them. */
import { printable } from "../messages/printable.ts";

/** How many processes may compute on a card: any number, one, or none. */
export type ComputeMode = "default" | "exclusive_process" | "prohibited";

/** A graphics card. */
export interface Card {
  /** `GPU-…`; stable across reboots and changes to other cards. */
  readonly uuid: string;
  /** From 0, in nvidia-smi's order (by PCI bus). */
  readonly index: number;
  /** As the driver names it: `NVIDIA A100-SXM4-40GB`. */
  readonly name: string;
  /** `0000:41:00.0`, in uppercase; `undefined` if the driver does not report it. */
  readonly busId: string | undefined;
  /** Bytes; `undefined` if the driver does not report it, for example when memory is shared with the CPU. */
  readonly memoryTotal: number | undefined;
  /** Bytes. */
  readonly memoryFree: number | undefined;
  /** Fraction of the last sampling period in which a kernel was running, 0…1. */
  readonly utilization: number | undefined;
  /** How many processes may use it. */
  readonly computeMode: ComputeMode;
  /** Whether the card is in MIG mode: only its instances can then be used. */
  readonly mig: boolean;
}

/** A partition of a card in MIG mode, which CUDA treats as a device. */
export interface MigInstance {
  /** `MIG-…`; drivers before 470 write `MIG-GPU-…/1/0`. */
  readonly uuid: string;
  /** UUID of the card. */
  readonly parent: string;
  /** From 0, within the card. */
  readonly number: number;
  /** `1g.5gb` */
  readonly profile: string;
  /** GPU instance ID and compute instance ID; `undefined` until queried. */
  readonly ids: { readonly gpu: number; readonly compute: number } | undefined;
  /** Bytes. */
  readonly memoryTotal: number | undefined;
  /** Bytes. */
  readonly memoryFree: number | undefined;
}

/** A card that the driver cannot reach any more. */
export interface LostCard {
  /** `GPU-…`, if it is known. */
  readonly uuid: string | undefined;
  /** `0000:41:00.0`, if it is known. */
  readonly busId: string | undefined;
  /** The driver's message: `GPU is lost`, `Unknown Error`. */
  readonly reason: string;
}

/** A process that computes on a GPU. */
export interface ComputeProcess {
  /** UUID of the device; for a MIG instance, of its card if the driver does not report the instance. */
  readonly uuid: string;
  /** In the host's PID namespace, which can differ from a container's; `undefined` if the driver hides it. */
  readonly pid: number | undefined;
  /** `undefined` if the driver hides it, for example for a process in another container. */
  readonly name: string | undefined;
  /** Bytes. */
  readonly memory: number | undefined;
}

/** The state of a machine's GPUs at one point in time. */
export interface GpuSnapshot {
  /** The cards that answer. */
  readonly cards: readonly Card[];
  /** The instances of cards in MIG mode. */
  readonly instances: readonly MigInstance[];
  /** The cards that do not answer. */
  readonly lost: readonly LostCard[];
  /** The processes that compute on them. */
  readonly processes: readonly ComputeProcess[];
}

/** What can be assigned to a run: a card, or an instance of a card in MIG mode. */
export interface Device {
  /** `GPU-…`, or `MIG-…` for an instance. */
  readonly uuid: string;
  /** The card's index; for an instance followed by its number (`0:2`). */
  readonly position: string;
  /** The card's name; for an instance followed by its profile: `NVIDIA A100-SXM4-40GB MIG 1g.5gb`. */
  readonly name: string;
  /** For an instance, UUID of its card. */
  readonly parent: string | undefined;
  /** Bytes. */
  readonly memoryTotal: number | undefined;
  /** Bytes. */
  readonly memoryFree: number | undefined;
  /** 0…1; `undefined` for instances. */
  readonly utilization: number | undefined;
  /** How many processes may use it. */
  readonly computeMode: ComputeMode;
}

/** The devices of a machine, ordered by card and instance. A card in MIG mode is replaced by its instances. */
export function devicesOf(snapshot: Pick<GpuSnapshot, "cards" | "instances">): Device[] {
  return snapshot.cards.flatMap((card): Device[] => {
    const { uuid, name, memoryTotal, memoryFree, utilization, computeMode } = card;
    const position = String(card.index);
    if (!card.mig) {
      return [{ uuid, position, name, parent: undefined, memoryTotal, memoryFree, utilization, computeMode }];
    }
    return snapshot.instances.filter((instance) => instance.parent === uuid).map((instance) => ({
      uuid: instance.uuid,
      position: `${position}:${instance.number}`,
      name: `${name} MIG ${instance.profile}`,
      parent: uuid,
      memoryTotal: instance.memoryTotal,
      memoryFree: instance.memoryFree,
      utilization: undefined,
      computeMode,
    }));
  });
}

/** The processes on a device. A process that is only known by its card counts for all of the card's instances. */
export function processesOn(device: Device, processes: readonly ComputeProcess[]): ComputeProcess[] {
  return processes.filter(({ uuid }) => uuid === device.uuid || uuid === device.parent);
}

/** The name of a device in messages: `GPU 0 (NVIDIA A100-SXM4-40GB)`. */
export function deviceLabel(device: Device): string {
  return `GPU ${device.position} (${printable(device.name)})`;
}

/** A run's GPU requirements. */
export interface DeviceNeeds {
  /** Number of devices, at least 1. */
  readonly count: number;
  /** Maximum number of runs of the grid on one device, at least 1. */
  readonly runsPerGpu: number;
  /** Bytes that must be free; `undefined`: no other process may be computing on the device. */
  readonly memoryFree: number | undefined;
}

/**
 * The devices that the job at the head of the queue could use: those without other runs of this grid, or with room for one
 * more.
 */
export interface DevicesWanted {
  readonly needs: DeviceNeeds;
  /** `joined`: runs of this grid are already on the device and hold its lease. */
  readonly candidates: readonly { readonly uuid: string; readonly joined: boolean }[];
}
