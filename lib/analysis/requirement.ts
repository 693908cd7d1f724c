/** Parses and checks requirements on results (`--require`), for use in continuous integration. */
import { closest } from "../messages/suggestion.ts";
import { counted } from "../messages/text.ts";
import { parseNumber } from "../results/parse_number.ts";
import { rank, type Ranking, resolveMetric } from "./ranking.ts";
import type { Statistics } from "./statistics.ts";
import { type ConfigurationSummary, DURATION, type Summary } from "./summary.ts";

const OPERATORS = {
  ">=": (a: number, b: number) => a >= b,
  ">": (a: number, b: number) => a > b,
  "<=": (a: number, b: number) => a <= b,
  "<": (a: number, b: number) => a < b,
  "==": (a: number, b: number) => a === b,
  "!=": (a: number, b: number) => a !== b,
} as const;

// What can be required of the numbers of experiments, in words.
const COUNTS = {
  n: "experiments trained",
  failed: "experiments failed",
  stopped: "experiments stopped early",
  unfinished: "experiments not finished",
} as const;

/** A number of experiments that can be required, as the columns of the summary are called. */
type CountName = keyof typeof COUNTS;

/**
 * A condition on the mean over a configuration's repetitions, `test_accuracy >= 0.97`, or on the number of experiments,
 * `failed == 0`.
 */
