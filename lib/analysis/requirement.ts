/** Requirements on results: a gate for continuous integration. */
import { parseNumber } from "../results/parse_number.ts";
import { rank, type Ranking, resolveMetric } from "./ranking.ts";
import type { ConfigurationSummary, Summary } from "./summary.ts";

const OPERATORS = {
  ">=": (a: number, b: number) => a >= b,
  ">": (a: number, b: number) => a > b,
  "<=": (a: number, b: number) => a <= b,
  "<": (a: number, b: number) => a < b,
  "==": (a: number, b: number) => a === b,
  "!=": (a: number, b: number) => a !== b,
} as const;

/** `test_accuracy >= 0.97`, asked of the mean over a configuration's repetitions. */
export interface Requirement {
  /** As it was written. */
  readonly text: string;
  /** It is asked of every configuration, whatever they are ranked by. */
  readonly every: boolean;
  readonly metric: string;
  readonly operator: keyof typeof OPERATORS;
  readonly value: number;
}

/**
 * Reads a requirement: `[every] METRIC OPERATOR NUMBER`.
 *
 * @throws {SyntaxError} with what is wrong
 */
export function parseRequirement(text: string): Requirement {
  const match = /^\s*(every\s+)?(.*?)\s*([<>=!]+)\s*(.*?)\s*$/.exec(text);
  const fail = (what: string): never => {
    throw new SyntaxError(`${what}, as in "test_accuracy >= 0.97"`);
  };
  const operators = Object.keys(OPERATORS).join(" ");
  if (match === null) return fail(`it has none of the operators ${operators}`);
  const [, every, metric = "", operator = "", number = ""] = match;
  if (!Object.hasOwn(OPERATORS, operator)) return fail(`"${operator}" is no operator: there are ${operators}`);
  if (metric === "") return fail("it must begin with the name of a result");
  const value = parseNumber(number);
  if (value === undefined || Number.isNaN(value)) return fail(`"${number}" is no number`);
  return {
    text: text.trim(),
    every: every !== undefined,
    metric,
    operator: operator as Requirement["operator"],
    value,
  };
}

/** What became of requirements, in words. */
export interface Verdict {
  readonly met: readonly string[];
  readonly unmet: readonly string[];
}

/**
 * Holds requirements against the best configuration, or against every one where nothing says what is best. A configuration
 * without a value, NaN, and one that was not started do not meet any.
 *
 * @param ranking what is best, in words why that is not known, or nothing
 * @param columns of all results
 * @returns `problem`, in words, where a requirement names no result
 */
export function checkRequirements(
  requirements: readonly Requirement[],
  summary: Summary,
  ranking: Ranking | string | undefined,
  columns: readonly string[],
): Verdict | { readonly problem: string } {
  const met: string[] = [];
  const unmet: string[] = [];
  for (const requirement of requirements) {
    const { text, metric } = requirement;
    if (columns.length === 0) {
      unmet.push(`${text}: there are no results`);
      continue;
    }
    const resolved = resolveMetric(metric, columns);
    if ("problem" in resolved) return resolved;
    if (requirement.every || ranking === undefined) {
      const failing = summary.configurations.flatMap((row) => failureOf(requirement, row, resolved.column) ?? []);
      if (summary.waiting > 0) failing.push(`${summary.waiting} of the configurations have not started`);
      if (failing.length === 0) met.push(`${text}: every configuration`);
      else unmet.push(...failing.map((what) => `${text}: ${what}`));
    } else if (typeof ranking === "string") {
      unmet.push(`${text}: it is not known which configuration is the best: ${ranking}`);
    } else {
      const best = rank(summary, ranking.column, ranking.goal)[0];
      const failure = best === undefined
        ? `no configuration has a value of ${ranking.column}`
        : failureOf(requirement, best, resolved.column);
      const which = `the best by ${ranking.column}`;
      if (failure !== undefined) unmet.push(`${text}: ${failure}, ${which}`);
      else met.push(`${text}: ${best!.name} has ${best!.statistics(resolved.column)!.mean}, ${which}`);
    }
  }
  return { met, unmet };
}

function failureOf({ operator, value }: Requirement, row: ConfigurationSummary, column: string): string | undefined {
  const statistics = row.statistics(column);
  if (statistics === undefined) return `${row.name} has no value`;
  const { mean } = statistics;
  return !Number.isNaN(mean) && OPERATORS[operator](mean, value) ? undefined : `${row.name} has ${mean}`;
}
