/**
 * Indents the lines of flow collections and quoted strings, in which PyYAML ignores indentation. js-yaml requires them to be
 * indented more than the key they belong to (YAML 1.2, 8.2.3), and refuses a closing bracket below that key:
 *
 * ```yaml
 * lr: [
 *   0.1,
 * ]
 * ```
 */

/** A text whose lines may have additional leading spaces. */
export interface PaddedText {
  /** The text with these spaces. */
  readonly text: string;
  /** The number of spaces added to a line, by its number, from 1. */
  readonly padding: ReadonlyMap<number, number>;
}

/** Scans a text up to `at`. Offsets count UTF-16 code units. */
interface Scanner {
  readonly text: string;
  at: number;
  /** The offset at which the current line starts. */
  lineStart: number;
  line: number;
  /** The column of the innermost block entry, from 0; -1 outside of all. */
  parent: number;
  /** The column at which the current node starts, if one has started on this line. */
  node: number | undefined;
  readonly padding: Map<number, number>;
}

/**
 * Adds as much indentation to lines within flow collections and quoted strings as js-yaml requires. Indentation has no meaning
 * there.
 *
 * @param text YAML, possibly invalid
 */
export function padFlowLines(text: string): PaddedText {
  const padding = new Map<number, number>();
  const scanner: Scanner = { text, at: 0, lineStart: 0, line: 1, parent: -1, node: undefined, padding };
  while (scanner.at < text.length) scanBlock(scanner);
  if (padding.size === 0) return { text, padding };
  const lines = text.split("\n").map((line, index) => " ".repeat(padding.get(index + 1) ?? 0) + line);
  return { text: lines.join("\n"), padding };
}

