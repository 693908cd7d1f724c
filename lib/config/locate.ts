/** Finds the line and column of a key or value in a YAML file. */
import { type Event, EVENT_ID, getScalarValue, parseEvents } from "js-yaml";
import type { Path, Position, YamlFile } from "./yaml_file.ts";
import { MAX_DEPTH } from "./yaml_schema.ts";

/**
 * The place of a key, of its value, or of a list's item.
 *
 * @param file a parsed file
 * @param path the way to it from the root; where the file ends earlier, the last place on the way that exists
 * @returns line and column, both from 1
 */
export function locate(file: YamlFile, path: Path): Position {
  const root = trees.get(file) ?? buildTree(file.text);
  if (root !== undefined) trees.set(file, root);
  let offset = root?.offset ?? 0;
  let node = root;
  for (const step of path) {
    const next = node && child(node, step);
    if (next === undefined) break;
    offset = next.offset;
    node = next.node;
  }
  return positionAt(file, offset);
}

/** The line and the column of an offset into a file's text. */
export function positionAt(file: YamlFile, offset: number): Position {
  const first = lineStarts(file);
  let [line, end] = [1, first.length];
  while (line < end) {
    const middle = Math.ceil((line + end) / 2);
    if (first[middle - 1]! <= offset) line = middle;
    else end = middle - 1;
  }
  return { line, column: offset - first[line - 1]! + 1 };
}

const trees = new WeakMap<YamlFile, Node>();
const starts = new WeakMap<YamlFile, number[]>();

function lineStarts(file: YamlFile): readonly number[] {
  const known = starts.get(file);
  if (known !== undefined) return known;
  const offsets = [0, ...Array.from(file.text.matchAll(/\n/g), ({ index }) => index + 1)];
  starts.set(file, offsets);
  return offsets;
}

interface Node {
  readonly offset: number;
  readonly text?: string;
  readonly entries?: { key: Node; value: Node }[];
  readonly items?: Node[];
}

function child(
  node: Node,
  step: string | number,
  seen = new Set<unknown>(),
): { offset: number; node: Node } | undefined {
  if (typeof step === "number") {
    const item = node.items?.[step];
    return item && { offset: item.offset, node: item };
  }
  const entry = node.entries?.find(({ key }) => key.text === step);
  if (entry !== undefined) return { offset: entry.key.offset, node: entry.value };
  if (seen.has(node.entries)) return undefined;
  seen.add(node.entries);
  for (const { key, value } of node.entries ?? []) {
    if (key.text !== "<<") continue;
    for (const merged of value.items ?? [value]) {
      const inMerged = child(merged, step, seen);
      if (inMerged !== undefined) return inMerged;
    }
  }
  return undefined;
}

/** The nodes of a YAML text, each with its place; `undefined` for an empty one. */
export function buildTree(text: string): Node | undefined {
  const events = parseEvents(text, { maxDepth: MAX_DEPTH });
  const anchors = new Map<string, Node>();
  let at = 0;
  let last = 0;
  const place = (event: Event): number => {
    const candidates = ["anchorStart", "tagStart", "valueStart", "start"] as const;
    const known = candidates.map((name) => (event as unknown as Record<string, number>)[name]).filter((n) =>
      n !== undefined && n >= 0
    ) as number[];
    if (known.length > 0) last = Math.min(...known);
    return last;
  };
  const remember = (event: { anchorStart: number; anchorEnd: number }, node: Node): Node => {
    if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
    return node;
  };
  const read = (): Node | undefined => {
    const event = events[at++];
    if (event === undefined || event.type === EVENT_ID.POP) return undefined;
    if (event.type === EVENT_ID.DOCUMENT) return read();
    const offset = place(event);
    if (event.type === EVENT_ID.SCALAR) return remember(event, { offset, text: getScalarValue(text, event) });
    if (event.type === EVENT_ID.ALIAS) {
      const target = anchors.get(text.slice(event.anchorStart, event.anchorEnd));
      return { ...target, offset };
    }
    if (event.type === EVENT_ID.SEQUENCE) {
      const node = remember(event, { offset, items: [] as Node[] });
      for (let item = read(); item !== undefined; item = read()) node.items!.push(item);
      return node;
    }
    const node = remember(event, { offset, entries: [] as { key: Node; value: Node }[] });
    for (let key = read(); key !== undefined; key = read()) {
      const value = read();
      if (value !== undefined) node.entries!.push({ key, value });
    }
    return node;
  };
  return read();
}

/**
 * The offset of the first key that is a list or a map.
 *
 * @param seen contents that have been searched: aliases share those of their target
 */
export function findComplexKey(node: Node | undefined, seen = new Set<unknown>()): number | undefined {
  const contents = node?.entries ?? node?.items;
  if (contents === undefined || seen.has(contents)) return undefined;
  seen.add(contents);
  for (const { key, value } of node?.entries ?? []) {
    if (key.entries !== undefined || key.items !== undefined) return key.offset;
    const offset = findComplexKey(value, seen);
    if (offset !== undefined) return offset;
  }
  for (const item of node?.items ?? []) {
    const offset = findComplexKey(item, seen);
    if (offset !== undefined) return offset;
  }
  return undefined;
}
