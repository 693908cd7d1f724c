/** Expressions of derived values: one placeholder, whose value is copied, or arithmetic of numbers, which is exact. */
import { getAt } from "../config/key_path.ts";
import { describe, isScalar, scalarOf, type Value, type ValueMap } from "../config/value.ts";
import { configKey } from "./template.ts";

/** A parsed expression. */
export interface Expression {
  /** As written. */
  readonly text: string;
  /** The dotted keys that it refers to. */
  readonly keys: readonly string[];
  readonly root: Node;
}

/** An expression that has no value: its key, and why. */
export class DerivedError extends RangeError {
  override readonly name = "DerivedError";
  constructor(readonly parts: readonly string[], message: string) {
    super(message);
  }
}

type Operator = "+" | "-" | "*" | "/" | "//" | "%";

type Node =
  | { readonly kind: "number"; readonly value: Rational }
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "negative"; readonly of: Node }
  | { readonly kind: "operation"; readonly operator: Operator; readonly left: Node; readonly right: Node };

/** `numerator / denominator`; the denominator is above 0. */
interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
  /** Whether it is a float, also if it is whole: `1.0`. */
  readonly isFloat: boolean;
}

// Parsing.

const MAX_LENGTH = 1000;
const MAX_DEPTH = 50;
const TOKEN = /\s*(?:(\/\/|[-+*\/%()])|(\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)|\{([^{}]*)\}|(\S))/y;

const cache = new Map<string, Expression>();

/**
 * Parses an expression.
 *
 * @throws {SyntaxError} if it is none
 */
export function parseExpression(text: string): Expression {
  const known = cache.get(text);
  if (known !== undefined) return known;
  if (text.length > MAX_LENGTH) throw new SyntaxError(`expected at most ${MAX_LENGTH} characters, got ${text.length}`);
  const keys = new Set<string>();
  const tokens = tokensOf(text);
  let next = 0;
  const take = (...words: readonly string[]): string | undefined => {
    const token = tokens[next];
    if (token?.kind !== "operator" || !words.includes(token.text)) return undefined;
    next++;
    return token.text;
  };
  const chain = (operators: readonly Operator[], part: (depth: number) => Node, depth: number): Node => {
    let left = part(depth);
    for (let operator = take(...operators); operator !== undefined; operator = take(...operators)) {
      left = { kind: "operation", operator: operator as Operator, left, right: part(depth) };
    }
    return left;
  };
  const sum = (depth: number): Node => chain(["+", "-"], product, depth);
  const product = (depth: number): Node => chain(["*", "//", "/", "%"], unary, depth);
  const unary = (depth: number): Node => {
    if (depth > MAX_DEPTH) throw new SyntaxError(`expected at most ${MAX_DEPTH} nested parentheses and signs`);
    if (take("-") !== undefined) return { kind: "negative", of: unary(depth + 1) };
    if (take("(") !== undefined) {
      const inner = sum(depth + 1);
      if (take(")") === undefined) throw unexpected(tokens[next], '")"');
      return inner;
    }
    const token = tokens[next++];
    if (token?.kind === "number") return { kind: "number", value: literal(token.text) };
    if (token?.kind !== "key") throw unexpected(token, "a number or a placeholder");
    const key = configKey(token.text);
    if (key === undefined || key.split(".").includes("")) {
      throw new SyntaxError(`{${token.text}} is not a key of the configuration`);
    }
    keys.add(key);
    return { kind: "key", key };
  };
  const root = sum(0);
  if (next < tokens.length) throw unexpected(tokens[next], "an operator, + - * / // %");
  const expression = { text, keys: [...keys], root };
  cache.set(text, expression);
  return expression;
}

function literal(text: string): Rational {
  const value = rationalOf(text);
  if (value === undefined) throw new SyntaxError(`expected an exponent of at most ${MAX_DIGITS}, got ${text}`);
  return value;
}

interface Token {
  readonly kind: "operator" | "number" | "key" | "other";
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

function tokensOf(text: string): Token[] {
  const trimmed = text.trimEnd();
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const [, operator, number, key, other] = TOKEN.exec(trimmed)!;
    const [kind, found] = operator !== undefined
      ? ["operator" as const, operator]
      : number !== undefined
      ? ["number" as const, number]
      : key !== undefined
      ? ["key" as const, key]
      : ["other" as const, other!];
    const length = kind === "key" ? found.length + 2 : found.length;
    tokens.push({ kind, text: found, column: TOKEN.lastIndex - length + 1 });
  }
  return tokens;
}

function unexpected(token: Token | undefined, expected: string): SyntaxError {
  if (token === undefined) return new SyntaxError(`expected ${expected}, got the end`);
  const hint = token.kind === "other" ? ": it is arithmetic, texts cannot be composed" : "";
  return new SyntaxError(`expected ${expected}, got "${token.text}" at character ${token.column}${hint}`);
}

// Computing.

/**
 * The value of an expression in a configuration.
 *
 * @param parts the key that gets it
 * @throws {DerivedError} if it has none: a key is missing or is no number, or the result is not exact
 */