const BLANK = /[ \t\r]+/y;
const REST_OF_LINE = /[^\n]*/y;
const MARKER = /(?:---|\.\.\.)(?=\s|$)/y;
const ENTRY = /[-?:](?=\s|$)/y;
const PROPERTY = /[&*!][^\s,[\]{}]*/y;
const BLOCK_SCALAR = /[|>][-+0-9]*[ \t]*(?:#[^\n]*)?\r?(?=\n|$)/y;
// Parts of plain scalars, up to `: ` and ` #`. Not repeated in the pattern: long lines would exhaust its stack.
const PLAIN = /[^\s:#]+|:(?!\s|$)|(?<=\S)#|[ \t]+(?![\s#])/y;
const FLOW_PLAIN = /[^\s:#,[\]{}]+|:(?![\s,[\]{}]|$)|(?<=\S)#/y;
const FLOW_ENTRY = /[-?](?=[\s,[\]{}]|$)/y;

/** Moves past a match at the current offset, and returns whether there is one. */
function skip(scanner: Scanner, pattern: RegExp): boolean {
  pattern.lastIndex = scanner.at;
  if (!pattern.test(scanner.text)) return false;
  scanner.at = pattern.lastIndex;
  return true;
}

function startLine(scanner: Scanner): void {
  scanner.lineStart = ++scanner.at;
  scanner.line++;
}

// Scans the next token outside of flow collections.
function scanBlock(scanner: Scanner): void {
  const { text } = scanner;
  const column = scanner.at - scanner.lineStart;
  const ch = text[scanner.at]!;
  if (ch === "\n") {
    startLine(scanner);
    scanner.node = undefined;
    return;
  }
  if (skip(scanner, BLANK)) return;
  if (column === 0 && skip(scanner, MARKER)) scanner.parent = -1;
  else if (ch === "#" || column === 0 && ch === "%") skip(scanner, REST_OF_LINE);
  else if (skip(scanner, ENTRY)) {
    scanner.parent = ch === ":" ? scanner.node ?? column : column;
    scanner.node = undefined;
  } else if (skip(scanner, BLOCK_SCALAR)) skipBlockScalar(scanner);
  else scanNode(scanner, ch, column);
}

function scanNode(scanner: Scanner, ch: string, column: number): void {
  scanner.node ??= column;
  if (skip(scanner, PROPERTY)) return;
  // At the root, the collection itself sets the indentation.
  const indent = scanner.parent < 0 ? column : scanner.parent + 1;
  if (ch === "[" || ch === "{") scanFlow(scanner, indent);
  else if (ch === '"' || ch === "'") scanQuoted(scanner, ch, indent);
  else if (skip(scanner, PLAIN)) skipPlain(scanner);
  else scanner.at++;
}

// The lines of a block scalar: blank ones, and those that are indented more than its parent.
function skipBlockScalar(scanner: Scanner): void {
  while (scanner.text[scanner.at] === "\n") {
    const next = nextLine(scanner);
    if (next.isMarker || !next.isBlank && next.indent <= scanner.parent) return;
    startLine(scanner);
    skip(scanner, REST_OF_LINE);
  }
}

// The rest of a plain scalar, and its further lines unless it is a key or a comment follows.
function skipPlain(scanner: Scanner): void {
  for (;;) {
    while (skip(scanner, PLAIN)) continue;
    skip(scanner, BLANK);
    if (scanner.text[scanner.at] !== "\n") return;
    const next = nextLine(scanner);
    if (next.isMarker || !next.isBlank && (next.indent <= scanner.parent || next.first === "#")) return;
    startLine(scanner);
    skip(scanner, BLANK);
  }
}

interface NextLine {
  readonly indent: number;
  /** Its first character that is not a space. */
  readonly first: string | undefined;
  readonly isBlank: boolean;
  /** Whether it is `---` or `...`, which ends the document. */
  readonly isMarker: boolean;
}

// The line after the line feed at the current offset.
function nextLine({ text, at }: Scanner): NextLine {
  const start = at + 1;
  let end = start;
  while (text[end] === " ") end++;
  const first = text[end];
  MARKER.lastIndex = start;
  return {
    indent: end - start,
    first,
    isBlank: first === undefined || first === "\n" || first === "\r",
    isMarker: MARKER.test(text),
  };
}

// Moves to the next line within a flow collection or a quoted string.
function continueLine(scanner: Scanner, indent: number): void {
  const next = nextLine(scanner);
  startLine(scanner);
  if (!next.isBlank && !next.isMarker && next.indent < indent) scanner.padding.set(scanner.line, indent - next.indent);
}

function scanQuoted(scanner: Scanner, quote: string, indent: number): void {
  const { text } = scanner;
  scanner.at++;
  while (scanner.at < text.length) {
    const ch = text[scanner.at];
    if (ch === "\n") continueLine(scanner, indent);
    else if (ch === "\\" && quote === '"' && text[scanner.at + 1] !== "\n") scanner.at += 2;
    else if (ch !== quote) scanner.at++;
    else if (quote === "'" && text[scanner.at + 1] === "'") scanner.at += 2;
    else {
      scanner.at++;
      return;
    }
  }
}

function scanFlow(scanner: Scanner, indent: number): void {
  const { text } = scanner;
  let depth = 0;
  // Within a plain scalar, quotes and indicators are ordinary characters.
  let inPlain = false;
  while (scanner.at < text.length) {
    const ch = text[scanner.at]!;
    if (ch === "\n") continueLine(scanner, indent);
    else if (skip(scanner, BLANK)) continue;
    else if (inPlain && skip(scanner, FLOW_PLAIN)) continue;
    else if (ch === "#") skip(scanner, REST_OF_LINE);
    else {
      inPlain = false;
      if (ch === '"' || ch === "'") scanQuoted(scanner, ch, indent);
      else if (skip(scanner, PROPERTY) || skip(scanner, FLOW_ENTRY)) continue;
      else if (ch !== ":" && skip(scanner, FLOW_PLAIN)) inPlain = true;
      else {
        scanner.at++;
        if (ch === "[" || ch === "{") depth++;
        else if ((ch === "]" || ch === "}") && --depth === 0) return;
      }
    }
  }
}
