/** GPUs as nvidia-smi describes them: cards, MIG instances, and the processes that compute on them. */
import { printable } from "../messages/printable.ts";

/** Who may compute on a card: any number of processes, one, or none. */
export type ComputeMode = "default" | "exclusive_process" | "prohibited";

/** A graphics card. */
export interface Card {
  /** `GPU-…`; it outlives reboots and other cards that come and go. */
  readonly uuid: string;
  /** From 0, by PCI bus, as nvidia-smi counts. */
  readonly index: number;
  readonly name: string;
  /** `0000:41:00.0`, in capitals; `undefined` where the driver does not say. */
  readonly busId: string | undefined;
  /** Bytes; `undefined` where the driver does not say, as with memory shared with the CPU. */
  readonly memoryTotal: number | undefined;
  /** Bytes. */
  readonly memoryFree: number | undefined;
  /** The share of the last moments in which it computed, 0…1. */
  readonly utilization: number | undefined;
  readonly computeMode: ComputeMode;
  /** Whether it is in MIG mode: then nothing runs on it but on its instances. */
  readonly mig: boolean;
}

/** A part of a card in MIG mode, which CUDA sees as a device. */
export interface MigInstance {
  /** `MIG-…`; drivers before 470 write `MIG-GPU-…/1/0`. */
  readonly uuid: string;
  /** The UUID of its card. */
  readonly parent: string;
  /** From 0, within its card. */
  readonly number: number;
  /** `1g.5gb` */
  readonly profile: string;
  /** Numbers of its GPU instance and its compute instance; `undefined` before they are asked for. */
  readonly ids: { readonly gpu: number; readonly compute: number } | undefined;
  /** Bytes. */
  readonly memoryTotal: number | undefined;
  /** Bytes. */
  readonly memoryFree: number | undefined;
}

/** A card that the driver no longer reaches. */
export interface LostCard {
  readonly uuid: string | undefined;
  readonly busId: string | undefined;
  /** In the driver's words: `GPU is lost`, `Unknown Error`. */
  readonly reason: string;
}

/** A process that computes on a GPU. */
export interface ComputeProcess {
  /** The device, or for an instance its card where the driver does not tell them apart. */
  readonly uuid: string;
  /** As the machine counts, which a container may do otherwise; `undefined` where the driver hides it. */
  readonly pid: number | undefined;
  /** `undefined` where the driver hides it, as of a process in another container. */
  readonly name: string | undefined;
  /** Bytes. */
  readonly memory: number | undefined;
}

/** What is known of a machine's GPUs at one time. */
export interface GpuSnapshot {
  readonly cards: readonly Card[];
  readonly instances: readonly MigInstance[];
  readonly lost: readonly LostCard[];
  readonly processes: readonly ComputeProcess[];
}

/** What a run can be given: a card, or an instance of one in MIG mode. */
export interface Device {
  readonly uuid: string;
  /** Its card's index; for an instance its own number behind a colon (`0:2`). */
  readonly position: string;
  /** For an instance with its profile: `NVIDIA A100-SXM4-40GB MIG 1g.5gb`. */
  readonly name: string;
  /** The UUID of an instance's card. */
  readonly parent: string | undefined;
  /** Bytes. */
  readonly memoryTotal: number | undefined;
  /** Bytes. */
  readonly memoryFree: number | undefined;
  /** 0…1; of an instance it is not measured. */
  readonly utilization: number | undefined;
  readonly computeMode: ComputeMode;
}

/** The devices of a machine, by card and number: a card in MIG mode is none, its instances are. */
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

/** The processes that compute on a device. One that is known by the card only counts on all of its instances. */
export function processesOn(device: Device, processes: readonly ComputeProcess[]): ComputeProcess[] {
  return processes.filter(({ uuid }) => uuid === device.uuid || uuid === device.parent);
}

/** A device for people: `GPU 0 (NVIDIA A100-SXM4-40GB)`. */
export function deviceLabel(device: Device): string {
  return `GPU ${device.position} (${printable(device.name)})`;
}
