/**
 * Reading and writing YAML without losing how a scalar was written, and finding the place of a key for a message.
 */
import {
  constructFromEvents,
  defineMappingTag,
  defineScalarTag,
  dump,
  type Event,
  EVENT_ID,
  FAILSAFE_SCHEMA,
  getScalarValue,
  mergeTag,
  NOT_RESOLVED,
  parseEvents,
  strTag,
  YAMLException,
} from "js-yaml";
import { isList, isMap, isScalar, type Key, type Scalar, scalarOf, type Value } from "./value.ts";
import type { Position } from "./problem.ts";

/** A parsed file: its value, and the text that positions are found in. */
export interface YamlFile {
  /** As shown in messages. */
  readonly file: string;
  readonly text: string;
  readonly value: Value;
}

/** A path into a value: keys of maps and indices of lists. */
export type Path = readonly (string | number)[];

/** A file that is not YAML, or more than this program takes on. */
export class YamlError extends SyntaxError {
  /** @param message what is wrong, without the place @param position where, if it is known */
  constructor(message: string, readonly position: Position | undefined, options?: ErrorOptions) {
    super(message, options);
    this.name = "YamlError";
  }
}

// Aliases share their target, so that a file of 20 lines can stand for billions of nodes ("billion laughs"): what counts is
// the size once they are written out.
const MAX_NODES = 200_000;
const MAX_DEPTH = 100;
const MAX_ALIASES = 10_000;

const TAG = "tag:yaml.org,2002:";

const keptTag = defineScalarTag<Scalar>(`${TAG}grid-scalar`, {
  implicit: true,
  resolve: (source) => scalarOf(source) ?? NOT_RESOLVED,
  identify: (value) => isScalar(value),
  represent: (value: Scalar) => value.text,
});

function explicitTag(name: string, accepts: (scalar: Scalar) => Scalar | undefined) {
  return defineScalarTag<Scalar>(TAG + name, {
    resolve: (source) => {
      const scalar = scalarOf(source);
      return (scalar && accepts(scalar)) ?? NOT_RESOLVED;
    },
    identify: () => false,
  });
}

const isNumber = (scalar: Scalar) => typeof scalar.value === "number" || typeof scalar.value === "bigint";

const COMPLEX_KEY = "a key must be a scalar, not a list or a map";

const mapTag = defineMappingTag<Map<Key, Value>>(`${TAG}map`, {
  create: () => new Map(),
  addPair: (map, key, value) => {
    if (typeof key !== "string" && !isScalar(key as Value)) return COMPLEX_KEY;
    map.set(key as Key, value as Value);
    return "";
  },
  has: (map, key) => map.has(key as Key),
  keys: (map) => map.keys(),
  get: (map, key) => map.get(key as Key),
  identify: (value) => value instanceof Map,
});

const READ = FAILSAFE_SCHEMA.withTags(
  mergeTag,
  keptTag,
  mapTag,
  explicitTag("int", (scalar) => isNumber(scalar) && !/[.]/.test(scalar.text) ? scalar : undefined),
  explicitTag("float", (scalar) => {
    if (!isNumber(scalar)) return undefined;
    return /^[-+]?[0-9][0-9_]*$/.test(scalar.text) ? scalarOf(`${scalar.text}.0`) : scalar;
  }),
  explicitTag("bool", (scalar) => typeof scalar.value === "boolean" ? scalar : undefined),
  explicitTag("null", (scalar) => scalar.value === null ? scalar : undefined),
);

// When writing, a string that YAML 1.2 readers take for something else (`0o7`, `08`) is quoted, too, and so is one that
// would be a document's mark at the beginning of a line (`--- a`).
const ambiguous = /^(?:=|[-+]?[0-9][0-9_]*|0o[0-7]+|[yYnN]|(?:---|\.\.\.)(?:\s.*)?)$/s;
const WRITE = READ.withTags(
  defineScalarTag<string>(`${TAG}str`, { ...strTag, resolve: (source) => source }),
  defineScalarTag<string>(`${TAG}grid-ambiguous`, {
    implicit: true,
    resolve: (source) => ambiguous.test(source) ? source : NOT_RESOLVED,
    identify: () => false,
  }),
);

