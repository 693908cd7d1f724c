/** Compares the results of the first run of a stage with what its grid needs, so that a mistake is told before the others run. */
import type { Metric } from "../grid/settings/settings.ts";
import { type ExperimentResult, type Fields, NO_VALUE } from "../results/experiment_result.ts";
import { parseNumber } from "../results/parse_number.ts";
import { resultName } from "../results/series.ts";
import type { Stage } from "../run/stage.ts";
import { chooseRanking, resolveMetric } from "./ranking.ts";
import { addNames, createNames, summarizedName } from "./result_names.ts";
import { DURATION, withDurations } from "./summary.ts";

/** What a grid needs of its runs. */
export interface ResultNeeds {
  readonly metric: Metric | undefined;
  /** Names of required results, without numbers of experiments. */
  readonly required: readonly string[];
}

/** A run that has succeeded, and what was read. */
export interface FirstRun {
  readonly stage: Stage;
  /** The name of the test, if the grid has several. */
  readonly test?: string | undefined;
  /** Whether the run itself has results. */
  readonly hasResults: boolean;
  /** All results of its experiment so far, by column, with durations. */
  readonly results: Fields;
  /** Whether a checkpoint was found. */
  readonly hasCheckpoint: boolean;
  /** Whether trained models are tested. */
  readonly isTested: boolean;
  /** The names of all tests. */
  readonly tests: readonly string[];
}

/** What the first run lacks. */
export type ResultDoubt =
  | { readonly kind: "none" }
  /** `problem` says why: `unknown result "acc", expected one of …`. */
  | { readonly kind: "metric" | "required"; readonly problem: string };

/** The results of an experiment by column, as a summary has them: with the durations of its runs. */
export function resultsByColumn(experiment: ExperimentResult): Fields {
  const result = withDurations(experiment);
  const names = createNames();
  addNames(names, result);
  const columns = new Map<string, string>();
  for (const [key, value] of result.training.results) columns.set(`training_${key}`, value);
  for (const [key, value] of result.validation) columns.set(`validation_${key}`, value);
  for (const test of result.tests) {
    for (const [key, value] of test.results) columns.set(`test_${summarizedName(names, test, key)}`, value);
  }
  return columns;
}

/** The columns of results that a run has written itself: all but durations. */
export function writtenColumns(results: Fields): string[] {
  return [...results.keys()].filter((column) => !column.endsWith(`_${DURATION}`));
}

/**
 * What the first run lacks. Only what it alone could have: results of tests are missing once a test has ended, and a training
 * that only leaves a checkpoint to be tested needs no results of its own.
 */
export function findDoubts(run: FirstRun, { metric, required }: ResultNeeds): ResultDoubt[] {
  const { stage, hasResults, hasCheckpoint, isTested, results } = run;
  if (!hasResults && !(stage === "train" && isTested && hasCheckpoint)) return [{ kind: "none" }];
  const columns = [...results.keys()];
  const doubts: ResultDoubt[] = [];
  if (metric !== undefined && isDue(metric.name, run)) {
    const problem = metricProblem(metric, results);
    if (problem !== undefined) doubts.push({ kind: "metric", problem });
  }
  for (const name of new Set(required)) {
    if (!isDue(name, run)) continue;
    const resolved = resolveMetric(name, columns);
    if ("problem" in resolved) doubts.push({ kind: "required", problem: withoutDurations(name, results) });
  }
  return doubts;
}

function metricProblem(metric: Metric, results: Fields): string | undefined {
  const { ranking, problem } = chooseRanking([...results.keys()], [metric], {});
  if (ranking === undefined) return problem && withoutDurations(metric.name, results);
  const text = results.get(ranking.column)!;
  if (text !== NO_VALUE && text !== "" && parseNumber(text) !== undefined) return undefined;
  const shown = text === NO_VALUE || text === "" ? "no value" : JSON.stringify(text);
  return `${ranking.column}: expected a number, got ${shown}`;
}

// Every run has a duration, whatever it has written.
function withoutDurations(name: string, results: Fields): string {
  const resolved = resolveMetric(name, writtenColumns(results));
  return "problem" in resolved ? resolved.problem : "";
}

// Whether a run of this kind would have written a result of this name.
function isDue(name: string, { stage, test, isTested, tests }: FirstRun): boolean {
  const { section } = resultName(name);
  const mayBeOfTest = section === "testing" || section === undefined;
  if (stage === "train") return !isTested || !mayBeOfTest;
  if (!mayBeOfTest) return false;
  const rest = name.startsWith("test_") ? name.slice("test_".length) : name;
  return !tests.some((other) => other !== test && rest.startsWith(`${other}_`));
}
