/** Reads and writes YAML: scalars are kept as they were written, and keys and values have their positions. */
import {
  constructFromEvents,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  dump,
  type Event,
  EVENT_ID,
  FAILSAFE_SCHEMA,
  getScalarValue,
  mergeTag,
  NOT_RESOLVED,
  parseEvents,
  type Schema,
  seqTag,
  strTag,
  YAMLException,
} from "js-yaml";
import { type PaddedText, padFlowLines } from "./pad_flow_lines.ts";
import {
  isList,
  isMap,
  isScalar,
  type Key,
  keyText,
  type Scalar,
  scalarOf,
  type Value,
  type ValueMap,
} from "./value.ts";

/** A file that is not valid YAML or exceeds a limit. */
export class YamlError extends SyntaxError {
  /** @param message without the position @param position if known */
  /**
   * An error in a YAML file.
   *
   * @param message what is wrong
   * @param position where, if it is known
   */
  constructor(message: string, readonly position: Position | undefined, options?: ErrorOptions) {
    super(message, options);
    this.name = "YamlError";
  }
}

// Aliases share their target, so 20 lines can expand to billions of nodes ("billion laughs"). The limit is on expanded nodes.
const MAX_NODES = 200_000;
const MAX_ALIASES = 10_000;

/**
 * Parses a YAML document. An empty file gives an empty map.
 *
 * @param file its path, as shown in messages
 * @throws {YamlError} for invalid YAML, several documents, or more than 200,000 nodes or 100 levels after expanding aliases
 */
export function parseYaml(text: string, file: string): YamlFile {
  return parsePadded(text, file, READ);
}

/**
 * Parses a document that another program wrote, and in which it may have put objects of its language. Nothing of them is created:
 * a document that is one, such as a Namespace of argparse, is the map of its attributes; within a document they are texts, such as
 * `pathlib.PosixPath(data, train)`.
 *
 * @throws {YamlError} as {@link parseYaml} does
 */
export function parseForeignYaml(text: string): Value {
  return withoutObjects(parsePadded(text, "", FOREIGN).value, true);
}

function parsePadded(text: string, file: string, schema: Schema): YamlFile {
  text = text.replace(/^\ufeff/, "");
  try {
    return parse({ text, padding: new Map() }, file, schema);
  } catch (error) {
    const padded = error instanceof YamlError && isIndentationError(error) ? padFlowLines(text) : undefined;
    if (padded === undefined || padded.padding.size === 0) throw error;
    return parse(padded, file, schema);
  }
}

const INDENTATION = "deficient indentation";

function isIndentationError({ cause }: YamlError): boolean {
  return cause instanceof YAMLException && cause.reason === INDENTATION;
}

function parse(padded: PaddedText, file: string, schema: Schema): YamlFile {
  const { text } = padded;
  try {
    const events = parseEvents(text, { maxDepth: MAX_DEPTH });
    const documents = constructFromEvents(events, {
      source: text,
      schema,
      maxAliases: MAX_ALIASES,
      maxTotalMergeKeys: MAX_NODES,
    });
    if (documents.length > 1) throw new YamlError("expected one YAML document, got several", undefined);
    if (documents.length === 0) return { ...padded, file, value: new Map() };
    const value = documents[0] as Value;
    measure(value, new Map());
    return { ...padded, file, value };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const source = { ...padded, file, value: new Map() };
    // The parser reports a complex key at the beginning of the document.
    const offset = error.reason === COMPLEX_KEY ? findComplexKey(buildTree(text)) ?? 0 : error.mark?.position;
    const position = offset === undefined ? undefined : positionAt(source, offset);
    const isEnd = error.reason === INDENTATION && text.slice(offset).trim() === "";
    const reason = isEnd ? "unexpected end of the stream within a flow collection" : reasonOf(error, text);
    throw new YamlError(`invalid YAML: ${reason}`, position, { cause: error });
  }
}

