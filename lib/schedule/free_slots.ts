/** The free slots of a scheduler: a persistent stack of those that were in use, and those above that never were. */

/** Free slots. */
export interface FreeSlots {
  /** Number of free slots. */
  readonly count: number;
  /** Slots that were in use, the last one freed on top. */
  readonly freed: Freed | undefined;
  /** The lowest slot that was never in use. */
  readonly unused: number;
}

interface Freed {
  readonly slot: number;
  readonly below: Freed | undefined;
}

/** The slots from `first` up to but not including `end`. */
export function createFreeSlots(first: number, end: number): FreeSlots {
  return { count: end - first, freed: undefined, unused: first };
}

/** Takes a free slot. There must be one. @returns the slot and the remaining ones */
export function takeSlot({ count, freed, unused }: FreeSlots): readonly [number, FreeSlots] {
  if (freed !== undefined) return [freed.slot, { count: count - 1, freed: freed.below, unused }];
  return [unused, { count: count - 1, freed, unused: unused + 1 }];
}

/** Gives a slot back: it is the next one to be taken. */
export function freeSlot({ count, freed, unused }: FreeSlots, slot: number): FreeSlots {
  return { count: count + 1, freed: { slot, below: freed }, unused };
}
