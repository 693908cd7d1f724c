/** Parses YAML and keeps scalars as they were written. */
import { constructFromEvents, parseEvents, YAMLException } from "js-yaml";
import { isScalar, type Value } from "../value.ts";
import { buildTree, findComplexKey, positionAt } from "./locate.ts";
import { type PaddedText, padFlowLines } from "./pad_flow_lines.ts";
import type { Position, YamlFile } from "./yaml_file.ts";
import { COMPLEX_KEY, MAX_DEPTH, READ } from "./yaml_schema.ts";

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
  text = text.replace(/^\ufeff/, "");
  try {
    return parse({ text, padding: new Map() }, file);
  } catch (error) {
    const padded = error instanceof YamlError && isIndentationError(error) ? padFlowLines(text) : undefined;
    if (padded === undefined || padded.padding.size === 0) throw error;
    return parse(padded, file);
  }
}

const INDENTATION = "deficient indentation";

function isIndentationError({ cause }: YamlError): boolean {
  return cause instanceof YAMLException && cause.reason === INDENTATION;
}

function parse(padded: PaddedText, file: string): YamlFile {
  const { text } = padded;
  try {
    const events = parseEvents(text, { maxDepth: MAX_DEPTH });
    const documents = constructFromEvents(events, {
      source: text,
      schema: READ,
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
