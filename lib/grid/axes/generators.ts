/**
 * Generates the values of axes from `{range: …}`, `{linspace: …}` and `{geomspace: …}`, and parses distributions: `{loguniform:
 * [0.0001, 1]}`.
 */
import { describe, isList, isScalar, toScalar, type Value } from "../../config/value.ts";
import { suggestion } from "../../messages/suggestion.ts";
import { type Distribution, quantile } from "../../search/distribution.ts";

/** The maximum number of experiments of a grid. */
export const MAX_EXPERIMENTS = 1_000_000;

/** The names of the generators. */
export const GENERATORS = ["range", "linspace", "geomspace"] as const;

/**
 * Generates the values of an axis.
 *
 * @param name of the generator
 * @param argument its three numbers
 * @returns the values, or what is wrong
 */
export function generate(name: string, argument: Value): Value[] | string {
  const actual = describe(new Map([[name, argument]])).slice(0, 80);
  if (!(GENERATORS as readonly string[]).includes(name)) {
    const names = [...DISTRIBUTIONS, ...GENERATORS];
    const forms = names.map((name) => `{${name}: …}`).join(", ");
    return `expected a list or one of ${forms}, got ${actual}${suggestion(name, names)}`;
  }
  const numbers = isList(argument) ? argument.map((item) => isScalar(item) ? item.value : undefined) : [];
  const expected = name === "range" ? "[first, last, step]" : "[first, last, number of values]";
  const [first, last, third] = numbers;
  if (
    typeof first !== "number" || typeof last !== "number" || typeof third !== "number" || numbers.length !== 3 ||
    !numbers.every((n) => Number.isFinite(n))
  ) return `expected three numbers, {${name}: ${expected}}, got ${actual}`;
  if (name === "range") {
    return range([first, last, third], isList(argument) && argument.every(isWrittenAsInteger), actual);
  }
  if (!Number.isInteger(third) || third < 1) {
    return `expected a whole number of values ≥ 1 as the third number, got ${actual}`;
  }
  if (third > MAX_EXPERIMENTS) return tooMany(third, actual);
  if (third === 1 && first !== last) return `expected at least 2 values to include both ends, got ${actual}`;
  if (name === "geomspace" && !(first * last > 0)) {
    return `expected two numbers of the same sign and not 0, got ${actual}`;
  }
  const valueAt = (i: number) => {
    if (i === 0 || third === 1) return first;
    if (i === third - 1) return last;
    const fraction = i / (third - 1);
    // The difference or the quotient of the ends can overflow.
    if (name === "linspace") {
      return Number.isFinite(last - first)
        ? first + fraction * (last - first)
        : first * (1 - fraction) + last * fraction;
    }
    return Math.sign(first) * Math.abs(first) ** (1 - fraction) * Math.abs(last) ** fraction;
  };
  return Array.from({ length: third }, (_, i) => toScalar(round(valueAt(i)), "float"));
}

function tooMany(count: number, actual: string): string {
  return `expected at most ${MAX_EXPERIMENTS} values, got ${count} from ${actual}`;
}

// 1 is an integer, 1.0 is not.
function isWrittenAsInteger(value: Value): boolean {
  return isScalar(value) && !/[.eE]/.test(value.text);
}

function range([first, last, step]: readonly [number, number, number], integers: boolean, actual: string) {
  if (step === 0) return `expected a step other than 0, got ${actual}`;
  const steps = Math.floor((last - first) / step + 1e-9);
  if (steps < 0) return `expected a step from the first number towards the last, got ${actual}`;
  if (steps >= MAX_EXPERIMENTS) return tooMany(steps + 1, actual);
  return Array.from(
    { length: steps + 1 },
    (_, i) => integers ? toScalar(first + i * step) : toScalar(round(first + i * step), "float"),
  );
}

// To 12 significant digits: 0.1 + 2 × 0.1 becomes 0.3, not 0.30000000000000004.
function round(value: number): number {
  return Number(value.toPrecision(12));
}

/** The names of the distributions. */
export const DISTRIBUTIONS = ["uniform", "loguniform", "int", "logint", "normal", "choice"] as const;

type Name = (typeof DISTRIBUTIONS)[number];

export function isDistribution(name: string): name is Name {
  return (DISTRIBUTIONS as readonly string[]).includes(name);
}

/**
 * Parses a distribution.
 *
 * @param argument its numbers, or the values of a choice
 * @returns the distribution, or what is wrong
 */
export function parseDistribution(name: Name, argument: Value): Distribution | string {
  const actual = `current value is ${describe(argument).slice(0, 80)}`;
  if (name === "choice") {
    if (isList(argument) && argument.length > 0) return { kind: name, values: argument };
    return `choice needs a list of at least one value: ${actual}`;
  }
  const numbers = isList(argument) ? argument.map(numberOf) : [];
  const most = name === "int" || name === "logint" ? Number.MAX_SAFE_INTEGER : Number.MAX_VALUE;
  if (numbers.some((number) => number !== undefined && Math.abs(number) > most)) {
    return `the numbers of ${name} are too large: ${actual}`;
  }
  const [first, second] = numbers;
  const isPair = numbers.length === 2 && first !== undefined && second !== undefined;
  const expected = EXPECTED[name];
  if (!isPair || !expected.fits(first, second)) return `${name} needs ${expected.text}: ${actual}`;
  if (isTooWide(name, first, second)) return `the ends of ${name} are too far apart: ${actual}`;
  return name === "normal" ? { kind: name, mean: first, sd: second } : { kind: name, low: first, high: second };
}

/** Values that set the same keys as any value that is drawn. */
export function examplesOf(distribution: Distribution): readonly Value[] {
  return distribution.kind === "choice" ? distribution.values : [quantile(distribution, 0.5)];
}

const EXPECTED: Readonly<
  Record<Exclude<Name, "choice">, {
    readonly text: string;
    readonly fits: (first: number, second: number) => boolean;
  }>
> = {
  uniform: { text: "two numbers, the lower first", fits: (low, high) => low <= high },
  loguniform: { text: "two numbers above 0, the lower first", fits: (low, high) => 0 < low && low <= high },
  int: { text: "two whole numbers, the lower first", fits: (low, high) => areWhole(low, high) && low <= high },
  logint: {
    text: "two whole numbers above 0, the lower first",
    fits: (low, high) => areWhole(low, high) && 0 < low && low <= high,
  },
  normal: { text: "two numbers, a mean and a standard deviation above 0", fits: (_, sd) => sd > 0 },
};

function areWhole(low: number, high: number): boolean {
  return Number.isSafeInteger(low) && Number.isSafeInteger(high);
}

// Whether some values between the ends cannot be computed.
function isTooWide(name: Name, low: number, high: number): boolean {
  if (name === "uniform") return !Number.isFinite(high - low);
  return (name === "int" || name === "logint") && !Number.isSafeInteger(high - low);
}

// Infinite if the number is too large; `undefined` for `.inf` and `.nan`.
function numberOf(value: Value): number | undefined {
  if (!isScalar(value)) return undefined;
  const { text, value: number } = value;
  if (typeof number === "bigint") return Number(number);
  return typeof number === "number" && !/inf|nan/i.test(text) ? number : undefined;
}