export function derive(config: ValueMap, parts: readonly string[], { root, keys }: Expression): Value {
  const lookUp = (key: string): Value => {
    const value = getAt(config, key.split("."));
    if (value === undefined) throw new DerivedError(parts, `the configuration has no key "${key}"`);
    return value;
  };
  if (root.kind === "key") return lookUp(root.key);
  const compute = (node: Node): Rational => {
    switch (node.kind) {
      case "number":
        return node.value;
      case "key":
        return numberAt(node.key, lookUp(node.key), parts);
      case "negative": {
        const value = compute(node.of);
        return { ...value, numerator: -value.numerator };
      }
      case "operation":
        return operate(node.operator, compute(node.left), compute(node.right));
    }
  };
  try {
    return print(compute(root));
  } catch (error) {
    if (!(error instanceof RangeError) || error instanceof DerivedError) throw error;
    const given = keys.map((key) => `${key} is ${describe(lookUp(key))}`).join(", ");
    throw new DerivedError(parts, `${error.message}${given === "" ? "" : `; ${given}`}`);
  }
}

// With base 60.
const INTEGER = /^[-+]?(?:0[xb][\da-fA-F_]+|[\d_:]+)$/;

function numberAt(key: string, value: Value, parts: readonly string[]): Rational {
  const { text, value: plain } = isScalar(value) ? value : { text: "", value: null };
  const isInteger = typeof plain === "bigint" || typeof plain === "number" && INTEGER.test(text);
  const rational = isInteger
    ? { numerator: BigInt(plain), denominator: 1n, isFloat: false }
    : typeof plain === "number"
    ? rationalOf(text.replaceAll("_", ""))
    : undefined;
  if (rational !== undefined) return rational;
  throw new DerivedError(parts, `expected a number as ${key}, got ${describe(value).slice(0, 80)}`);
}

// Exact, as written. Not of numbers in base 60, and of those that are not finite.
function rationalOf(text: string): Rational | undefined {
  const [, sign, whole = "", fraction = "", exponent = "0"] =
    /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(text) ?? [];
  if (sign === undefined || Math.abs(Number(exponent)) > MAX_DIGITS) return undefined;
  const digits = BigInt(`${whole}${fraction}` || "0") * (sign === "-" ? -1n : 1n);
  const power = Number(exponent) - fraction.length;
  return reduce({
    numerator: power > 0 ? digits * 10n ** BigInt(power) : digits,
    denominator: power < 0 ? 10n ** BigInt(-power) : 1n,
    isFloat: /[.eE]/.test(text),
  });
}

function operate(operator: Operator, a: Rational, b: Rational): Rational {
  const isFloat = a.isFloat || b.isFloat;
  const of = (numerator: bigint, denominator: bigint): Rational => reduce({ numerator, denominator, isFloat });
  if (b.numerator === 0n && ["/", "//", "%"].includes(operator)) throw new RangeError("division by zero");
  switch (operator) {
    case "+":
      return of(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
    case "-":
      return of(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator);
    case "*":
      return of(a.numerator * b.numerator, a.denominator * b.denominator);
    case "/": {
      const quotient = of(a.numerator * b.denominator, a.denominator * b.numerator);
      return { ...quotient, isFloat: isFloat || quotient.denominator !== 1n };
    }
    case "//":
      return of(floor(a, b), 1n);
    case "%":
      return operate("-", a, operate("*", b, of(floor(a, b), 1n)));
  }
}

// As in Python: towards minus infinity.
function floor(a: Rational, b: Rational): bigint {
  const [n, d] = [a.numerator * b.denominator, a.denominator * b.numerator];
  const quotient = n / d;
  return n % d !== 0n && (n < 0n) !== (d < 0n) ? quotient - 1n : quotient;
}

const MAX_DIGITS = 400;
const LIMIT = 10n ** 4096n;

function reduce({ numerator, denominator, isFloat }: Rational): Rational {
  const sign = denominator < 0n ? -1n : 1n;
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator * sign];
  if (a > LIMIT || b > LIMIT) throw new RangeError("the numbers are too large");
  while (b !== 0n) [a, b] = [b, a % b];
  return { numerator: sign * numerator / a, denominator: sign * denominator / a, isFloat };
}

function print({ numerator, denominator, isFloat }: Rational): Value {
  // The decimals end where the denominator divides a power of ten.
  let decimals = 0;
  let rest = denominator;
  for (const factor of [10n, 5n, 2n]) {
    while (rest % factor === 0n && decimals <= MAX_DIGITS) {
      rest /= factor;
      decimals++;
    }
  }
  if (rest !== 1n) throw new RangeError("the quotient has no end as a decimal: use //");
  const scaled = numerator * 10n ** BigInt(decimals) / denominator;
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(decimals + 1, "0");
  if (digits.length > MAX_DIGITS) throw new RangeError("the result has too many digits");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals) || "0";
  return scalarOf(`${scaled < 0n ? "-" : ""}${whole}${isFloat ? `.${fraction}` : ""}`)!;
}
