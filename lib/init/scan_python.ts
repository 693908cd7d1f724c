/**
 * Reads calls, parameters and fields of classes from the text of a Python program. Nothing is executed, and a text that is no
 * Python is no error: what cannot be read is left out.
 */

/** A literal: a text, a number or a constant as written, a list of literals; `undefined` for any other expression. */
export type PythonValue = string | readonly PythonValue[] | { readonly name: string } | undefined;

/** An argument of a call, or a parameter of a function. */
export interface PythonArgument {
  /** `undefined` if it is given by its position. */
  readonly name: string | undefined;
  readonly value: PythonValue;
  /** If it is a call: `typer.Option(0.1)`. */
  readonly call: PythonCall | undefined;
}

/** A call. */
export interface PythonCall {
  /** The whole name: `parser.add_argument`. */
  readonly callee: string;
  readonly args: readonly PythonArgument[];
}

/** A name with a type: a parameter of a function, a field of a class. */
export interface PythonDeclaration {
  readonly name: string;
  /** As written; empty if there is none. */
  readonly type: string;
  /** Calls within the type: `Annotated[float, typer.Option(help="…")]`. */
  readonly typeCalls: readonly PythonCall[];
  /** `undefined` if it has no default. */
  readonly default: PythonArgument | undefined;
}

/** A function, or a class with its fields. */
export interface PythonBlock {
  readonly kind: "function" | "class";
  readonly name: string;
  /** The names of its decorators: `dataclasses.dataclass`. */
  readonly decorators: readonly string[];
  readonly declarations: readonly PythonDeclaration[];
}

/** What a program has. */
export interface PythonSource {
  readonly calls: readonly PythonCall[];
  readonly blocks: readonly PythonBlock[];
  /** Modules that it imports, with their dots: `torch.nn`, `.options`. */
  readonly imports: readonly string[];
}

const MAX_TEXT = 2 ** 20;
const MAX_CALLS = 20_000;
const MAX_NESTING = 12;
// Tokens of a value.
const MAX_VALUE = 1_000;

interface Token {
  readonly kind: "name" | "number" | "string" | "operator" | "newline";
  /** Of a string its content. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Of a string: whether it has placeholders. */
  readonly isFormat: boolean;
}

const TOKEN =
  /[ \t\f\r]+|\\\r?\n|#[^\n]*|(\n)|([A-Za-z]{0,2})('''|"""|'|")|([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)|((?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?))|(\*\*|->|:=|[-+*/<>=!|&^%@]=|[^\s\w])/gy;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) {
      at++;
      continue;
    }
    const [all, newline, prefix, quote, name, number, operator] = match;
    const end = at + all.length;
    if (quote !== undefined) {
      const closed = endOfString(text, end, quote);
      const content = text.slice(end, Math.max(end, closed - quote.length));
      const isRaw = /r/i.test(prefix!);
      tokens.push({
        kind: "string",
        text: isRaw ? content : unescaped(content),
        start: at,
        end: closed,
        isFormat: /f/i.test(prefix!),
      });
      at = closed;
      continue;
    }
    const kind = newline !== undefined
      ? "newline"
      : name !== undefined
      ? "name"
      : number !== undefined
      ? "number"
      : operator !== undefined
      ? "operator"
      : undefined;
    if (kind !== undefined) tokens.push({ kind, text: all, start: at, end, isFormat: false });
    at = end;
  }
  return tokens;
}

// The index after the closing quotes. A string that is not closed ends with its line, or with the text.
function endOfString(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text.startsWith(quote, at)) return at + quote.length;
    else if (text[at] === "\n" && quote.length === 1) return at;
  }
  return text.length;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", "\n": "", "\\": "\\", "'": "'", '"': '"' };

function unescaped(text: string): string {
  return text.replaceAll(/\\([\s\S])/g, (all, character: string) => ESCAPES[character] ?? all);
}

const OPENING = "([{";
const CLOSING = ")]}";

/** Reads a program. Of long ones only the first mebibyte. */
export function scanPython(text: string): PythonSource {
  const tokens = tokenize(text.slice(0, MAX_TEXT));
  const ends = matchBrackets(tokens);
  const reader: Reader = { text, tokens, ends };
  const calls: PythonCall[] = [];
  for (let at = 0; at < tokens.length && calls.length < MAX_CALLS; at++) {
    if (!isOperator(tokens[at], "(") || tokens[at - 1]?.kind !== "name") continue;
    const start = startOfName(reader, at - 1);
    if (isName(tokens[start - 1], "def") || isName(tokens[start - 1], "class")) continue;
    const call = callAt(reader, start, 0);
    if (call !== undefined) calls.push(call.call);
  }
  return { calls, blocks: blocksIn(reader), imports: importsIn(text) };
}

interface Reader {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** By the index of an opening bracket that of its end: the closing one, or the number of tokens. */
  readonly ends: ReadonlyMap<number, number>;
}