// js-yaml does not name the key.
function reasonOf({ reason, mark }: YAMLException, text: string): string {
  if (reason !== "duplicated mapping key" || mark === undefined) return reason;
  const key = /^(?:"[^"\n]*"|'[^'\n]*'|[^\s:,[\]{}][^\n:,[\]{}]*)/.exec(text.slice(mark.position, mark.position + 200))
    ?.[0];
  return key === undefined ? reason : `duplicate key ${JSON.stringify(key.trim().replaceAll(/^["']|["']$/g, ""))}`;
}

/** The size of a value after expanding aliases. */
interface Size {
  readonly nodes: number;
  readonly levels: number;
}

const LEAF: Size = { nodes: 1, levels: 0 };

// `measured` has `undefined` for a node that is being measured: reaching it again means that it contains itself.
function measure(value: Value, measured: Map<Value, Size | undefined>): Size {
  if (typeof value === "string" || isScalar(value)) return LEAF;
  const size = measured.get(value);
  if (size !== undefined) return size;
  if (measured.has(value)) throw new YamlError("an alias refers to a node that contains it", undefined);
  measured.set(value, undefined);
  let { nodes, levels } = LEAF;
  for (const item of value.values()) {
    const inner = measure(item, measured);
    nodes += inner.nodes;
    levels = Math.max(levels, inner.levels + 1);
    if (nodes > MAX_NODES) {
      throw new YamlError(`more than ${MAX_NODES} nodes after expanding aliases`, undefined);
    }
    if (levels > MAX_DEPTH) throw new YamlError(`nested deeper than ${MAX_DEPTH} levels`, undefined);
  }
  measured.set(value, { nodes, levels });
  return { nodes, levels };
}

/** A configuration as YAML. PyYAML and YAML 1.2 readers load the values that the original files had. */
export function printYaml(value: Value): string {
  return dump(value, { schema: WRITE, noRefs: true, lineWidth: -1 });
}

/** The maximum nesting of lists and maps in a file. */
const MAX_DEPTH = 100;

const TAG = "tag:yaml.org,2002:";

