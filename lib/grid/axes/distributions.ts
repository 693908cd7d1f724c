/** Parses the distributions of axes: `{loguniform: [0.0001, 1]}`. */
import { describe, isList, isScalar, type Value } from "../../config/value.ts";
import { type Distribution, quantile } from "../../search/distribution.ts";

/** The names of the distributions. */
export const DISTRIBUTIONS = ["uniform", "loguniform", "int", "logint", "normal", "choice"] as const;

type Name = (typeof DISTRIBUTIONS)[number];

/** Whether a name is that of a distribution. */
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

// Whether not every value between the ends can be computed.
function isTooWide(name: Name, low: number, high: number): boolean {
  if (name === "uniform") return !Number.isFinite(high - low);
  return (name === "int" || name === "logint") && !Number.isSafeInteger(high - low);
}

// Infinite if it is too large. Those that are written as `.inf` and `.nan` are none.
function numberOf(value: Value): number | undefined {
  if (!isScalar(value)) return undefined;
  const { text, value: number } = value;
  if (typeof number === "bigint") return Number(number);
  return typeof number === "number" && !/inf|nan/i.test(text) ? number : undefined;
}