export interface Requirement {
  /** The source text. */
  readonly text: string;
  /** Whether every configuration must meet it, even if configurations are ranked. */
  readonly every: boolean;
  /** The name of a result, or a {@link CountName}. */
  readonly metric: string;
  readonly operator: keyof typeof OPERATORS;
  readonly value: number;
  /** Whether the mean is that of the fresh seeds: those that early stopping has not selected. */
  readonly fresh?: boolean;
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

/**
 * Warns about a name that looks like a misspelled count. Whether it is the name of a result is only known when there are results.
 *
 * @returns `undefined` if the name is a count, or resembles none
 */
export function doubtfulName({ metric }: Requirement): string | undefined {
  if (isCount(metric)) return undefined;
  const near = closest(metric, Object.keys(COUNTS));
  return near === undefined ? undefined : `"${metric}" is taken as the name of a result, did you mean "${near}"?`;
}

/** The name of the result that a requirement is about; `undefined` if it is about a number of experiments. */
export function requiredResult({ metric }: Requirement): string | undefined {
  return isCount(metric) ? undefined : fullName(metric);
}

/** The result of a check, as messages. */
export interface CheckedRequirements {
  readonly met: readonly string[];
  readonly unmet: readonly string[];
  /** Names that are not results. Each counts as unmet, too. */
  readonly unknown: readonly string[];
}

/**
 * Checks requirements. Those on results are checked against the best configuration, or against every configuration if there is no
 * ranking: configurations without a value, with NaN, or pending do not meet any of them. Those on numbers of experiments are
 * checked against the whole grid, with `every` against each configuration.
 *
 * @param ranking the ranking, a message that says why it is unknown, or nothing
 * @param columns all result columns
 */
export function checkRequirements(
  requirements: readonly Requirement[],
  summary: Summary,
  ranking: Ranking | string | undefined,
  columns: readonly string[],
): CheckedRequirements {
  const [met, unmet, unknown]: [string[], string[], string[]] = [[], [], []];
  for (const requirement of requirements) {
    const { text, metric } = requirement;
    const resolved = isCount(metric) || columns.length === 0 ? undefined : resolveMetric(fullName(metric), columns);
    if (resolved !== undefined && "problem" in resolved) {
      unknown.push(resolved.problem);
      unmet.push(`${text}: ${resolved.problem}`);
      continue;
    }
    const checked = isCount(metric)
      ? checkCount(requirement, summary, metric)
      : resolved === undefined
      ? { failing: ["there are no results"] }
      : requirement.every || ranking === undefined
      ? checkEvery(requirement, summary, resolved.column)
      : checkBest(requirement, { summary, ranking, column: resolved.column });
    if ("success" in checked) met.push(`${text}: ${checked.success}`);
    else unmet.push(...checked.failing.map((reason) => `${text}: ${reason}`));
  }
  return { met, unmet, unknown };
}

type Checked = { readonly success: string } | { readonly failing: readonly string[] };

// Like the counts, the duration is that of the training: tests have a column of that name, too.
function fullName(metric: string): string {
  return metric === DURATION ? `training_${DURATION}` : metric;
}

function isCount(name: string): name is CountName {
  return Object.hasOwn(COUNTS, name);
}

function checkCount({ every, operator, value }: Requirement, summary: Summary, name: CountName): Checked {
  if (every) {
    const failing = summary.configurations.filter((row) => !OPERATORS[operator](row[name], value))
      .map((row) => `${row.name}: ${describeCount(name, row)}`);
    failing.push(...describePending(summary));
    return failing.length === 0 ? { success: "every configuration" } : { failing };
  }
  const counts = { n: 0, failed: 0, stopped: 0, unfinished: summary.pendingExperiments };
  for (const row of summary.configurations) {
    counts.n += row.n;
    counts.failed += row.failed;
    counts.stopped += row.stopped;
    counts.unfinished += row.unfinished;
  }
  const actual = describeCount(name, counts);
  return OPERATORS[operator](counts[name], value) ? { success: actual } : { failing: [actual] };
}

function describeCount(name: CountName, counts: Readonly<Record<CountName, number>>): string {
  const all = counts.n + counts.failed + counts.stopped + counts.unfinished;
  return `${COUNTS[name]}: ${counts[name]} of ${all}`;
}

function checkEvery(requirement: Requirement, summary: Summary, column: string): Checked {
  const failing = summary.configurations.flatMap((row) => failureOf(requirement, row, column) ?? []);
  failing.push(...describePending(summary));
  if (failing.length > 0) return { failing };
  const partial = summary.configurations.flatMap((row) => {
    const share = shareOf(requirement, row, column);
    return share === undefined ? [] : [`${row.name}: ${share}`];
  });
  return { success: `every configuration${describePartial(partial)}` };
}

function describePending({ pending }: Summary): string[] {
  return pending === 0 ? [] : [`${counted(pending, "configuration is", "configurations are")} pending`];
}

function checkBest(
  requirement: Requirement,
  { summary, ranking, column }: {
    readonly summary: Summary;
    readonly ranking: Ranking | string;
    readonly column: string;
  },
): Checked {
  if (typeof ranking === "string") return { failing: [`cannot tell which configuration is best: ${ranking}`] };
  const best = rank(summary, ranking.column, ranking.goal)[0];
  const by = `best by ${ranking.column}`;
  if (best === undefined) return { failing: [`no configuration has a value for ${ranking.column} (${by})`] };
  const share = shareOf(requirement, best, column);
  const suffix = share === undefined ? by : `${by}; ${share}`;
  const failure = failureOf(requirement, best, column);
  if (failure !== undefined) return { failing: [`${failure} (${suffix})`] };
  return { success: `${best.name} has ${statisticsOf(requirement, best, column)!.mean} (${suffix})` };
}

function statisticsOf({ fresh }: Requirement, row: ConfigurationSummary, column: string): Statistics | undefined {
  return fresh ? row.fresh(column) : row.statistics(column);
}

// Qualifies a mean: over only some of the repetitions it says less, and with a selected seed it is too good.
function shareOf(requirement: Requirement, row: ConfigurationSummary, column: string): string | undefined {
  const { n, failed, unfinished, judged } = row;
  const used = statisticsOf(requirement, row, column)?.n ?? 0;
  if (requirement.fresh) return used === 0 ? undefined : `mean of ${used} fresh seeds`;
  const all = n + failed + unfinished;
  const notes = [
    ...(used === 0 || used >= all ? [] : [`mean of ${used} of ${all} repetitions`]),
    ...(judged > 0 ? ["with a seed that early stopping selected"] : []),
  ];
  return notes.length === 0 ? undefined : notes.join(", ");
}

const MAX_PARTIAL = 3;

function describePartial(partial: readonly string[]): string {
  if (partial.length === 0) return "";
  const more = partial.length > MAX_PARTIAL ? `, and ${partial.length - MAX_PARTIAL} more` : "";
  return ` (${partial.slice(0, MAX_PARTIAL).join(", ")}${more})`;
}

function failureOf(requirement: Requirement, row: ConfigurationSummary, column: string): string | undefined {
  const statistics = statisticsOf(requirement, row, column);
  if (statistics === undefined) {
    const isSelected = requirement.fresh && row.statistics(column) !== undefined;
    return `${row.name} has ${isSelected ? "fewer than two fresh seeds" : "no value"}`;
  }
  const { mean } = statistics;
  const { operator, value } = requirement;
  return !Number.isNaN(mean) && OPERATORS[operator](mean, value) ? undefined : `${row.name} has ${mean}`;
}