function matchBrackets(tokens: readonly Token[]): Map<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach(({ kind, text }, index) => {
    if (kind !== "operator") return;
    if (OPENING.includes(text)) open.push(index);
    else if (CLOSING.includes(text) && open.length > 0) ends.set(open.pop()!, index);
  });
  for (const index of open) ends.set(index, tokens.length);
  return ends;
}

function isOperator(token: Token | undefined, text: string): boolean {
  return token?.kind === "operator" && token.text === text;
}

function isName(token: Token | undefined, text: string): boolean {
  return token?.kind === "name" && token.text === text;
}

function startOfName({ tokens }: Reader, last: number): number {
  let start = last;
  while (isOperator(tokens[start - 1], ".") && tokens[start - 2]?.kind === "name") start -= 2;
  return start;
}

// A call that begins with its name.
function callAt(reader: Reader, start: number, depth: number): { call: PythonCall; end: number } | undefined {
  const { tokens, ends } = reader;
  let at = start;
  if (tokens[at]?.kind !== "name") return undefined;
  while (isOperator(tokens[at + 1], ".") && tokens[at + 2]?.kind === "name") at += 2;
  if (!isOperator(tokens[at + 1], "(")) return undefined;
  const end = ends.get(at + 1)!;
  const callee = tokens.slice(start, at + 1).map(({ text }) => text).join("");
  const args = partsOf(reader, at + 2, end).map(([from, to]) => argumentAt(reader, from, to, depth + 1));
  return { call: { callee, args }, end };
}

// What commas separate, without empty parts.
function partsOf({ tokens, ends }: Reader, from: number, to: number): [number, number][] {
  const parts: [number, number][] = [];
  let start = from;
  for (let at = from; at < to; at++) {
    if (isOperator(tokens[at], ",")) {
      parts.push([start, at]);
      start = at + 1;
    } else at = ends.get(at) ?? at;
  }
  parts.push([start, to]);
  return parts.map((part): [number, number] => trimmed(tokens, ...part)).filter(([first, last]) => first < last);
}

function trimmed(tokens: readonly Token[], from: number, to: number): [number, number] {
  while (from < to && tokens[from]!.kind === "newline") from++;
  while (from < to && tokens[to - 1]!.kind === "newline") to--;
  return [from, to];
}

function argumentAt(reader: Reader, from: number, to: number, depth: number): PythonArgument {
  const { tokens } = reader;
  const hasName = tokens[from]?.kind === "name" && isOperator(tokens[from + 1], "=");
  const start = hasName ? from + 2 : from;
  return { name: hasName ? tokens[from]!.text : undefined, ...expressionAt(reader, start, to, depth) };
}

function expressionAt(
  reader: Reader,
  from: number,
  to: number,
  depth: number,
): { value: PythonValue; call: PythonCall | undefined } {
  if (depth > MAX_NESTING) return { value: undefined, call: undefined };
  const found = callAt(reader, from, depth);
  const call = found !== undefined && found.end + 1 >= to ? found.call : undefined;
  return { value: valueAt(reader, from, to, depth), call };
}

function valueAt(reader: Reader, from: number, to: number, depth: number): PythonValue {
  if (depth > MAX_NESTING || to - from > MAX_VALUE) return undefined;
  const { tokens, ends } = reader;
  const inner = tokens.slice(from, to).filter(({ kind }) => kind !== "newline");
  const [first] = inner;
  if (first === undefined) return undefined;
  if (inner.every(({ kind, isFormat }) => kind === "string" && !isFormat)) {
    return inner.map(({ text }) => text).join("");
  }
  if (first.kind === "operator" && OPENING.includes(first.text) && ends.get(from) === to - 1) {
    const parts = partsOf(reader, from + 1, to - 1);
    // A text in brackets is not a list.
    if (first.text === "(" && parts.length === 1 && !isOperator(tokens[to - 2], ",")) {
      return valueAt(reader, ...parts[0]!, depth + 1);
    }
    return parts.map(([start, end]) => valueAt(reader, start, end, depth + 1));
  }
  if (first.kind === "number" && inner.length === 1) return { name: first.text.replaceAll("_", "") };
  if (/^[-+]$/.test(first.text) && inner.length === 2 && inner[1]!.kind === "number") {
    return { name: `${first.text === "-" ? "-" : ""}${inner[1]!.text.replaceAll("_", "")}` };
  }
  const text = inner.map((token) => token.text).join("");
  if (first.kind === "name" && isChain(inner)) return { name: text };
  return rangeOf(text) ?? productOf(text);
}

// `torch.optim.Adam`
function isChain(tokens: readonly Token[]): boolean {
  return tokens.every((token, index) => index % 2 === 0 ? token.kind === "name" : isOperator(token, "."));
}

const MAX_RANGE = 100;

