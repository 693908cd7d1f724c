/** Summarizes configurations over their repetitions: statistics of all numeric results. */
import { type ExperimentResult, type Fields, NO_VALUE, type RunResult } from "../results/experiment_result.ts";
import { parseNumber } from "../results/parse_number.ts";
import { isFailure } from "../run/run_state.ts";
import { createIdleFinder, type IdleParam } from "./idle_params.ts";
import { GROUPS, type ResultNames, summarizedName, summarizedNames } from "./result_names.ts";
import { type Statistics, statisticsOf } from "./statistics.ts";

/** A configuration and the statistics of its results. */
export interface ConfigurationSummary {
  /** The name of the grid, if there are several. */
  readonly grid: string;
  /** The name of the configuration. */
  readonly name: string;
  /** The problem that its configuration names; empty if it names none. */
  readonly problem: string;
  /** The model that its configuration names; empty if it names none. */
  readonly model: string;
  /** The values of the parameters, by name. */
  readonly params: Fields;
  /** Path of the first repetition's configuration file. */
  readonly configuration: string;
  /** Number of trained models. */
  readonly n: number;
  /** Number of trained models whose seeds early stopping selected: it compared their trainings with others. */
  readonly judged: number;
  /** Number of repetitions that failed or timed out. */
  readonly failed: number;
  /** Number of repetitions that were stopped early, or not started for that reason. */
  readonly stopped: number;
  /** Number of other repetitions: running, interrupted, lost, or pending. */
  readonly unfinished: number;
  /** What the trained models were launched with: each fingerprint once, in the order of the experiments. Empty if unknown. */
  readonly launchedWith: readonly string[];
  /** What their tests were launched with. */
  readonly testLaunchedWith: readonly string[];
  /** Groups of different fingerprints of one stage, or of one test, whose results are averaged together. */
  readonly mixtures: readonly (readonly string[])[];
  /** Whether there are several trained models, and all of their numbers are equal. */
  readonly isRepeated: boolean;
  /**
   * The statistics of a result over the trained models.
   *
   * @param column a result column: `test_accuracy`
   * @returns `undefined` if no model has a value, or one has a value that is not a number
   */
  statistics(column: string): Statistics | undefined;
  /**
   * The statistics over the fresh seeds: the trained models that early stopping has not selected.
   *
   * @param column a result column
   * @returns `undefined` if fewer than two of them have a value, or one has a value that is not a number
   */
  fresh(column: string): Statistics | undefined;
  /** The values of a result column, one per trained model in the order of the experiments; `undefined` where there is no number. */
  values(column: string): readonly (number | undefined)[];
}

/** All configurations, and the names of their results. */
export interface Summary {
  /** The names of the parameters. */
  readonly params: readonly string[];
  /** Columns of numeric results, in the order of the analysis. */
  readonly columns: readonly string[];
  /** In the order of their first experiments. */
  readonly configurations: readonly ConfigurationSummary[];
  /** Number of configurations without any started experiment; `configurations` does not include them. */
  readonly pending: number;
  /** Number of experiments of these configurations. */
  readonly pendingExperiments: number;
  /** Number of trained models. */
  readonly trained: number;
  /** Those that left no results at all. */
  readonly empty: {
    readonly count: number;
    /** The first of them. */
    readonly first: { readonly name: string; readonly repetition: number; readonly id: string } | undefined;
  };
  /** Parameters whose values change no number. */
  readonly idle: readonly IdleParam[];
}

/** Builds a summary from one experiment at a time. */
interface SummaryBuilder {
  /** Adds an experiment, whose names must have been added before. */
  add(experiment: ExperimentResult): void;
  /** Adds an experiment that has not started. */
  addPending(grid: string, configuration: string): void;
  /** Adds an experiment that was skipped because early stopping ended the first repetition of its configuration. */
  addSkipped(grid: string, configuration: string): void;
  /** @param grids names of the grids by root; without it the roots are used */
  finish(grids?: ReadonlyMap<string, string>): Summary;
}

type Counted =
  | "n"
  | "judged"
  | "fresh"
  | "failed"
  | "stopped"
  | "unfinished"
  | "statistics"
  | "values"
  | "launchedWith"
  | "testLaunchedWith"
  | "mixtures"
  | "isRepeated";

