/** What keeps a run from a GPU (a lease, another process, too little memory, a fault), as data and in words. */
import { printable } from "../messages/printable.ts";
import { formatBytes } from "../messages/quantity.ts";
import { type ComputeProcess, type Device, deviceLabel } from "./device.ts";

/** A run that holds the lease of a device. */
export interface DeviceHolder {
  /** Its pid on this machine. */
  readonly pid: number;
  /** The name of its user. */
  readonly user: string;
  /** Absolute path of the grid directory. */
  readonly grid: string;
  /** The launch's directory within the grid directory, with the launch number: `mlp-lr=0.1-r0-3f9c2a1b/train.1`. */
  readonly run: string;
}

/** Why a device cannot be assigned now. */
export type Obstacle =
  /** Another run holds the lease; `holder` is `undefined` if it left no record. */
  | { readonly kind: "leased"; readonly holder: DeviceHolder | undefined }
  /** Another process has locked the gate of its lease, which a run passes before it shares the device. */
  | { readonly kind: "gated"; readonly gate: string }
  /** Others were faster several times: the next try waits. */
  | { readonly kind: "contended" }
  | { readonly kind: "foreign"; readonly process: ComputeProcess }
  /** Too little free memory. Bytes. */
  | { readonly kind: "memory"; readonly free: number; readonly needed: number }
  /** The device has disappeared; the reason is the driver's message. */
  | { readonly kind: "lost"; readonly reason: string }
  /** nvidia-smi does not answer, or its output cannot be parsed. */
  | { readonly kind: "unknown"; readonly reason: string };

/** A device, and why it cannot be assigned. */
export interface Blocked {
  /** The device. */
  readonly device: Device;
  /** What is in the way. */
  readonly obstacle: Obstacle;
}

/** Describes a blocked device: `GPU 1 (NVIDIA A100-SXM4-40GB) is used by python3 (pid 23817, 4.1 GiB)`. */
export function describeBlocked({ device, obstacle }: Blocked): string {
  return `${deviceLabel(device)} ${describeObstacle(obstacle)}`;
}

/** Describes a holder: `alice's exp-lr=0.1-r0-3f9c2a1b of /home/alice/experiments/exp_20261124_093000 (pid 4711)`. */
export function describeHolder({ user, run, grid, pid }: DeviceHolder): string {
  return `${user}'s ${run.split("/")[0]} of ${grid} (pid ${pid})`;
}

function describeObstacle(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case "leased":
      return obstacle.holder === undefined ? "is leased" : `is held by ${describeHolder(obstacle.holder)}`;
    case "gated":
      return `cannot be shared: another process keeps ${obstacle.gate} locked (fuser ${obstacle.gate} shows which)`;
    case "contended":
      return "was taken by others several times, right before a run could start";
    case "foreign":
      return `is used by ${describeProcess(obstacle.process)}`;
    case "memory":
      return `has ${formatBytes(obstacle.free)} of free memory (${formatBytes(obstacle.needed)} needed)`;
    case "lost":
      return `is unavailable: ${printable(obstacle.reason)}`;
    case "unknown":
      return `cannot be queried: ${obstacle.reason}`;
  }
}

/** Describes a process: `python3 (pid 23817, 4.1 GiB)`. */
export function describeProcess({ name, pid, memory }: ComputeProcess): string {
  const details = [
    ...(pid === undefined ? [] : [`pid ${pid}`]),
    ...(memory === undefined ? [] : [formatBytes(memory)]),
  ];
  const program = name === undefined ? "another process" : printable(name).split("/").at(-1)!;
  return `${program}${details.length === 0 ? "" : ` (${details.join(", ")})`}`;
}
