/** Series: what a run wrote step by step, whatever the format of its files. Tables, curves and early stopping read these. */
import type { Fields } from "./experiment_result.ts";
import { TooManyValues, type ValueSink } from "./formats/format.ts";

/** The values of one name over steps. */
export interface Series {
  /** As the trainer wrote it: `val/loss`. */
  readonly key: string;
  /** What is counted, in the words of the trainer: `epoch`; `undefined` if nothing is, and values are counted from 1. */
  readonly axis: string | undefined;
  /** Ascending: of steps that were written again, as after a restart, the later values count. */
  readonly steps: Float64Array;
  /** One per step; may be NaN or infinite. */
  readonly values: Float64Array;
}

/** The most values that are read of a run. With more, the file is not read: its last value would be another one. */
export const MAX_VALUES = 2 ** 22;

/** The most names. */
export const MAX_NAMES = 2 ** 12;

/** The most characters of a name. Values with a longer one are left out. */
export const MAX_KEY = 1_000;

/** Collects series, value by value. */
export interface SeriesCollector extends ValueSink {
  /**
   * Adds a value.
   *
   * @param step one that is not above the last one of the series takes the place of all values from there on; without a finite
   * one, the value is left out
   * @throws {TooManyValues}
   */
  add(key: string, step: number, value: number): void;
  /**
   * The series, in the order of their first values.
   *
   * @param axis what the steps count
   */
  finish(axis: string | undefined): Series[];
}

interface Collected {
  steps: Float64Array;
  values: Float64Array;
  length: number;
}

/** Creates a collector. */
export function createSeriesCollector(): SeriesCollector {
  const all = new Map<string, Collected>();
  let count = 0;

  function drop(series: Collected, from: number): void {
    while (series.length > 0 && !(series.steps[series.length - 1]! < from)) {
      series.length--;
      count--;
    }
  }

  return {
    add(key, step, value) {
      if (!Number.isFinite(step)) return;
      let series = all.get(key);
      if (series === undefined) {
        if (key.length > MAX_KEY) return;
        if (all.size >= MAX_NAMES) throw new TooManyValues(`has more than ${MAX_NAMES} names`);
        series = { steps: new Float64Array(16), values: new Float64Array(16), length: 0 };
        all.set(key, series);
      }
      drop(series, step);
      if (count >= MAX_VALUES) throw new TooManyValues(`has more than ${MAX_VALUES} values`);
      if (series.length === series.steps.length) {
        series.steps = enlarge(series.steps);
        series.values = enlarge(series.values);
      }
      series.steps[series.length] = step;
      series.values[series.length++] = value;
      count++;
    },
    dropFrom(step) {
      for (const series of all.values()) drop(series, step);
    },
    finish: (axis) =>
      Array.from(all, ([key, { steps, values, length }]) => ({
        key,
        axis,
        steps: steps.slice(0, length),
        values: values.slice(0, length),
      })).filter(({ steps }) => steps.length > 0),
  };
}

function enlarge(array: Float64Array): Float64Array {
  const larger = new Float64Array(2 * array.length);
  larger.set(array);
  return larger;
}

// Names: trainers write `val/acc`, `eval_accuracy` or `dev.loss`, tables have one column for each.

/** The section of a table that a result belongs to. */
export type Section = "training" | "validation" | "testing";

/** A name in a table. */
export interface ResultName {
  /** Names without one count as results of the training, or of the test in the directory of a test. */
  readonly section: Section | undefined;
  /** Without its section: `accuracy`. */
  readonly name: string;
}

const SECTIONS: Readonly<Record<string, Section>> = {
  ...{ val: "validation", valid: "validation", validation: "validation", eval: "validation", dev: "validation" },
  ...{ train: "training", training: "training", test: "testing", testing: "testing" },
};

const SECTION = /^([a-z]+)[/_.](?=.)/i;

/** The section that a word stands for: `eval` for the validation. */
export function sectionOf(word: string): Section | undefined {
  return Object.hasOwn(SECTIONS, word.toLowerCase()) ? SECTIONS[word.toLowerCase()] : undefined;
}

/**
 * The name of a series in a table: `val/acc` is `acc` of the validation. Other separators are those of the trainer, `/` and
 * blanks become `_`.
 */
export function resultName(key: string): ResultName {
  const [prefix, word] = SECTION.exec(key) ?? [];
  const section = word === undefined ? undefined : sectionOf(word);
  const rest = section === undefined ? key : key.slice(prefix!.length);
  return { section, name: rest.trim().replaceAll(/[\s/]+/g, "_") };
}

/** The name as a metric or a column is called: `validation_acc`; without a section that of the training. */
export function columnName({ section, name }: ResultName): string {
  return `${section === "testing" ? "test" : section ?? "training"}_${name}`;
}

// Results: of each series one value.

/** Which values of series are the results. */
export type ResultStep =
  | { readonly at: "last" }
  /** Those of one step, or the last ones before it. */
  | { readonly at: "step"; readonly axis: string | undefined; readonly step: number };

/** The step at which a series has its best value, the first of several; without a number the last steps count. */
export function bestStep({ axis, steps, values }: Series, goal: "maximize" | "minimize"): ResultStep {
  const sign = goal === "maximize" ? 1 : -1;
  let best: number | undefined;
  for (const [index, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    if (best === undefined || sign * value > sign * values[best]!) best = index;
  }
  return best === undefined ? { at: "last" } : { at: "step", axis, step: steps[best]! };
}

/**
 * The index of the value that is the result of a series; `undefined` if it has none by then. A series that counts something else
 * has no value of that step, unless it has only one value.
 */
export function resultIndex(series: Series, step: ResultStep): number | undefined {
  const { axis, steps } = series;
  const isFinal = steps.length === 1 && step.at === "step" && axis !== step.axis;
  if (step.at === "last" || isFinal) return steps.length === 0 ? undefined : steps.length - 1;
  return axis === step.axis ? indexAt(series, step.step) : undefined;
}

/** The index of the last value whose step is not above another one; `undefined` if there is none. */
export function indexAt({ steps }: Series, step: number): number | undefined {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle]! <= step) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : low - 1;
}

/** A number as a cell of a table has it: the shortest text that gives the same number. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** What the sources of a run hold, by section, and where it was read. */
export interface NamedSeries extends ResultName {
  readonly series: Series;
  /** The file, relative to the directory of the run: `lightning_logs/version_0/metrics.csv`. */
  readonly file: string;
}

/** Results of a section by their names: of series with the same name those of the first. */
export function resultsOfSeries(all: readonly NamedSeries[], section: Section, step: ResultStep): Fields {
  const fields = new Map<string, string>();
  for (const { section: own, name, series } of all) {
    if ((own ?? "training") !== section || fields.has(name)) continue;
    const index = resultIndex(series, step);
    if (index !== undefined) fields.set(name, numberText(series.values[index]!));
  }
  return fields;
}