interface Row extends Omit<ConfigurationSummary, Counted> {
  readonly models: Model[];
  /** The models that early stopping has not selected. */
  readonly freshModels: Model[];
  readonly launches: Launches;
  failed: number;
  stopped: number;
  unfinished: number;
}

/**
 * Creates an empty summary. The tests of a model are averaged first, so that each model counts once no matter how often it was
 * tested; differently named tests have separate columns. Only trained models count. A result that is not a number for one of
 * them has no statistics.
 */
export function createSummary(names: ResultNames): SummaryBuilder {
  const rows = new Map<string, Row>();
  const pending = new Map<string, number>();
  const skipped = new Map<string, number>();
  const idle = createIdleFinder();
  let trained = 0;
  let empty: Summary["empty"] = { count: 0, first: undefined };
  return {
    add(experiment) {
      const key = keyOf(experiment.grid, experiment.configuration);
      const row = rows.get(key) ?? newRow(experiment);
      rows.set(key, row);
      if (experiment.trained) {
        const model = modelOf(experiment, names);
        trained++;
        if (isEmpty(experiment)) {
          const { name, repetition, id } = experiment;
          empty = { count: empty.count + 1, first: empty.first ?? { name, repetition, id } };
        }
        idle.add(experiment, () => numbersOf(model, names));
        row.models.push(model);
        if (!experiment.judged) row.freshModels.push(model);
        addLaunches(row.launches, experiment);
      } else if (experiment.state !== "" && isFailure(experiment.state)) row.failed++;
      else if (experiment.state === "stopped_early") row.stopped++;
      else row.unfinished++;
    },
    addPending(grid, configuration) {
      const key = keyOf(grid, configuration);
      pending.set(key, (pending.get(key) ?? 0) + 1);
    },
    addSkipped(grid, configuration) {
      const key = keyOf(grid, configuration);
      skipped.set(key, (skipped.get(key) ?? 0) + 1);
    },
    finish(grids) {
      const columns = columnsOf(names);
      const configurations = Array.from(rows, ([key, row]) =>
        summarize({
          ...row,
          grid: grids?.get(row.grid) ?? row.grid,
          stopped: row.stopped + (skipped.get(key) ?? 0),
          unfinished: row.unfinished + (pending.get(key) ?? 0),
        }, columns));
      const unstarted = [...pending].filter(([key]) => !rows.has(key));
      return {
        params: [...names.params],
        columns: [...columns.places.keys()].filter((column) => configurations.some((row) => row.statistics(column))),
        configurations,
        pending: unstarted.length,
        pendingExperiments: unstarted.reduce((sum, [, count]) => sum + count, 0),
        trained,
        empty,
        idle: idle.finish(),
      };
    },
  };
}

function newRow({ grid, name, problem, model, params, training: { configuration } }: ExperimentResult): Row {
  return {
    grid,
    name,
    problem,
    model,
    params,
    configuration,
    models: [],
    freshModels: [],
    launches: new Map(),
    failed: 0,
    stopped: 0,
    unfinished: 0,
  };
}

/** The positions of the values of the columns in a model. */
interface Columns {
  readonly places: ReadonlyMap<string, { readonly group: number; readonly index: number }>;
  /** The indices of the results of each group that are equal if a run is repeated. */
  readonly compared: readonly (readonly number[])[];
}

function columnsOf(names: ResultNames): Columns {
  const places = new Map<string, { group: number; index: number }>();
  const compared = GROUPS.map((name, group) =>
    Array.from(summarizedNames(names, name)).flatMap((key, index) => {
      places.set(`${name}_${key}`, { group, index });
      return isOfRun(key) ? [] : [index];
    })
  );
  return { places, compared };
}

function summarize(
  { models, freshModels, launches, ...row }: Row,
  { places, compared }: Columns,
): ConfigurationSummary {
  const statistics = (of: readonly Model[], column: string, least: number) => {
    const place = places.get(column);
    if (place === undefined) return undefined;
    const values = of.map((model) => model[place.group]![place.index]).filter((value) => value !== undefined);
    return values.length >= least && !values.includes(null) ? statisticsOf(values as number[]) : undefined;
  };
  return {
    ...row,
    launchedWith: launches.get(TRAINING) ?? [],
    testLaunchedWith: testsOf(launches),
    mixtures: [...launches.values()].filter(({ length }) => length > 1),
    isRepeated: areEqual(models, compared),
    n: models.length,
    judged: models.length - freshModels.length,
    values(column) {
      const place = places.get(column);
      return models.map((model) => place && (model[place.group]![place.index] ?? undefined));
    },
    statistics: (column) => statistics(models, column, 1),
    fresh: (column) => statistics(freshModels, column, 2),
  };
}

