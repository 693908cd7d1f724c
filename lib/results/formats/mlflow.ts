/** The metrics of MLflow, from its database or its directories. */
import { parseNumber } from "../parse_number.ts";
import type { ValueSink } from "./format.ts";

/** A value that was logged. */
export interface MlflowMetric {
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly step: number;
  readonly value: number;
}

/** A run. */
export interface MlflowRun {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly isDeleted: boolean;
  /** Whether it is a part of another run. */
  readonly isNested: boolean;
}

/** The newest run that is not a part of another one; `undefined` if there is none. */
export function newestRun(runs: readonly MlflowRun[]): MlflowRun | undefined {
  const present = runs.filter(({ isDeleted }) => !isDeleted);
  const outer = present.filter(({ isNested }) => !isNested);
  return (outer.length > 0 ? outer : present).toSorted((a, b) => a.started - b.started).at(-1);
}

/** What is said of several runs. */
export function describeRuns(runs: readonly MlflowRun[], { id, name }: MlflowRun): string | undefined {
  const count = runs.filter(({ isDeleted, isNested }) => !isDeleted && !isNested).length;
  return count > 1 ? `holds ${count} runs: only the newest is read, ${name || id}` : undefined;
}

// Characters: three numbers, and the name of a data set.
const MAX_LINE = 1_000;

/** Parses a line of a file of a metric: time, value and, since 1.0, step. */
export function parseMetricLine(key: string, line: string): MlflowMetric | undefined {
  if (line.length > MAX_LINE) return undefined;
  const [time, value, step] = `${line.trim()} 0`.split(/ +/, 3).map(parseNumber);
  return time === undefined || value === undefined || step === undefined ? undefined : { key, time, step, value };
}

/** Adds metrics, of each step the newest value. Where all values are of one step, nobody gave one, and they are counted. */
export function addMetrics(metrics: readonly MlflowMetric[], sink: ValueSink): void {
  for (const [key, values] of Map.groupBy(metrics, ({ key }) => key)) {
    const sorted = values.toSorted((a, b) => a.step - b.step || a.time - b.time);
    const isCounted = sorted.length > 1 && sorted[0]!.step === 0 && sorted.at(-1)!.step === 0;
    sorted.forEach(({ step, value }, index) => sink.add(key, isCounted ? index + 1 : step, value));
  }
}
