/** What is in the slots of a scheduler: a table of runs, the slots that are free, and when something is due. All are persistent. */
import { insert, type Queue, removeFirst } from "../search/queue.ts";

// Bits of a slot number per level.
const BITS = 5;
const WIDTH = 1 << BITS;

type Node<T> = readonly (Node<T> | T | undefined)[];

/** An immutable table from slot numbers to values. */
export interface SlotTable<T> {
  /** The number of slots in use. */
  readonly size: number;
  /** The number of levels. */
  readonly levels: number;
  readonly root: Node<T>;
}

/** A table in which the first slots have these values. */
export function createSlotTable<T extends object>(values: readonly T[] = []): SlotTable<T> {
  let nodes = groups<Node<T> | T>(values);
  let levels = 1;
  while (nodes.length > 1) {
    nodes = groups<Node<T> | T>(nodes);
    levels++;
  }
  return { size: values.length, levels, root: nodes[0] ?? [] };
}

function groups<U>(items: readonly U[]): (readonly U[])[] {
  return Array.from({ length: Math.ceil(items.length / WIDTH) }, (_, i) => items.slice(i * WIDTH, (i + 1) * WIDTH));
}

/** The value of a slot; `undefined` if it is free. */
export function runIn<T extends object>({ levels, root }: SlotTable<T>, slot: number): T | undefined {
  if (slot >= WIDTH ** levels) return undefined;
  let node: Node<T> | T | undefined = root;
  for (let level = levels - 1; level >= 0 && node !== undefined; level--) {
    node = (node as Node<T>)[(slot >> (BITS * level)) & (WIDTH - 1)];
  }
  return node as T | undefined;
}

/** The table with a value in a slot; `undefined` frees the slot. */
export function withRun<T extends object>(table: SlotTable<T>, slot: number, value: T | undefined): SlotTable<T> {
  let { levels, root } = table;
  for (; slot >= WIDTH ** levels; levels++) root = [root];
  const before = runIn(table, slot);
  const size = table.size + (value === undefined ? 0 : 1) - (before === undefined ? 0 : 1);
  return { size, levels, root: replace(root, levels - 1, slot, value) };
}

function replace<T extends object>(node: Node<T>, level: number, slot: number, value: T | undefined): Node<T> {
  const copy = node.slice();
  const index = (slot >> (BITS * level)) & (WIDTH - 1);
  copy[index] = level === 0 ? value : replace((node[index] ?? []) as Node<T>, level - 1, slot, value);
  return copy;
}

/** All slots in use with their values, in ascending order. */
export function* runsIn<T extends object>({ levels, root }: SlotTable<T>): Generator<readonly [number, T]> {
  yield* visit(root, levels - 1, 0);
}

function* visit<T extends object>(node: Node<T>, level: number, first: number): Generator<readonly [number, T]> {
  for (let index = 0; index < node.length; index++) {
    const item = node[index];
    if (item === undefined) continue;
    const slot = first + (index << (BITS * level));
    if (level === 0) yield [slot, item as T];
    else yield* visit(item as Node<T>, level - 1, slot);
  }
}

/** The values of all slots in use, in ascending order of their slots. */
export function* valuesIn<T extends object>(table: SlotTable<T>): Generator<T> {
  for (const [, value] of runsIn(table)) yield value;
}

// The free slots of a scheduler: a persistent stack of those that were in use, and those above that never were.

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

// When something is due for a run: the end of its timeout, or of its grace period. A persistent queue by time. An entry is for
// one state of a run. It is out of date as soon as the run has changed, and is dropped when it comes first.

/** What decides when a run is due. Times are milliseconds, as `step()` takes them. */
export interface TimedRun {
  readonly job: { readonly policy: { readonly timeout: number | undefined } };
  readonly started: number;
  /** It has not begun yet. */
  readonly queued?: true;
  readonly ending?: { readonly killAt: number; readonly killed: boolean };
}

/** Deadlines of runs, the next one first. */
export type Deadlines<R extends TimedRun> = Queue<{ readonly slot: number; readonly run: R }> | undefined;

/** When a run is due: to be terminated at its timeout, to be killed at the end of its grace; `undefined` for never. */
function deadline({ job, started, queued, ending }: TimedRun): number | undefined {
  if (ending !== undefined) return ending.killed ? undefined : ending.killAt;
  return queued || job.policy.timeout === undefined ? undefined : started + job.policy.timeout;
}

/** The deadlines of all runs. */
export function deadlinesOf<R extends TimedRun>(running: SlotTable<R>): Deadlines<R> {
  let deadlines: Deadlines<R>;
  for (const [slot, run] of runsIn(running)) deadlines = withDeadline(deadlines, slot, run);
  return deadlines;
}

/** The deadlines with that of a run in a slot, if it has one. */
export function withDeadline<R extends TimedRun>(deadlines: Deadlines<R>, slot: number, run: R): Deadlines<R> {
  const at = deadline(run);
  return at === undefined ? deadlines : insert(deadlines, at, slot, { slot, run });
}

/** Drops the first deadlines as long as they are out of date. */
export function currentDeadlines<R extends TimedRun>(deadlines: Deadlines<R>, running: SlotTable<R>): Deadlines<R> {
  let current = deadlines;
  while (current !== undefined && runIn(running, current.item.slot) !== current.item.run) {
    current = removeFirst(current);
  }
  return current;
}