// Hashes of fingerprints, for the training and by the name of the test. No test has an empty name.
type Launches = Map<string | undefined, string[]>;
const TRAINING = "";

function testsOf(launches: Launches): string[] {
  return [...new Set([...launches].flatMap(([subject, hashes]) => subject === TRAINING ? [] : hashes))];
}

function addLaunches(launches: Launches, { training, tests }: ExperimentResult): void {
  const add = (subject: string | undefined, hash: string | undefined) => {
    if (hash === undefined) return;
    const known = launches.get(subject);
    if (known === undefined) launches.set(subject, [hash]);
    else if (!known.includes(hash)) known.push(hash);
  };
  add(TRAINING, training.launchedWith);
  for (const { test, launchedWith } of tests) add(test, launchedWith);
}

function keyOf(grid: string, configuration: string): string {
  return `${grid}\0${configuration}`;
}

// The numbers of one trained model, by group and index of their names.

/** Values by group and index of the name: a number, `null` if not a number, `undefined` if missing. */
type Model = readonly (readonly (number | null | undefined)[])[];

const OF_RUN =
  /(^|[^a-z])(time|timestamp|seconds|secs|duration|elapsed|runtime|walltime|throughput|memory|pid)([^a-z]|$)/i;

/** Whether a result describes the run rather than its model, such as its duration: it differs even if a run is repeated. */
function isOfRun(name: string): boolean {
  let known = ofRun.get(name);
  if (known === undefined) ofRun.set(name, known = OF_RUN.test(name));
  return known;
}

const ofRun = new Map<string, boolean>();

// The numbers that are equal if a run is repeated, and their places.
function* numbersOf(model: Model, names: ResultNames): Generator<readonly [number, number]> {
  for (const [group, name] of GROUPS.entries()) {
    let index = 0;
    for (const key of summarizedNames(names, name)) {
      const value = model[group]![index];
      if (typeof value === "number" && !isOfRun(key)) yield [GROUPS.length * index + group, value];
      index++;
    }
  }
}

/**
 * Whether there are several models that all have the same numbers, and at least one number.
 *
 * @param compared indices of the results of each group
 */
function areEqual(models: readonly Model[], compared: readonly (readonly number[])[]): boolean {
  const [first, ...others] = models.map((model) =>
    compared.map((indices, group) => indices.map((i) => model[group]![i]))
  );
  if (first === undefined || others.length === 0 || !first.flat().some((value) => typeof value === "number")) {
    return false;
  }
  return others.every((model) =>
    model.every((values, group) => values.every((value, index) => Object.is(value, first[group]![index])))
  );
}

/** The values of a trained model. Those of its tests are averaged. */
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
  return text === undefined || text === "" || text === NO_VALUE ? undefined : parseNumber(text) ?? null;
}

// The durations of runs, as results among those that trainers write.

/** The name of the result. With its group: `training_duration_s`. */
export const DURATION = "duration_s";

/**
 * An experiment with the durations of its training and its tests as their first results. What a trainer wrote under this name is
 * kept.
 */
export function withDurations(experiment: ExperimentResult): ExperimentResult {
  return { ...experiment, training: withDuration(experiment.training), tests: experiment.tests.map(withDuration) };
}

// What is known of a training without its results: its duration, and where and with what early stopping ended it.
const NO_RESULTS: ReadonlySet<string> = new Set([DURATION, "stopped_at", "stopped_with"]);

function isEmpty({ training, validation, tests }: ExperimentResult): boolean {
  const isWritten = (results: Fields) => [...results.keys()].some((key) => !NO_RESULTS.has(key));
  return !isWritten(training.results) && validation.size === 0 && !tests.some(({ results }) => isWritten(results));
}

function withDuration<T extends RunResult>(run: T): T {
  if (run.seconds === undefined) return run;
  return { ...run, results: new Map([[DURATION, String(run.seconds)], ...run.results]) };
}
