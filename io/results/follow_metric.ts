/** Follows the metric by which early stopping judges a run, in whatever file its trainer writes it. */
import { join } from "@std/path";
import type { HalvingRule } from "../../lib/grid/settings/settings.ts";
import { columnName } from "../../lib/results/series.ts";
import { createMeasurementReader, type Measurement, type MeasurementReader } from "../../lib/results/statistics_csv.ts";
import type { SeenSeries, Unmeasured } from "../../lib/status/progress/describe_verdict.ts";
import { steadyNow } from "../system/clock.ts";
import { isPathError } from "../system/file_errors.ts";
import { entriesIn, statIfExists } from "../system/files.ts";
import { openSeriesFollower, type SeriesPoint } from "./follow_series.ts";
import { type GrowingFile, openGrowingFile } from "./growing_file.ts";
import { NOT_REGULAR } from "./read_part.ts";

/** Looks at the metric of a run. */
export interface MetricFollower {
  /** The values since the last look, in order. */
  look(): Measurement[];
  /** All values that are left of a run that has ended. */
  finish(): Measurement[];
  /** What the files of a run show that has not had any value. */
  describe(): Unmeasured;
}

/**
 * Opens a follower of the statistics that a rule names or, of runs without them, of the series with its metric. `loadFormats`
 * comes first.
 *
 * @param dir the directory of the run, absolute
 * @param fromStart whether what is there now counts; otherwise it is of an earlier attempt, and a file counts once it changes
 */
export function followMetric(dir: string, rule: HalvingRule, fromStart: boolean): MetricFollower {
  const statistics = rule.results === undefined ? followStatistics(dir, rule, fromStart) : undefined;
  const series = followMetricSeries(dir, rule, fromStart);
  return {
    look() {
      const rows = statistics?.look() ?? [];
      return statistics?.reader.columns === undefined ? [...rows, ...series.look()] : rows;
    },
    finish() {
      const rows = statistics?.finish() ?? [];
      return statistics?.reader.columns === undefined ? [...rows, ...series.finish()] : rows;
    },
    describe: () => ({
      columns: statistics?.reader.columns,
      problem: statistics?.problem(),
      series: series.seen(),
    }),
  };
}

// The series of a run.

function followMetricSeries(dir: string, rule: HalvingRule, fromStart: boolean) {
  const { resource, metric } = rule;
  const follower = openSeriesFollower(dir, rule.results, { fromStart, step: resource });
  const columns = new Set<string>();
  let axis: string | undefined;
  // Points of the metric whose resource is not known yet, as their file counts something else.
  let pending: SeriesPoint[] = [];
  // Of each file the newest value of the resource that it has as a series: `epoch` beside `step`.
  const progress = new Map<string, { readonly step: number; readonly value: number }[]>();

  // `isLast`: nothing more comes, so that the last value of the resource holds to the end.
  function measure(points: readonly SeriesPoint[], isLast: boolean): Measurement[] {
    for (const point of points) {
      const column = columnName(point);
      columns.add(column);
      if (point.key === resource) {
        const values = progress.get(point.file) ?? [];
        values.push({ step: point.step, value: point.value });
        if (values.length > 2 * MAX_PROGRESS) values.splice(0, MAX_PROGRESS);
        progress.set(point.file, values);
      } else if (column === metric) {
        axis = point.axis;
        pending.push(point);
      }
    }
    const rows: Measurement[] = [];
    const left: SeriesPoint[] = [];
    for (const point of pending) {
      const at = resourceOf(point, isLast);
      if (at === undefined) left.push(point);
      else if (Number.isFinite(at)) rows.push({ resource: at, value: point.value });
    }
    pending = left.slice(-MAX_PROGRESS);
    return rows;
  }

  // `undefined` as long as it may still come.
  function resourceOf({ axis, step, file }: SeriesPoint, isLast: boolean): number | undefined {
    // Where nothing is counted, rows are.
    if (axis === resource || axis === undefined) return step;
    const values = progress.get(file);
    if (values === undefined || !isLast && values.at(-1)!.step < step) return undefined;
    return values.findLast((value) => value.step <= step)?.value;
  }

  return {
    look: () => measure(follower.look(), false),
    finish: () => measure(follower.finish(), true),
    seen: (): SeenSeries => ({ columns: [...columns], ...(axis !== undefined && { axis }) }),
  };
}

