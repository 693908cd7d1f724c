/** An analysis, from directories to tables. */
import { resolve } from "@std/path";
import { shownPath } from "../../lib/grid/layout.ts";
import type { Metric } from "../../lib/grid/settings.ts";
import { analysisTable } from "../../lib/results/analysis_table.ts";
import type { ExperimentResult } from "../../lib/results/experiment_result.ts";
import { summarize, type Summary, summaryTable } from "../../lib/results/summary.ts";
import { findSources } from "./find_sources.ts";
import { readGrid } from "./read_grid.ts";
import { readTree } from "./read_tree.ts";
import { type Tables, writeTables } from "./write_tables.ts";

/** Something that could not be read. */
export interface Unreadable {
  /** As people see it. */
  readonly path: string;
  readonly reason: string;
}

/** What an analysis came to. */
export interface Analysis {
  readonly experiments: readonly ExperimentResult[];
  readonly summary: Summary;
  /** Whether several grids were analyzed together. */
  readonly withGrid: boolean;
  /** How many experiments were never started. */
  readonly waiting: number;
  /** How many have results and are in their grids no longer: they are left out. */
  readonly dropped: number;
  /** What the grids mean by "best". */
  readonly metrics: readonly Metric[];
  readonly unreadable: readonly Unreadable[];
  /** Keys of lists in `metrics.json` that are too long to become columns. */
  readonly leftOut: readonly string[];
  readonly tables: Tables;
  /** The directory that the tables belong into. */
  readonly home: string;
}

/**
 * Reads everything and makes the tables; nothing is written.
 *
 * @param targets as {@link findSources} takes them
 * @throws {InputError} when there is nothing to analyze
 * @throws {PlanError} when the plan of a grid is damaged
 */
export function analyze(targets: readonly string[], expdir: string): Analysis {
  const unreadable: Unreadable[] = [];
  const leftOut = new Set<string>();
  const cwd = Deno.cwd();
  const notes = {
    unreadable: (path: string, reason: string) => void unreadable.push({ path: shownPath(resolve(path), cwd), reason }),
    leftOut: (key: string) => void leftOut.add(key),
  };
  const { sources, home } = findSources(targets, expdir, notes);
  const readings = sources.map((source) =>
    source.kind === "grid"
      ? readGrid(source.root, source.name, notes)
      : { experiments: readTree(source.root, source.name, source.found, notes), waiting: 0, dropped: 0, metrics: [] }
  );
  const experiments = readings.flatMap((reading) => reading.experiments);
  const metrics = new Map(
    readings.flatMap((reading) => reading.metrics.map((metric) => [`${metric.goal} ${metric.name}`, metric])),
  );
  const withGrid = sources.length > 1;
  const summary = summarize(experiments);
  return {
    experiments,
    summary,
    withGrid,
    waiting: readings.reduce((sum, { waiting }) => sum + waiting, 0),
    dropped: readings.reduce((sum, { dropped }) => sum + dropped, 0),
    metrics: [...metrics.values()],
    unreadable,
    leftOut: [...leftOut],
    tables: {
      grid_analysis: analysisTable(experiments, withGrid),
      grid_summary: summaryTable(summary, withGrid),
    },
    home,
  };
}

/**
 * Writes the tables of an analysis.
 *
 * @param output where to, unless into the grid's directory
 * @returns their paths, as people see them
 */
export function writeAnalysis({ tables, home }: Analysis, output: string | undefined, now: Date): string[] {
  return writeTables(tables, output ?? `${home}/`, now).map((path) => shownPath(path, Deno.cwd()));
}
