/// <reference lib="dom" />
/** The section with the curves of the selected configurations. */
import type { JSX } from "preact";
import { drawCurves } from "../../charts/curve_chart.ts";
import { Chart } from "../chart.tsx";
import { usePage } from "../context.ts";
import { Choice, counted, Name, Section } from "../parts.tsx";

/** The section; nothing if there are no curves. */
export function Curves(): JSX.Element | null {
  const { report, labels, state, data } = usePage();
  const { curves } = report;
  const column = curves?.columns[state.curve];
  if (curves === undefined || column === undefined) return null;
  const count = state.selected.filter((index) => index !== null).length;
  return (
    <Section id="curves" topic="Curves" title={<Title />}>
      <Controls />
      <Chart
        id="curve-chart"
        title={
          <>
            <Name text={column.name} /> over <Name text={column.x} />:{" "}
            {state.singleRuns ? "means and single runs" : "means and ranges over the runs"} of{" "}
            {counted(count, "configuration")}
          </>
        }
        description={`${column.name} over ${column.x} of ${
          state.selected.filter((index) => index !== null).map((index) => labels.configurations[index!]).join("; ")
        }`}
        width={1040}
        inputs={[state.curve, state.selected.join(), state.logScale, state.singleRuns]}
        draw={(frame) => {
          const bands = data.bands(state.curve);
          const runs = state.singleRuns ? data.runCurves(state.curve) : undefined;
          if (bands === undefined || state.singleRuns && runs === undefined) return undefined;
          const { selected, logScale } = state;
          return drawCurves(frame, {
            column,
            bands,
            selected,
            logScale,
            labels: labels.configurations,
            ...(runs && { runs }),
          });
        }}
      />
      <p class="note">
        {curves.thinnedFrom === undefined
          ? "All rows are drawn."
          : `Curves are thinned, from up to ${
            counted(curves.thinnedFrom, "row")
          }: of each of ${curves.parts} equal parts, single runs show the lowest and the highest value. Means and ranges come from all rows.`}
        {curves.withoutRuns ? " Single runs were left out to keep the file small." : ""}
      </p>
    </Section>
  );
}

function Title(): JSX.Element {
  const { report: { configurations, curves }, state } = usePage();
  const selected = state.selected.filter((index) => index !== null);
  const isFirst = selected.every((index) => index < selected.length) && selected.length === new Set(selected).size;
  const name = <Name text={curves!.columns[state.curve]!.name} />;
  if (selected.length === 0) return <>Select configurations in the table to see their curves</>;
  if (configurations.length === 1) return <>How {name} developed</>;
  return isFirst && selected.length < configurations.length
    ? <>How {name} developed in the first {counted(selected.length, "configuration")}</>
    : <>How {name} developed in {counted(selected.length, "configuration")}</>;
}

function Controls(): JSX.Element {
  const { report, state, change } = usePage();
  const { columns, withoutRuns } = report.curves!;
  return (
    <div class="tools scripted">
      {columns.length > 1 && (
        <Choice
          label="Result"
          names={columns.map(({ name }) => name)}
          chosen={state.curve}
          choose={(curve) => change({ curve })}
        />
      )}
      <label>
        <input type="checkbox" checked={state.logScale} onChange={() => change({ logScale: !state.logScale })} />{" "}
        log scale
      </label>
      {!withoutRuns && (
        <label>
          <input
            type="checkbox"
            checked={state.singleRuns}
            onChange={() => change({ singleRuns: !state.singleRuns })}
          />{" "}
          single runs
        </label>
      )}
    </div>
  );
}