// Values that are kept until others come that they are compared with.
const MAX_PROGRESS = 10_000;

// The statistics that a rule names: a CSV file.

// A directory with many files is searched for a hundredth of the time at most.
const SEARCH_SHARE = 100;

function followStatistics(dir: string, rule: HalvingRule, fromStart: boolean) {
  const stalePath = fromStart ? undefined : findStatistics(dir, rule.file);
  const stale = stalePath === undefined ? undefined : { path: stalePath, info: statIfExists(stalePath) };
  let reader: MeasurementReader = createMeasurementReader(rule);
  let file: { readonly path: string; readonly growing: GrowingFile } | undefined;
  // As `steadyNow()` gives it.
  let searchedUntil = -Infinity;

  function search(): string | undefined {
    const begun = steadyNow();
    const path = findStatistics(dir, rule.file);
    const now = steadyNow();
    if (path === undefined) searchedUntil = now + SEARCH_SHARE * (now - begun);
    return path;
  }

  // `undefined` if there is nothing to read. A file that cannot be read now may be readable later.
  function read(): Measurement[] | undefined {
    try {
      if (steadyNow() < searchedUntil) return undefined;
      // As long as nothing was read, a newer file may be the one of this attempt.
      const path = reader.columns === undefined ? search() : file?.path;
      if (path === undefined) return undefined;
      if (file?.path !== path) {
        file = { path, growing: openGrowingFile(path, path === stale?.path ? stale.info : undefined) };
      }
      const appended = file.growing.look();
      if (appended === undefined) return undefined;
      if (appended.isNew) reader = createMeasurementReader(rule);
      return reader.push(appended.bytes);
    } catch (error) {
      if (!isPathError(error)) throw error;
      return undefined;
    }
  }

  return {
    get reader() {
      return reader;
    },
    look: () => read() ?? [],
    finish() {
      searchedUntil = -Infinity;
      const rows: Measurement[] = [];
      for (let next = read(); next !== undefined; next = read()) rows.push(...next);
      return [...rows, ...reader.finish()];
    },
    // A pipe is not opened, as that would wait for a writer.
    problem(): string | undefined {
      if (reader.problem !== undefined || file === undefined || reader.columns !== undefined) return reader.problem;
      return statIfExists(file.path)?.isFile === false ? NOT_REGULAR : undefined;
    },
  };
}

// MI-Prometheus's trainers write to PROBLEM/MODEL/TIME below the directory of the run.
const MAX_DEPTH = 3;

/**
 * Finds a statistics file, also of a training that is running: in the directory of the run or, if its trainer creates a
 * directory for each attempt, the newest one up to three levels below.
 *
 * @param dir absolute
 * @param name of the file: `validation_statistics.csv`
 * @returns its path; `undefined` if there is none yet
 */
function findStatistics(dir: string, name: string): string | undefined {
  const path = join(dir, name);
  if (statIfExists(path) !== undefined) return path;
  return filesBelow(dir, name, MAX_DEPTH).sort((a, b) => b.changed - a.changed)[0]?.path;
}

function filesBelow(dir: string, name: string, depth: number): { readonly path: string; readonly changed: number }[] {
  if (depth === 0) return [];
  const inner = entriesIn(dir).filter((entry) =>
    entry.isDirectory && entry.name !== "models" && !entry.name.startsWith("test_")
  );
  return inner.flatMap((entry) => {
    const path = join(dir, entry.name, name);
    const info = statIfExists(path);
    const here = info === undefined ? [] : [{ path, changed: info.mtime?.getTime() ?? 0 }];
    return [...here, ...filesBelow(join(dir, entry.name), name, depth - 1)];
  });
}
