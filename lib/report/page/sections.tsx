/** The sections that consist of charts. */
import type { JSX } from "preact";
import type { Report, Share } from "../model.ts";
import { Figure, type FigureSource } from "./figure.tsx";

interface Props {
  readonly report: Report;
  readonly charts: FigureSource;
}

/** What parameters do; nothing if none has several values. */
export function ParametersSection({ report, charts }: Props): JSX.Element | null {
  const { parameters } = report;
  if (parameters === undefined) return null;
  return (
    <section id="parameters">
      <h2>Parameters</h2>
      <Shares report={report} />
      <div class="grid">{parameters.axes.map((_, index) => <Figure id={`axis-${index}`} charts={charts} />)}</div>
      <Figure id="heat-map" charts={charts} />
      <Figure id="parallel" charts={charts} />
    </section>
  );
}

function Shares({ report }: { readonly report: Report }): JSX.Element | null {
  const { shares, approximate, column, diverged } = report.parameters!;
  if (shares.length === 0) return null;
  return (
    <table class="shares">
      <caption>
        Shares of the variance of <bdi>{report.columns[column]}</bdi>
        {approximate && " (approximate: the grid is incomplete)"}
        {diverged > 0 && `, without ${diverged} diverged`}
      </caption>
      <tbody>
        {shares.slice(0, 12).map((share) => (
          <tr>
            <th scope="row">
              <bdi>{nameOfShare(share, report)}</bdi>
            </th>
            <td class="number" data-value={String(share.share)}>{(100 * share.share).toFixed(1)} %</td>
            <td>
              <meter min={0} max={1} value={share.share} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The name of a share: `lr`, `lr × width`, `seeds`, `rest`. */
export function nameOfShare({ kind, axes }: Share, report: Report): string {
  return kind === "seeds" || kind === "rest" ? kind : axes.map((axis) => nameOfAxis(axis, report)).join(" × ");
}

/** The name of an axis: its parameters, which always change together. */
export function nameOfAxis(axis: number, { parameters, params }: Report): string {
  return parameters!.axes[axis]!.params.map((param) => params[param]).join(" + ");
}

/** How it learned; nothing without curves. */
export function CurvesSection({ report, charts }: Props): JSX.Element | null {
  const { curves } = report;
  if (curves === undefined) return null;
  return (
    <section id="curves">
      <h2>Curves</h2>
      <Figure id="curves" charts={charts} />
      {curves.thinnedFrom !== undefined && (
        <p class="note">
          Curves of up to {curves.thinnedFrom} rows are drawn as the minimum and the maximum of each of {curves.parts}
          {" "}
          parts. Means and bands come from all rows.
        </p>
      )}
      {curves.withoutRuns && <p class="note">The curves of single runs were left out to fit --max-size.</p>}
    </section>
  );
}

/** What results cost; nothing if nothing measures cost. */
export function CostSection({ report, charts }: Props): JSX.Element | null {
  if (report.cost === undefined || charts("cost") === undefined) return null;
  return (
    <section id="cost">
      <h2>Cost</h2>
      <Figure id="cost" charts={charts} />
    </section>
  );
}
