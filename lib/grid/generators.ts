/** Generators of axis values: `{range: …}`, `{linspace: …}`, `{geomspace: …}`. */
import { toScalar } from "../config/scalar.ts";
import { isList, isScalar, type Value } from "../config/value.ts";
import { suggestion } from "../messages/suggestion.ts";

/** The most experiments that a grid may have. */
export const MAX_EXPERIMENTS = 1_000_000;

const GENERATORS = ["range", "linspace", "geomspace"];

/**
 * The values that a generator makes.
 *
 * @param argument what stands behind its name: three numbers
 * @returns the values; a string that says what is wrong, for `cannot expand axis … as …`
 */
export function generate(name: string, argument: Value): Value[] | string {
  if (!GENERATORS.includes(name)) {
    return `it must be a list, or one of {range: …}, {linspace: …}, {geomspace: …}${suggestion(name, GENERATORS)}`;
  }
  const numbers = isList(argument) ? argument.map((item) => isScalar(item) ? item.value : undefined) : [];
  const wanted = name === "range" ? "[first, last, step]" : "[first, last, number of values]";
  const [first, last, third] = numbers;
  if (
    typeof first !== "number" || typeof last !== "number" || typeof third !== "number" || numbers.length !== 3 ||
    !numbers.every((n) => Number.isFinite(n))
  ) return `${name} needs three numbers, ${wanted}`;
  if (name === "range") return range(first, last, third, isList(argument) && argument.every(isWritten));
  if (!Number.isInteger(third) || third < 1) {
    return `${name} needs a whole number of values, at least 1, as its third number`;
  }
  if (third > MAX_EXPERIMENTS) return `${name} would make ${third} values: at most ${MAX_EXPERIMENTS} are possible`;
  if (third === 1 && first !== last) return `${name} cannot reach both ends with one value`;
  if (name === "geomspace" && !(first * last > 0)) {
    return "geomspace needs two numbers of the same sign, none of them 0";
  }
  const value = (i: number) => {
    if (i === 0 || third === 1) return first;
    if (i === third - 1) return last;
    const at = i / (third - 1);
    // Products of powers, as a difference or a quotient could overflow.
    if (name === "linspace") {
      return Number.isFinite(last - first) ? first + at * (last - first) : first * (1 - at) + last * at;
    }
    return Math.sign(first) * Math.abs(first) ** (1 - at) * Math.abs(last) ** at;
  };
  return Array.from({ length: third }, (_, i) => toScalar(round(value(i)), "float"));
}

// Whether a number is written as an integer: 1 is, 1.0 is not.
function isWritten(value: Value): boolean {
  return isScalar(value) && !/[.eE]/.test(value.text);
}

function range(first: number, last: number, step: number, integers: boolean): Value[] | string {
  if (step === 0) return "range needs a step that is not 0";
  const steps = Math.floor((last - first) / step + 1e-9);
  if (steps < 0) return "range never gets from its first to its last number with that step";
  if (steps >= MAX_EXPERIMENTS) return `range would make ${steps + 1} values: at most ${MAX_EXPERIMENTS} are possible`;
  return Array.from(
    { length: steps + 1 },
    (_, i) => integers ? toScalar(first + i * step) : toScalar(round(first + i * step), "float"),
  );
}

// 12 significant digits: 0.1 + 2 × 0.1 is 0.3, not 0.30000000000000004.
function round(value: number): number {
  return Number(value.toPrecision(12));
}