// `range(1, 4)`
function rangeOf(text: string): PythonValue {
  const [, numbers] = /^(?:list\()?range\(([-\d,]+)\)+$/.exec(text) ?? [];
  if (numbers === undefined) return undefined;
  const [a = 0, b, step = 1] = numbers.split(",").filter((part) => part !== "").map(Number);
  const [from, to] = b === undefined ? [0, a] : [a, b];
  if (!(step > 0) || !(to - from <= MAX_RANGE * step)) return undefined;
  const values: PythonValue[] = [];
  for (let value = from; value < to; value += step) values.push({ name: String(value) });
  return values;
}

// `2**4`, `64 * 2`
function productOf(text: string): PythonValue {
  const [, a, operator, b] = /^(\d+(?:\.\d*)?(?:e[-+]?\d+)?)(\*\*|\*|\/)(-?\d+(?:\.\d*)?)$/i.exec(text) ?? [];
  if (a === undefined) return undefined;
  const [x, y] = [Number(a), Number(b)];
  const value = operator === "**" ? x ** y : operator === "*" ? x * y : x / y;
  return Number.isFinite(value) ? { name: String(value) } : undefined;
}

// Functions with their parameters, and classes with their fields.
function blocksIn(reader: Reader): PythonBlock[] {
  const { tokens, ends } = reader;
  const blocks: PythonBlock[] = [];
  let decorators: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const isFirst = at === 0 || tokens[at - 1]!.kind === "newline";
    if (isFirst && isOperator(tokens[at], "@") && tokens[at + 1]?.kind === "name") {
      let last = at + 1;
      while (isOperator(tokens[last + 1], ".") && tokens[last + 2]?.kind === "name") last += 2;
      decorators.push(tokens.slice(at + 1, last + 1).map(({ text }) => text).join(""));
      at = ends.get(last + 1) ?? last;
      continue;
    }
    const keyword = tokens[at]!;
    const name = tokens[at + 1];
    if (name?.kind === "name" && isName(keyword, "def") && isOperator(tokens[at + 2], "(")) {
      const declarations = partsOf(reader, at + 3, ends.get(at + 2)!).flatMap((part) => declarationAt(reader, ...part));
      blocks.push({ kind: "function", name: name.text, decorators, declarations });
      decorators = [];
    } else if (name?.kind === "name" && isName(keyword, "class")) {
      blocks.push({ kind: "class", name: name.text, decorators, declarations: fieldsOf(reader, at) });
      decorators = [];
    }
  }
  return blocks;
}

// The lines of a class with the indentation of its first one.
function fieldsOf(reader: Reader, start: number): PythonDeclaration[] {
  const { tokens, ends } = reader;
  const outer = columnOf(reader, start);
  const fields: PythonDeclaration[] = [];
  let column: number | undefined;
  for (let at = lineEnd(reader, start) + 1; at < tokens.length;) {
    if (tokens[at]!.kind === "newline") {
      at++;
      continue;
    }
    const here = columnOf(reader, at);
    if (here <= outer) break;
    column ??= here;
    const end = lineEnd(reader, at);
    if (here === column && tokens[at]!.kind === "name" && isOperator(tokens[at + 1], ":")) {
      fields.push(...declarationAt(reader, at, end));
    }
    at = end + 1;
  }
  return fields;

  function lineEnd({ tokens }: Reader, from: number): number {
    let at = from;
    while (at < tokens.length && tokens[at]!.kind !== "newline") at = (ends.get(at) ?? at) + 1;
    return at;
  }
}

function columnOf({ text, tokens }: Reader, index: number): number {
  const { start } = tokens[index]!;
  return start - (text.lastIndexOf("\n", start - 1) + 1);
}

// `lr: float = 0.1`
function declarationAt(reader: Reader, from: number, to: number): PythonDeclaration[] {
  const { tokens, ends, text } = reader;
  const name = tokens[from]!;
  if (name.kind !== "name" || name.text === "self" || name.text === "cls") return [];
  let equals = from + 1;
  while (equals < to && !isOperator(tokens[equals], "=")) equals = (ends.get(equals) ?? equals) + 1;
  const hasType = isOperator(tokens[from + 1], ":");
  const typeEnd = Math.min(equals, to);
  const type = hasType && typeEnd > from + 2 ? text.slice(tokens[from + 2]!.start, tokens[typeEnd - 1]!.end) : "";
  const typeCalls: PythonCall[] = [];
  for (let at = from + 2; at < typeEnd && typeCalls.length < MAX_NESTING; at++) {
    if (isOperator(tokens[at - 1], ".")) continue;
    const found = callAt(reader, at, 1);
    if (found === undefined) continue;
    typeCalls.push(found.call);
    at = found.end;
  }
  const value = equals < to ? { name: undefined, ...expressionAt(reader, equals + 1, to, 1) } : undefined;
  return [{ name: name.text, type, typeCalls, default: value }];
}

const IMPORT = /^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import\b|import[ \t]+([\w., \t]+))/gm;
const MAX_IMPORTS = 1_000;

function importsIn(text: string): string[] {
  const modules = new Set<string>();
  for (const [, from, names] of text.slice(0, MAX_TEXT).matchAll(IMPORT)) {
    if (modules.size >= MAX_IMPORTS) break;
    for (const module of from === undefined ? names!.split(",") : [from]) {
      modules.add(module.trim().split(/\s/)[0]!);
    }
  }
  return [...modules].filter((module) => module !== "");
}
