/** Generates the values of axes from `{range: …}`, `{linspace: …}` and `{geomspace: …}`. */
import { describe, isList, isScalar, toScalar, type Value } from "../../config/value.ts";
import { suggestion } from "../../messages/suggestion.ts";
import { DISTRIBUTIONS } from "./distributions.ts";

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
    // The difference or the quotient of the ends could overflow.
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
