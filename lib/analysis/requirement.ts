/** Parses and checks requirements on results (`--require`), for use in continuous integration. */
import { parseNumber } from "../results/parse_number.ts";
import { rank, type Ranking, resolveMetric } from "./ranking.ts";
import type { ConfigurationSummary, Summary } from "./summary.ts";
import { counted } from "../messages/counted.ts";

const OPERATORS = {
  ">=": (a: number, b: number) => a >= b,
  ">": (a: number, b: number) => a > b,
  "<=": (a: number, b: number) => a <= b,
  "<": (a: number, b: number) => a < b,
  "==": (a: number, b: number) => a === b,
  "!=": (a: number, b: number) => a !== b,
} as const;

/** A condition on the mean over a configuration's repetitions: `test_accuracy >= 0.97`. */
export interface Requirement {
  /** The source text. */
  readonly text: string;
  /** Whether every configuration must meet it, even if configurations are ranked. */
  readonly every: boolean;
  readonly metric: string;
  readonly operator: keyof typeof OPERATORS;
  readonly value: number;
}

/**
 * Parses a requirement: `[every] METRIC OPERATOR NUMBER`.
 *
 * @throws {SyntaxError} if it is invalid
 */
export function parseRequirement(text: string): Requirement {
  const match = /^\s*(every\s+)?(.*?)\s*([<>=!]+)\s*(.*?)\s*$/.exec(text);
  const fail = (message: string): never => {
    throw new SyntaxError(`${message}, as in "test_accuracy >= 0.97"`);
  };
  const operators = Object.keys(OPERATORS).join(" ");
  if (match === null) return fail(`expected one of the operators ${operators}`);
  const [, every, metric = "", operator = "", number = ""] = match;
  if (!Object.hasOwn(OPERATORS, operator)) return fail(`unknown operator "${operator}", expected one of ${operators}`);
  if (metric === "") return fail("expected the name of a result before the operator");
  const value = parseNumber(number);
  if (value === undefined || Number.isNaN(value)) return fail(`expected a number, got "${number}"`);
  return {
    text: text.trim(),
    every: every !== undefined,
    metric,
    operator: operator as Requirement["operator"],
    value,
  };
}

/** The result of a check: messages for met and unmet requirements. */
export interface Verdict {
  readonly met: readonly string[];
  readonly unmet: readonly string[];
}

/**
 * Checks requirements against the best configuration, or against every configuration if there is no ranking. Configurations
 * without a value, with NaN, or pending do not meet any requirement.
 *
 * @param ranking the ranking, a message that says why it is unknown, or nothing
 * @param columns all result columns
 * @returns `problem`, a message, if a requirement names an unknown result
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
      if (summary.pending > 0) {
        failing.push(`${counted(summary.pending, "configuration is", "configurations are")} pending`);
      }
      const partial = summary.configurations.flatMap((row) => {
        const share = shareOf(row, resolved.column);
        return share === undefined ? [] : [`${row.name}: ${share}`];
      });
      if (failing.length === 0) met.push(`${text}: every configuration${describePartial(partial)}`);
      else unmet.push(...failing.map((reason) => `${text}: ${reason}`));
    } else if (typeof ranking === "string") {
      unmet.push(`${text}: cannot tell which configuration is best: ${ranking}`);
    } else {
      const best = rank(summary, ranking.column, ranking.goal)[0];
      const failure = best === undefined
        ? `no configuration has a value for ${ranking.column}`
        : failureOf(requirement, best, resolved.column);
      const share = best === undefined ? undefined : shareOf(best, resolved.column);
      const suffix = [`best by ${ranking.column}`, ...(share === undefined ? [] : [share])].join("; ");
      if (failure !== undefined) unmet.push(`${text}: ${failure} (${suffix})`);
      else met.push(`${text}: ${best!.name} has ${best!.statistics(resolved.column)!.mean} (${suffix})`);
    }
  }
  return { met, unmet };
}

// A mean over the repetitions that are left says less than one over all of them.
function shareOf({ n, failed, unfinished, statistics }: ConfigurationSummary, column: string): string | undefined {
  const [used, all] = [statistics(column)?.n ?? 0, n + failed + unfinished];
  return used === 0 || used >= all ? undefined : `mean of ${used} of ${all} repetitions`;
}

const MAX_PARTIAL = 3;

function describePartial(partial: readonly string[]): string {
  if (partial.length === 0) return "";
  const more = partial.length > MAX_PARTIAL ? `, and ${partial.length - MAX_PARTIAL} more` : "";
  return ` (${partial.slice(0, MAX_PARTIAL).join(", ")}${more})`;
}

function failureOf({ operator, value }: Requirement, row: ConfigurationSummary, column: string): string | undefined {
  const statistics = row.statistics(column);
  if (statistics === undefined) return `${row.name} has no value`;
  const { mean } = statistics;
  return !Number.isNaN(mean) && OPERATORS[operator](mean, value) ? undefined : `${row.name} has ${mean}`;
}