/**
 * Reads a YAML document.
 *
 * @param text the document
 * @param file its path, as messages show it
 * @throws {YamlError} when it is not YAML, is empty, holds several documents, or grows beyond 200,000 nodes or 100 levels
 * once its aliases are written out
 */
export function parseYaml(text: string, file: string): YamlFile {
  text = text.replace(/^\ufeff/, "");
  try {
    const events = parseEvents(text, { maxDepth: MAX_DEPTH });
    const documents = constructFromEvents(events, {
      source: text,
      schema: READ,
      maxAliases: MAX_ALIASES,
      maxTotalMergeKeys: MAX_NODES,
    });
    if (documents.length > 1) throw new YamlError("it holds several YAML documents: expected one", undefined);
    if (documents.length === 0) return { file, text, value: new Map() };
    const value = documents[0] as Value;
    measure(value, new Map());
    return { file, text, value };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const mark = error.mark;
    let position = mark === undefined ? undefined : { line: mark.line + 1, column: mark.column + 1 };
    // The parser reports this one at the beginning of the document.
    if (error.reason === COMPLEX_KEY) {
      position = positionAt({ file, text, value: new Map() }, findComplexKey(buildTree(text)) ?? 0);
    }
    throw new YamlError(`it is not YAML that can be read: ${error.reason}`, position, { cause: error });
  }
}

/** What a value comes to once its aliases are written out. */
interface Extent {
  readonly nodes: number;
  readonly levels: number;
}

const ONE: Extent = { nodes: 1, levels: 0 };

// A node being measured is in `known` as `undefined`: meeting it again means that it holds itself.
function measure(value: Value, known: Map<Value, Extent | undefined>): Extent {
  if (typeof value === "string" || isScalar(value)) return ONE;
  const extent = known.get(value);
  if (extent !== undefined) return extent;
  if (known.has(value)) throw new YamlError("an alias stands inside the node that it names", undefined);
  known.set(value, undefined);
  let { nodes, levels } = ONE;
  for (const item of value.values()) {
    const inner = measure(item, known);
    nodes += inner.nodes;
    levels = Math.max(levels, inner.levels + 1);
    if (nodes > MAX_NODES) {
      throw new YamlError(`it has more than ${MAX_NODES} nodes once its aliases are written out`, undefined);
    }
    if (levels > MAX_DEPTH) throw new YamlError(`it is nested deeper than ${MAX_DEPTH} levels`, undefined);
  }
  known.set(value, { nodes, levels });
  return { nodes, levels };
}

/** Writes a configuration as YAML that PyYAML, and any YAML 1.2 reader, loads as what it was read from. */
export function printYaml(value: Value): string {
  return dump(value, { schema: WRITE, noRefs: true, lineWidth: -1 });
}

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

function positionAt(file: YamlFile, offset: number): Position {
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
  const found = [0, ...Array.from(file.text.matchAll(/\n/g), ({ index }) => index + 1)];
  starts.set(file, found);
  return found;
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
      const found = child(merged, step, seen);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function buildTree(text: string): Node | undefined {
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

// Aliases share the contents of their target: each is seen once.
function findComplexKey(node: Node | undefined, seen = new Set<unknown>()): number | undefined {
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

/** What kind of value it is, in the words that a message uses. */
export function kindOf(value: Value): string {
  if (typeof value === "string") return "a string";
  if (isMap(value)) return "a map";
  if (isList(value)) return "a list";
  if (value.value === null) return "empty";
  if (typeof value.value === "boolean") return "a boolean";
  return typeof value.value === "string" ? "a date" : "a number";
}
