/** Configurations over their repetitions: means and standard deviations of everything that is a number. */
import { namesOf } from "./analysis_table.ts";
import { BLANK, type Table } from "./csv.ts";
import type { ExperimentResult, Fields } from "./experiment_result.ts";
import { type Moments, momentsOf, parseNumber } from "./number.ts";

/** A configuration and its results. */
export interface ConfigurationSummary {
  readonly grid: string;
  readonly name: string;
  readonly problem: string;
  readonly model: string;
  readonly params: Fields;
  /** Where the first of its repetitions was configured. */
  readonly configuration: string;
  /** How many models were trained. */
  readonly n: number;
  /** By column of the analysis, `test_accuracy`. */
  readonly results: ReadonlyMap<string, Moments>;
}

/** All configurations, and the columns of their results. */
export interface Summary {
  readonly params: readonly string[];
  /** In the order of the analysis. */
  readonly columns: readonly string[];
  readonly configurations: readonly ConfigurationSummary[];
}

/**
 * Summarizes experiments. The tests of a model are averaged before models are compared, so that a model that was tested more
 * often counts no more than another; several tests of different names are columns of their own. Only trained models count. What is no number in one of them has no mean.
 *
 * @returns the configurations in the order in which their first experiments come
 */
export function summarize(experiments: readonly ExperimentResult[]): Summary {
  const names = namesOf(experiments);
  const testNames = [...new Set(experiments.flatMap(({ tests }) => tests.map(({ test }) => test)))];
  const members = Map.groupBy(experiments, ({ grid, configuration }) => `${grid}\0${configuration}`);
  const configurations = Array.from(members.values(), (repetitions): ConfigurationSummary => {
    const models = repetitions.filter((experiment) => experiment.trained);
    const results = new Map<string, Moments>();
    const add = (column: string, valueOf: (experiment: ExperimentResult) => number | string | undefined) => {
      const values = models.map(valueOf).filter((value) => value !== undefined);
      if (values.length > 0 && values.every((value) => typeof value === "number")) {
        results.set(column, momentsOf(values));
      }
    };
    for (const key of names.training) add(`training_${key}`, ({ training }) => valueOf(training.results, key));
    for (const key of names.validation) add(`validation_${key}`, ({ validation }) => valueOf(validation, key));
    for (const name of testNames) {
      for (const key of names.test) {
        add(testColumn(name, key), ({ tests }) => {
          const values = tests.filter(({ test }) => test === name).map(({ results }) => valueOf(results, key))
            .filter((value) => value !== undefined);
          const word = values.find((value) => typeof value === "string");
          return word ?? (values.length === 0 ? undefined : momentsOf(values as number[]).mean);
        });
      }
    }
    const { grid, name, problem, model, params, training } = repetitions[0]!;
    const { configuration } = training;
    return { grid, name, problem, model, params, configuration, n: models.length, results };
  });
  const columns = [
    ...names.training.map((key) => `training_${key}`),
    ...names.validation.map((key) => `validation_${key}`),
    ...testNames.flatMap((name) => names.test.map((key) => testColumn(name, key))),
  ].filter((column) => configurations.some(({ results }) => results.has(column)));
  return { params: names.params, columns, configurations };
}

function testColumn(name: string | undefined, key: string): string {
  return name === undefined ? `test_${key}` : `test_${name}_${key}`;
}

// A number, a word that is none, or nothing.
function valueOf(fields: Fields, key: string): number | string | undefined {
  const text = fields.get(key);
  return text === undefined || text === "" ? undefined : parseNumber(text) ?? text;
}

/**
 * A row for each configuration.
 *
 * @param withGrid whether there is a column that tells the grid
 */
export function summaryTable({ params, columns, configurations }: Summary, withGrid: boolean): Table {
  const text = (value: number | undefined) => value === undefined ? "" : String(value);
  return {
    columns: [
      ...["problem", "model", ...(withGrid ? ["grid"] : []), "experiment_name", "n"],
      ...params.map((key) => `param_${key}`),
      "training_configuration_filepath",
      ...columns.flatMap((column) => [`${column}_mean`, `${column}_std`]),
    ],
    rows: configurations.map((row) =>
      [
        ...[row.problem, row.model, ...(withGrid ? [row.grid] : []), row.name, String(row.n)],
        ...params.map((key) => row.params.get(key) ?? ""),
        row.configuration,
        ...columns.flatMap((column) => {
          const moments = row.results.get(column);
          return [text(moments?.mean), text(moments?.std)];
        }),
      ].map((cell) => cell === "" ? BLANK : cell)
    ),
  };
}
