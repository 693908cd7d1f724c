/** The table of configurations. */
import type { JSX } from "preact";
import { formatResult } from "../describe_verdict.ts";
import type { Configuration, Report } from "../model.ts";
import { formatDuration } from "../../messages/quantity.ts";
import { Figure, type FigureSource } from "./figure.tsx";
import { NumberCell } from "./number_cell.tsx";
import type { View } from "./view.ts";

/** Number of rows that a page has without scripts. */
export const STATIC_ROWS = 200;
// More results make the table too wide; scripts show the others.
const STATIC_COLUMNS = 6;

/** The section. */
export function ConfigurationsSection(
  { report, charts }: { readonly report: Report; readonly view: View; readonly charts: FigureSource },
): JSX.Element {
  const { configurations, columns, params } = report;
  const shown = configurations.slice(0, STATIC_ROWS);
  const results = columns.slice(0, Math.min(STATIC_COLUMNS, report.mainColumns || STATIC_COLUMNS));
  const withGrid = report.grids.length > 1;
  return (
    <section id="configurations">
      <h2>Configurations</h2>
      <Figure id="forest" charts={charts} />
      <input id="filter" type="search" hidden placeholder="width=256 lr<0.1 adam" aria-label="Filter configurations" />
      <div class="scroll" tabIndex={0} role="region" aria-label="Table of configurations">
        <table>
          <caption>{captionOf(report)}</caption>
          <thead>
            <tr>
              <th scope="col" aria-sort="ascending">#</th>
              {withGrid && <th scope="col">grid</th>}
              <th scope="col">configuration</th>
              {params.map((key) => (
                <th scope="col">
                  <bdi>{key}</bdi>
                </th>
              ))}
              <th scope="col">n</th>
              {results.map((column) => (
                <th scope="col">
                  <bdi>{column}</bdi>
                </th>
              ))}
              <th scope="col">time</th>
              <th scope="col">failed</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => <Row report={report} row={row} rank={index + 1} results={results.length} />)}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function captionOf({ configurations, columns, ranking, grids }: Report): string {
  const order = ranking === undefined
    ? "in the order of the grid"
    : `by ${columns[ranking.column]}, ${ranking.goal === "maximize" ? "highest" : "lowest"} first`;
  const count = configurations.length > STATIC_ROWS
    ? `The first ${STATIC_ROWS} of ${configurations.length} configurations`
    : `${configurations.length} configuration${configurations.length === 1 ? "" : "s"}`;
  return `${count} of ${grids.length === 1 ? "the grid" : `${grids.length} grids`}, ${order}. ` +
    "Marked: may be the best.";
}

function Row(
  { report, row, rank, results }: {
    readonly report: Report;
    readonly row: Configuration;
    readonly rank: number;
    readonly results: number;
  },
): JSX.Element {
  const { name, params, n, failed, seconds } = row;
  return (
    <tr data-name={name} data-candidate={row.candidate ? "" : undefined}>
      <td class="number">{rank}</td>
      {report.grids.length > 1 && (
        <td>
          <bdi>{report.grids[row.grid]}</bdi>
        </td>
      )}
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      {params.map((value) => (
        <td>
          <bdi>{value}</bdi>
        </td>
      ))}
      <NumberCell value={n} />
      {row.results.slice(0, results).map((result) => (
        <NumberCell value={result?.[1]}>{result === null ? "" : formatResult(result)}</NumberCell>
      ))}
      <NumberCell value={seconds?.[1]}>{seconds === undefined ? "" : formatDuration(seconds[1])}</NumberCell>
      <NumberCell value={failed} />
    </tr>
  );
}
