/** Collects experiments one at a time into the tables and the summary of an analysis. */
import type { Tally } from "../../lib/analysis/describe_analysis.ts";
import { addNames, createNames, resultColumns } from "../../lib/analysis/result_names.ts";
import { createSummary, type Summary, withDurations } from "../../lib/analysis/summary.ts";
import { analysisRows, analysisTable } from "../../lib/analysis/tables/analysis_table.ts";
import { longRows, longTable } from "../../lib/analysis/tables/long_table.ts";
import { summaryTable } from "../../lib/analysis/tables/summary_table.ts";
import type { GroupedRow } from "../../lib/analysis/tables/table.ts";
import { curveRows, curvesTable } from "../../lib/report/curves/curves_table.ts";
import { explain } from "../system/file_errors.ts";
import { linesOf, writeAll } from "../system/files.ts";
import type { ExperimentCollection } from "./gather.ts";
import type { Tables } from "./write_tables.ts";

/** A collection. Its rows can be read until it is disposed of. */
export interface Collection extends ExperimentCollection, Disposable {
  /** @param grids names of the grids by root; without it the tables have no `grid` column */
  finish(grids: ReadonlyMap<string, string> | undefined): Collected;
}

/** The collected tables and counts. */
export interface Collected {
  /** The numbers of experiments, tests and states. */
  readonly tally: Readonly<Tally>;
  /** The results by configuration. */
  readonly summary: Summary;
  /** All result columns. */
  readonly columns: readonly string[];
  /** The rows, as they are written to files. */
  readonly tables: Tables;
}

/**
 * Creates an empty collection.
 *
 * @param built the tables to build beside those that every analysis has; for that of curves, the details of experiments have
 * to be read
 */
export function createCollection({ long, curves }: { readonly long: boolean; readonly curves: boolean }): Collection {
  const tally: Tally = { experiments: 0, tests: 0, states: new Map() };
  const names = createNames();
  const builder = createSummary(names);
  const analysisTableRows = createTempRows();
  const longTableRows = long ? createTempRows() : undefined;
  const curvesTableRows = curves ? createTempRows() : undefined;
  return {
    add(result, details) {
      const experiment = withDurations(result);
      const { state, tests } = experiment;
      tally.experiments++;
      tally.tests += tests.length;
      tally.states.set(state, (tally.states.get(state) ?? 0) + 1);
      addNames(names, experiment);
      builder.add(experiment);
      analysisTableRows.add(analysisRows(experiment, names));
      longTableRows?.add(longRows(experiment, names));
      curvesTableRows?.add(curveRows(experiment, details?.curves ?? [], names));
    },
    addPending: builder.addPending,
    addSkipped(grid, configuration) {
      tally.experiments++;
      tally.states.set("stopped_early", (tally.states.get("stopped_early") ?? 0) + 1);
      builder.addSkipped(grid, configuration);
    },
    finish(grids) {
      const summary = builder.finish(grids);
      return {
        tally,
        summary,
        columns: resultColumns(names),
        tables: {
          grid_analysis: analysisTable(names, analysisTableRows.rows, grids),
          grid_summary: summaryTable(summary, grids !== undefined),
          ...(longTableRows && { grid_long: longTable(names, longTableRows.rows, grids) }),
          ...(curvesTableRows && { grid_curves: curvesTable(names, curvesTableRows.rows, grids) }),
        },
      };
    },
    [Symbol.dispose]() {
      analysisTableRows[Symbol.dispose]();
      longTableRows?.[Symbol.dispose]();
      curvesTableRows?.[Symbol.dispose]();
    },
  };
}

/**
 * Stores rows in a temporary file rather than in memory, because the columns of a table are only known after its last row.
 * Returns the rows in order.
 */
export interface TempRows extends Disposable {
  add(rows: Iterable<GroupedRow>): void;
  /** All rows; can be iterated several times, but not while rows are added. */
  readonly rows: Iterable<GroupedRow>;
}

// Characters kept in memory: small analyses need no file.
const BUFFER = 1 << 20;

/** Creates an empty store. Its file is unlinked right away, so it disappears with the process. */
export function createTempRows(): TempRows {
  const encoder = new TextEncoder();
  let file: Deno.FsFile | undefined;
  let lines: string[] = [];
  let size = 0;

  function flush(): void {
    try {
      file ??= openNameless();
      writeAll(file, encoder.encode(lines.join("")));
    } catch (error) {
      throw explain(error, "cannot write to the directory for temporary files (TMPDIR)");
    }
    lines = [];
    size = 0;
  }

  return {
    add(rows) {
      for (const row of rows) {
        const line = `${JSON.stringify(row)}\n`;
        lines.push(line);
        size += line.length;
        if (size > BUFFER) flush();
      }
    },
    rows: {
      *[Symbol.iterator]() {
        if (file !== undefined) {
          file.seekSync(0, Deno.SeekMode.Start);
          for (const line of linesOf(file)) yield JSON.parse(line);
          file.seekSync(0, Deno.SeekMode.End);
        }
        for (const line of lines) yield JSON.parse(line);
      },
    },
    [Symbol.dispose]() {
      file?.close();
    },
  };
}

function openNameless(): Deno.FsFile {
  const path = Deno.makeTempFileSync({ prefix: `grid-workers-rows-${Deno.pid}-` });
  try {
    return Deno.openSync(path, { read: true, write: true });
  } finally {
    Deno.removeSync(path);
  }
}
