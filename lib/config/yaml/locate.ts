/** Finds the line and column of a key or value in a YAML file. */
import { type Event, EVENT_ID, getScalarValue, parseEvents } from "js-yaml";
import type { Path, Position, YamlFile } from "./yaml_file.ts";
import { MAX_DEPTH } from "./yaml_schema.ts";

/**
 * The position of a key or a list item.
 *
 * @param path from the root; if the file does not have the whole path, the deepest part that exists counts
 * @param part `value`: the position of the value of the key instead
 * @returns line and column, both from 1
 */
export function locate(file: YamlFile, path: Path, part: "key" | "value" = "key"): Position {
  const root = trees.get(file) ?? buildTree(file.text);
  if (root !== undefined) trees.set(file, root);
  let offset = root?.offset ?? 0;
  let node = root;
  for (const step of path) {
    const next = node && child(node, step);
    if (next === undefined) break;
    offset = part === "value" ? next.node.offset : next.offset;
    node = next.node;
  }
  return positionAt(file, part === "value" ? startOfValue(file.text, offset) : offset);
}

/** The line and column, both from 1 and without padding, of an offset in a file's text. */
export function positionAt(file: YamlFile, offset: number): Position {
  const starts = lineStarts(file);
  let [line, end] = [1, starts.length];
  while (line < end) {
    const middle = Math.ceil((line + end) / 2);
    if (starts[middle - 1]! <= offset) line = middle;
    else end = middle - 1;
  }
  return { line, column: Math.max(0, offset - starts[line - 1]! - (file.padding.get(line) ?? 0)) + 1 };
}

// The parser gives the text inside of quotes, and of a block scalar the text with its indentation.
function startOfValue(text: string, offset: number): number {
  if (/['"]/.test(text[offset - 1] ?? "")) return offset - 1;
  let start = offset;
  while (text[start] === " ") start++;
  return start;
}

const trees = new WeakMap<YamlFile, Node>();
const lineStartsByFile = new WeakMap<YamlFile, number[]>();

function lineStarts(file: YamlFile): readonly number[] {
  const cached = lineStartsByFile.get(file);
  if (cached !== undefined) return cached;
  const offsets = [0, ...Array.from(file.text.matchAll(/\n/g), ({ index }) => index + 1)];
  lineStartsByFile.set(file, offsets);
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

/** The nodes of a YAML document with their offsets; `undefined` for an empty document. */
export function buildTree(text: string): Node | undefined {
  const events = parseEvents(text, { maxDepth: MAX_DEPTH });
  const anchors = new Map<string, Node>();
  let nextEvent = 0;
  let lastOffset = 0;
  const offsetOf = (event: Event): number => {
    const fields = ["anchorStart", "tagStart", "valueStart", "start"] as const;
    const offsets = fields.map((name) => (event as unknown as Record<string, number>)[name]).filter((n) =>
      n !== undefined && n >= 0
    ) as number[];
    if (offsets.length > 0) lastOffset = Math.min(...offsets);
    return lastOffset;
  };
  const saveAnchor = (event: { anchorStart: number; anchorEnd: number }, node: Node): Node => {
    if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
    return node;
  };
  const read = (): Node | undefined => {
    const event = events[nextEvent++];
    if (event === undefined || event.type === EVENT_ID.POP) return undefined;
    if (event.type === EVENT_ID.DOCUMENT) return read();
    const offset = offsetOf(event);
    if (event.type === EVENT_ID.SCALAR) return saveAnchor(event, { offset, text: getScalarValue(text, event) });
    if (event.type === EVENT_ID.ALIAS) {
      const target = anchors.get(text.slice(event.anchorStart, event.anchorEnd));
      return { ...target, offset };
    }
    if (event.type === EVENT_ID.SEQUENCE) {
      const node = saveAnchor(event, { offset, items: [] as Node[] });
      for (let item = read(); item !== undefined; item = read()) node.items!.push(item);
      return node;
    }
    const node = saveAnchor(event, { offset, entries: [] as { key: Node; value: Node }[] });
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
 * @param seen entries and items that were searched already: an alias shares them with its target
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
