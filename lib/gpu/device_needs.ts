/** What a run needs of GPUs, and which GPUs the scheduler looks for. */

/** What a run takes of GPUs. */
export interface DeviceNeeds {
  /** Whole devices, at least 1. */
  readonly count: number;
  /** How many runs of the grid share a device, at least 1. */
  readonly runsPerGpu: number;
  /** Bytes that have to be free; `undefined`: no other process may compute there. */
  readonly memoryFree: number | undefined;
}

/** Devices are wanted for the job at the head of the queue: all that none of our runs keeps it from. */
export interface DevicesWanted {
  readonly needs: DeviceNeeds;
  /** UUIDs; `joined` where runs of ours are, which hold the lease. */
  readonly candidates: readonly { readonly uuid: string; readonly joined: boolean }[];
}
