/** Reads YAML without losing how a scalar was written. */
import { constructFromEvents, parseEvents, YAMLException } from "js-yaml";
import { buildTree, findComplexKey, positionAt } from "./locate.ts";
import { isScalar, type Value } from "./value.ts";
import type { Position, YamlFile } from "./yaml_file.ts";
import { COMPLEX_KEY, MAX_DEPTH, READ } from "./yaml_schema.ts";

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
const MAX_ALIASES = 10_000;

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
