/** Configurations over their repetitions: the statistics of everything that is a number. */
import type { ExperimentResult, Fields } from "../results/experiment_result.ts";
import { parseNumber } from "../results/parse_number.ts";
import { GROUPS, type ResultNames, summarizedName, summarizedNames } from "./result_names.ts";
import { type Statistics, statisticsOf } from "./statistics.ts";
import { lazily, type Table } from "./table.ts";

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
  /** How many repetitions failed or timed out. */
  readonly failed: number;
  /** How many are neither: at work, interrupted, lost, or not started. */
  readonly unfinished: number;
  /** @param column of the analysis, `test_accuracy`; `undefined` where no model has a number, or one has something else */
  statistics(column: string): Statistics | undefined;
}

/** All configurations, and the columns of their results. */
export interface Summary {
  readonly params: readonly string[];
  /** Those of numbers, in the order of the analysis. */
  readonly columns: readonly string[];
  /** In the order in which their first experiments came. */
  readonly configurations: readonly ConfigurationSummary[];
  /** How many configurations have no experiment that was started: they are not among the others. */
  readonly waiting: number;
}

/** A summary that grows. */
export interface SummaryBuilder {
  /** An experiment, whose names have been entered. */
  add(experiment: ExperimentResult): void;
  /** An experiment that was not started. */
  addWaiting(grid: string, configuration: string): void;
  /** @param grids what the summary calls grids; without it they keep their names */
  finish(grids?: ReadonlyMap<string, string>): Summary;
}

// By group, in the order of its names: a number, `null` for what is none, `undefined` for nothing.
type Model = readonly (readonly (number | null | undefined)[])[];

interface Row extends Omit<ConfigurationSummary, "n" | "failed" | "unfinished" | "statistics"> {
  readonly models: Model[];
  failed: number;
  unfinished: number;
}

const FAILED: ReadonlySet<string> = new Set(["failed", "timed_out"]);

/**
 * Summarizes experiments. The tests of a model are averaged before models are compared, so that a model that was tested more
 * often counts no more than another; tests of several names are columns of their own. Only trained models count. What is no
 * number in one of them has no statistics.
 */
export function createSummary(names: ResultNames): SummaryBuilder {
  const rows = new Map<string, Row>();
  const waiting = new Map<string, number>();
  return {
    add(experiment) {
      const key = keyOf(experiment.grid, experiment.configuration);
      let row = rows.get(key);
      if (row === undefined) {
        const { grid, name, problem, model, params, training: { configuration } } = experiment;
        row = { grid, name, problem, model, params, configuration, models: [], failed: 0, unfinished: 0 };
        rows.set(key, row);
      }
      if (experiment.trained) row.models.push(modelOf(experiment, names));
      else if (FAILED.has(experiment.status)) row.failed++;
      else row.unfinished++;
    },
    addWaiting(grid, configuration) {
      const key = keyOf(grid, configuration);
      waiting.set(key, (waiting.get(key) ?? 0) + 1);
    },
    finish(grids) {
      const places = new Map<string, { group: number; index: number }>();
      for (const [group, name] of GROUPS.entries()) {
        for (const [index, key] of [...summarizedNames(names, name)].entries()) {
          places.set(`${name}_${key}`, { group, index });
        }
      }
      const configurations = Array.from(rows, ([key, { models, unfinished, ...row }]): ConfigurationSummary => ({
        ...row,
        grid: grids?.get(row.grid) ?? row.grid,
        n: models.length,
        unfinished: unfinished + (waiting.get(key) ?? 0),
        statistics(column) {
          const place = places.get(column);
          if (place === undefined) return undefined;
          const values = models.map((model) => model[place.group]![place.index]).filter((value) => value !== undefined);
          return values.length > 0 && !values.includes(null) ? statisticsOf(values as number[]) : undefined;
        },
      }));
      return {
        params: [...names.params],
        columns: [...places.keys()].filter((column) => configurations.some((row) => row.statistics(column))),
        configurations,
        waiting: [...waiting.keys()].filter((key) => !rows.has(key)).length,
      };
    },
  };
}

function keyOf(grid: string, configuration: string): string {
  return `${grid}\0${configuration}`;
}

function modelOf({ training, validation, tests }: ExperimentResult, names: ResultNames): Model {
  const valuesOf = new Map<string, (number | null)[]>();
  for (const test of tests) {
    for (const name of test.results.keys()) {
      const value = valueOf(test.results, name);
      if (value === undefined) continue;
      const key = summarizedName(names, test, name);
      valuesOf.set(key, valuesOf.get(key) ?? []);
      valuesOf.get(key)!.push(value);
    }
  }
  return [
    Array.from(names.training, (key) => valueOf(training.results, key)),
    Array.from(names.validation, (key) => valueOf(validation, key)),
    Array.from(names.summarizedTest.keys(), (key) => {
      const values = valuesOf.get(key) ?? [];
      if (values.length < 2 || values.includes(null)) return values.includes(null) ? null : values[0];
      return statisticsOf(values as number[]).mean;
    }),
  ];
}

function valueOf(fields: Fields, key: string): number | null | undefined {
  const text = fields.get(key);
  return text === undefined || text === "" ? undefined : parseNumber(text) ?? null;
}

// Digits beyond those that a double has would be made up, and look like an integer that many readers have no type for.
function printNumber(value: number | undefined): string {
  if (value === undefined) return "";
  return Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value) ? value.toExponential() : String(value);
}

const TEXTS = new Set(["problem", "model", "grid", "experiment_name", "training_configuration_filepath"]);

/**
 * A row for each configuration.
 *
 * @param withGrid whether there is a column that tells the grid
 */
export function summaryTable({ params, columns, configurations }: Summary, withGrid: boolean): Table {
  return {
    columns: [
      ...["problem", "model", ...(withGrid ? ["grid"] : []), "experiment_name", "n", "failed", "unfinished"],
      ...params.map((key) => `param_${key}`),
      "training_configuration_filepath",
      ...columns.flatMap((column) =>
        ["n", "mean", "std", "ci95", "median", "min", "max"].map((statistic) => `${column}_${statistic}`)
      ),
    ],
    texts: TEXTS,
    blank: "",
    // One by one: statistics take more room than the values that they are of.
    rows: lazily(configurations, (row) => [
      ...[row.problem, row.model, ...(withGrid ? [row.grid] : []), row.name],
      ...[row.n, row.failed, row.unfinished].map(String),
      ...params.map((key) => row.params.get(key) ?? ""),
      row.configuration,
      ...columns.flatMap((column) => {
        const { n = 0, mean, std, ci95, median, min, max } = row.statistics(column) ?? {};
        return [n, mean, std, ci95, median, min, max].map(printNumber);
      }),
    ]),
  };
}
