/** How many GPUs a run needs, and which devices the scheduler is waiting for. */

/** A run's GPU requirements. */
export interface DeviceNeeds {
  /** Number of devices, at least 1. */
  readonly count: number;
  /** Maximum number of runs of the grid on one device, at least 1. */
  readonly runsPerGpu: number;
  /** Bytes that must be free; `undefined`: no other process may be computing on the device. */
  readonly memoryFree: number | undefined;
}

/** The devices that the job at the head of the queue could use: those not taken by other runs of this grid. */
export interface DevicesWanted {
  readonly needs: DeviceNeeds;
  /** `joined`: runs of this grid are already on the device and hold its lease. */
  readonly candidates: readonly { readonly uuid: string; readonly joined: boolean }[];
}
