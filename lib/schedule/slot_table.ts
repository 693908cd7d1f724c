/** A persistent table from slots to runs: a change copies a few short arrays, however many slots are in use. */

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