const scalarTag = defineScalarTag<Scalar>(`${TAG}grid-scalar`, {
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

/** The error for a key that is a list or a map. */
const COMPLEX_KEY = "expected a scalar as the key, got a list or a map";

const ofMaps = {
  addPair(map: Map<Key, Value>, key: unknown, value: unknown): string {
    if (typeof key !== "string" && !isScalar(key as Value)) return COMPLEX_KEY;
    map.set(key as Key, value as Value);
    return "";
  },
  has: (map: ValueMap, key: unknown) => map.has(key as Key),
  keys: (map: ValueMap) => map.keys(),
  get: (map: ValueMap, key: unknown) => map.get(key as Key),
};

const mapTag = defineMappingTag<Map<Key, Value>>(`${TAG}map`, {
  ...ofMaps,
  create: () => new Map(),
  identify: (value) => value instanceof Map,
});

/** The schema for reading: scalars as {@link Scalar}, maps as `Map`. */
const READ = FAILSAFE_SCHEMA.withTags(
  mergeTag,
  scalarTag,
  mapTag,
  // PyYAML writes it for tuples, and reads it only in files that it trusts.
  defineSequenceTag(`${TAG}python/tuple`, { ...seqTag, identify: () => false }),
  explicitTag("int", (scalar) => isNumber(scalar) && !/[.]/.test(scalar.text) ? scalar : undefined),
  explicitTag("float", (scalar) => {
    if (!isNumber(scalar)) return undefined;
    return /^[-+]?[0-9][0-9_]*$/.test(scalar.text) ? scalarOf(`${scalar.text}.0`) : scalar;
  }),
  explicitTag("bool", (scalar) => typeof scalar.value === "boolean" ? scalar : undefined),
  explicitTag("null", (scalar) => scalar.value === null ? scalar : undefined),
);

// Objects of other languages.

/** A map or a list with a tag. */
class TaggedMap extends Map<Key, Value> {
  tag = "";
}

class TaggedList extends Array<Value> {
  tag = "";
}

/** The schema for {@link parseForeignYaml}. */
const FOREIGN = READ.withTags(
  defineScalarTag<Value>("", {
    matchByTagPrefix: true,
    resolve: (source, _, tag) => source === "" ? className(tag) : scalarOf(source) ?? source,
    identify: () => false,
  }),
  defineSequenceTag<TaggedList>("", {
    matchByTagPrefix: true,
    create: (tag) => Object.assign(new TaggedList(), { tag }),
    addItem: (list, item) => void list.push(item as Value),
    identify: () => false,
  }),
  defineMappingTag<TaggedMap>("", {
    ...ofMaps,
    matchByTagPrefix: true,
    create: (tag) => Object.assign(new TaggedMap(), { tag }),
    identify: () => false,
  }),
);

/** Objects that are maps by another name. */
const MAPS = /(?:^|\.)(?:Simple)?Namespace$|Dict$|^dict$/i;

function withoutObjects(value: Value, isDocument: boolean): Value {
  if (value instanceof TaggedMap) {
    const name = className(value.tag);
    // Of a subclass of a dict.
    const items = value.get("dictitems");
    const isItems = value.tag.includes("/object/new:") && isMap(items);
    if (isDocument || MAPS.test(name)) return withoutObjects(isItems ? items : new Map(value), false);
    return objectText(name, Array.from(value, ([key, item]) => [`${keyText(key)}=`, item]));
  }
  if (value instanceof TaggedList) return objectText(className(value.tag), Array.from(value, (item) => ["", item]));
  if (isMap(value)) return new Map(Array.from(value, ([key, item]) => [key, withoutObjects(item, false)]));
  return isList(value) ? value.map((item) => withoutObjects(item, false)) : value;
}

// `tag:yaml.org,2002:python/object/apply:pathlib.PosixPath` is a `pathlib.PosixPath`.
function className(tag: string): string {
  return tag.replace(/^(?:tag:yaml\.org,2002:|!)(?:python\/[a-z/]+:)?/, "");
}

// Attributes that are objects themselves, such as the weights of a module, say nothing.
function objectText(name: string, attributes: readonly (readonly [label: string, value: Value])[]): string {
  const isPlain = attributes.every(([_, value]) => typeof value === "string" || isScalar(value));
  if (!isPlain) return name;
  return `${name}(${
    attributes.map(([label, value]) => `${label}${isScalar(value) ? value.text : value as string}`).join(", ")
  })`;
}

// Strings to quote: those that YAML 1.2 readers would not read as strings (`0o7`, `08`, `+.5`), and those that would mark a
// document at the beginning of a line (`--- a`).
const AMBIGUOUS = /^(?:=|[-+]?[0-9][0-9_]*|\+\.[0-9]+(?:[eE][-+]?[0-9]+)?|0o[0-7]+|[yYnN]|(?:---|\.\.\.)(?:\s.*)?)$/s;

/** The schema for writing. */
const WRITE = READ.withTags(
  defineScalarTag<string>(`${TAG}str`, { ...strTag, resolve: (source) => source }),
  defineScalarTag<string>(`${TAG}grid-ambiguous`, {
    implicit: true,
    resolve: (source) => AMBIGUOUS.test(source) ? source : NOT_RESOLVED,
    identify: () => false,
  }),
);

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
function positionAt(file: YamlFile, offset: number): Position {
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
function buildTree(text: string): Node | undefined {
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

/** A position in a text file; line and column start at 1. */
export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A parsed YAML file, and its source for finding positions. */
export interface YamlFile extends PaddedText {
  /** The path, as shown in messages. */
  readonly file: string;
  /** The parsed content. */
  readonly value: Value;
}

/** A path into a value: keys of maps, and indices of lists from 0. */
export type Path = readonly (string | number)[];
