/// <reference lib="dom" />
/** All configurations, ranked: a table, and a plot of the first ones. */
import type { JSX } from "preact";
import { drawForest, FOREST_ROWS } from "../../charts/forest.ts";
import { ROWS } from "../../view/page_state.ts";
import { Chart } from "../chart.tsx";
import { ConfigurationTable } from "../configuration_table.tsx";
import { usePage } from "../context.ts";
import { counted, Name, Section } from "../parts.tsx";
import { TableTools } from "../table_tools.tsx";

export function Configurations(): JSX.Element {
  const { report, rows, state, change } = usePage();
  const { configurations, ranking, counts } = report;
  const pending = counts.pendingConfigurations;
  const left = rows.length - state.rows;
  return (
    <Section id="configurations" topic="Configurations" title={<Title />}>
      <TableTools />
      <ConfigurationTable />
      {configurations.some(({ candidate }) => candidate) && (
        <p class="note">
          <span class="candidate" aria-hidden="true">●</span>{" "}
          may be the best: its distance from the first is within what chance explains (95 % confidence).
        </p>
      )}
      {left > 0 && (
        <p class="more">
          {state.rows.toLocaleString("en-US")} of {counted(rows.length, "configuration")} are shown.{" "}
          <button type="button" class="scripted" onClick={() => change({ rows: state.rows + ROWS })}>
            Show {Math.min(ROWS, left)} more
          </button>
        </p>
      )}
      {pending > 0 && (
        <p class="note">{counted(pending, "further configuration")} {pending === 1 ? "has" : "have"} not started.</p>
      )}
      {ranking !== undefined && configurations.length > 1 && <Forest column={ranking.column} />}
    </Section>
  );
}

function Title(): JSX.Element {
  const { report: { configurations, ranking, columns, verdict } } = usePage();
  const count = counted(configurations.length, "configuration");
  if (configurations.length === 1) return <>{count}</>;
  if (ranking !== undefined && verdict.best === undefined) return <>{count}, without results to rank by</>;
  return ranking === undefined ? <>{count}, in the order of the grid</> : (
    <>
      {count} by <Name text={columns[ranking.column]!} />, {ranking.goal === "maximize" ? "highest" : "lowest"} first
    </>
  );
}

function Forest({ column }: { readonly column: number }): JSX.Element | null {
  const { report, labels, data, rows } = usePage();
  const shown = rows.filter((index) => Number.isFinite(report.configurations[index]!.results[column]?.[1])).slice(
    0,
    FOREST_ROWS,
  );
  if (shown.length === 0) return null;
  const name = report.columns[column]!;
  return (
    <Chart
      id="forest"
      title={<ForestTitle column={column} shown={shown} />}
      description={`${name} of ${
        counted(shown.length, "configuration")
      }: the table above has the same means and standard deviations.`}
      width={1040}
      inputs={[shown.join()]}
      draw={(frame) => {
        const runs = data.runs();
        return runs && drawForest(frame, { report, labels, runs, column, rows: shown });
      }}
    />
  );
}

function ForestTitle({ column, shown }: { readonly column: number; readonly shown: readonly number[] }): JSX.Element {
  const { report: { columns, configurations } } = usePage();
  const rows = shown.map((index) => configurations[index]!);
  const hasRepetitions = rows.some(({ results }) => results[column]![0] > 1);
  return (
    <>
      {hasRepetitions ? "Mean and standard deviation of " : ""}
      <Name text={columns[column]!} />
      {hasRepetitions ? "; each small dot is a model" : ""}
      {rows.some(({ candidate }) => candidate) ? ", filled circles may be the best" : ""}
    </>
  );
}
