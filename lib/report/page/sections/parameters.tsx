/// <reference lib="dom" />
/** The section about the effects of the parameters. */
import type { JSX } from "preact";
import { drawHeatMap } from "../../charts/heat_map.ts";
import { drawParallel, MAX_AXES, MAX_LINES } from "../../charts/parallel.ts";
import { drawParameter } from "../../charts/parameter.ts";
import { axisName, drawShares, percent, percentInterval, shareName } from "../../charts/shares.ts";
import type { Share } from "../../model.ts";
import { Chart } from "../chart.tsx";
import { usePage } from "../context.ts";
import { Choice, counted, Name, Section } from "../parts.tsx";

// Further parameters explain almost nothing.
const SMALL_CHARTS = 12;

/** The section; nothing if no parameter has several values. */
export function Parameters(): JSX.Element | null {
  const { report, labels, data } = usePage();
  const { parameters } = report;
  if (parameters === undefined) return null;
  const result = report.columns[parameters.column]!;
  return (
    <Section id="parameters" topic="Parameters" title={<Title />}>
      {parameters.diverged > 0 && (
        <p class="note">
          {counted(parameters.diverged, "model")}{" "}
          diverged: they are counted at the edge of the charts, and are not part of the shares.
        </p>
      )}
      <div class="pair">
        {parameters.shares.length > 0 && (
          <Chart
            id="shares"
            title={
              <>
                {parameters.approximate ? "Estimated shares" : "Shares"} of the variance of <Name text={result} />
                {parameters.shares.some(({ interval }) => interval !== undefined) && ", with 95\u00a0% intervals"}
                {parameters.shares.some(mayBeChance) && "; pale ones may be chance"}
              </>
            }
            description={parameters.shares.slice(0, 9).map((share) =>
              `${shareName(share, report, labels)} ${percent(share.share)}${
                share.interval === undefined ? "" : ` (${percentInterval(share)})`
              }${mayBeChance(share) ? ", may be chance" : ""}`
            ).join("; ")}
            width={500}
            inputs={[]}
            draw={(frame) => drawShares(frame, { report, labels })}
          />
        )}
        {parameters.axes.length > 1 && <HeatMap />}
      </div>
      <div class={parameters.axes.length > 3 ? "multiples four" : "multiples"}>
        {parameters.axes.slice(0, SMALL_CHARTS).map((axis, index) => {
          const name = axisName(axis, labels);
          return (
            <Chart
              key={index}
              id={`parameter-${index + 1}`}
              title={<Name text={name} />}
              description={`${result} of each model against ${name}, with a line through the medians`}
              isSmall
              width={parameters.axes.length > 3 ? 245 : 325}
              inputs={[]}
              draw={(frame) => {
                const runs = data.runs();
                return runs && drawParameter(frame, { report, labels, runs, axis: index });
              }}
            />
          );
        })}
      </div>
      {parameters.axes.length > 1 && report.configurations.length > 2 && <Parallel />}
    </Section>
  );
}

function Title(): JSX.Element {
  const { report, labels } = usePage();
  const { shares, column, approximate } = report.parameters!;
  const result = <Name text={report.columns[column]!} />;
  const [first] = shares;
  if (first === undefined) return <>What the parameters do to {result}</>;
  const largest = shares.find(({ clear }) => clear);
  if (largest === undefined) return <>No parameter explains more of {result} than chance does</>;
  const name = <Name text={shareName(largest, report, labels)} />;
  // Estimates are shown with their uncertainty.
  const part = approximate ? `about ${percent(largest.share)} (${percentInterval(largest)})` : percent(largest.share);
  if (first.kind === "seeds" && !approximate) {
    return (
      <>Seeds explain {percent(first.share)} of the variance of {result}, more than any parameter: {name} {part}</>
    );
  }
  return <>{name} explains {part} of the variance of {result}</>;
}

// Whether a parameter or a pair has no clear share.
function mayBeChance({ kind, clear }: Share): boolean {
  return !clear && (kind === "main" || kind === "pair");
}

function HeatMap(): JSX.Element {
  const { report, labels, state, data, change } = usePage();
  const { axes, column } = report.parameters!;
  const names = axes.map((axis) => axisName(axis, labels));
  const choose = (place: 0 | 1) => (chosen: number) => {
    const other = state.pair[place === 0 ? 1 : 0];
    // If the reader chooses the parameter of the other side, the two are swapped.
    const left = other === chosen ? state.pair[place] : other;
    change({ pair: place === 0 ? [chosen, left] : [left, chosen] });
  };
  const result = report.columns[column]!;
  return (
    <Chart
      id="heat-map"
      title={
        <>
          Mean <Name text={result} /> by <Name text={names[state.pair[0]]!} /> and <Name text={names[state.pair[1]]!} />
          {axes.length > 2 && (
            <span class="scripted choices">
              {([0, 1] as const).map((place) => (
                <Choice
                  key={place}
                  label={place === 0 ? "Parameter from top to bottom" : "Parameter from left to right"}
                  isLabelHidden
                  names={names}
                  chosen={state.pair[place]}
                  choose={choose(place)}
                />
              ))}
            </span>
          )}
        </>
      }
      description={`Mean ${result} for each combination of ${names[state.pair[0]]} and ${names[state.pair[1]]}`}
      width={500}
      inputs={[state.pair.join()]}
      draw={(frame) => {
        const runs = data.runs();
        return runs && drawHeatMap(frame, { report, labels, runs, pair: state.pair });
      }}
    />
  );
}

function Parallel(): JSX.Element {
  const { report, labels, rows } = usePage();
  const { axes, column } = report.parameters!;
  const shown = Math.min(rows.length, MAX_LINES);
  const result = report.columns[column]!;
  const isAll = shown === rows.length;
  const sorted = rows.toSorted((a, b) => a - b);
  return (
    <Chart
      id="parallel"
      title={
        <>
          {isAll ? counted(shown, "configuration") : `The best ${shown} of ${counted(rows.length, "configuration")}`}
          {" "}
          across{" "}
          {axes.length > MAX_AXES ? `the ${MAX_AXES} parameters with the largest shares` : "the parameters"}; stronger
          colours have a better <Name text={result} />
        </>
      }
      description={`${counted(shown, "configuration")} as lines across their parameters to ${result}`}
      width={1040}
      inputs={[sorted.join()]}
      draw={(frame) => drawParallel(frame, { report, labels, rows: sorted })}
    />
  );
}
