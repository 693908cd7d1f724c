/** A row of the table of configurations. */
import type { JSX } from "preact";
import { formatDuration } from "../../messages/quantity.ts";
import type { Extent } from "../charts/parts/axis_scale.ts";
import { seriesColour, seriesDash } from "../charts/parts/palette.ts";
import type { Report } from "../model.ts";
import { type Labels, shortNumber } from "../view/labels.ts";
import { Interval } from "./interval.tsx";
import { Mean, Name } from "./texts.tsx";

/** What all rows share. */
export interface RowContext {
  readonly report: Report;
  readonly labels: Labels;
  /** Result columns. */
  readonly columns: readonly number[];
  readonly hasSeconds: boolean;
  /** Whether any has fresh seeds. */
  readonly hasFresh: boolean;
  readonly hasFailed: boolean;
  readonly hasCurves: boolean;
  /** The range of the intervals; absent if they say nothing. */
  readonly range: Extent | undefined;
  /** Whether all values are numbers, by parameter. */
  readonly numeric: readonly boolean[];
  /** Whether numbers with many digits can be shortened, by parameter. */
  readonly shortened: readonly boolean[];
  /** Selects a configuration for the curves, or not. */
  toggle(index: number): void;
}

/** The properties of a row. */
export interface RowProps {
  readonly index: number;
  /** Its place among the selected ones. */
  readonly place: number | undefined;
  readonly context: RowContext;
}

/** A row. */
export function ConfigurationRow({ index, place, context }: RowProps): JSX.Element {
  const { report, labels, columns, hasSeconds, hasFresh, hasFailed, hasCurves, range, numeric, shortened, toggle } =
    context;
  const row = report.configurations[index]!;
  const ranked = report.ranking && row.results[report.ranking.column];
  return (
    <tr data-name={row.name} data-candidate={row.candidate ? "" : undefined}>
      {hasCurves && (
        <td class="select scripted">
          <label>
            <input
              type="checkbox"
              checked={place !== undefined}
              onChange={() => toggle(index)}
              aria-label={`Curve of ${labels.configurations[index]}`}
            />
            {place !== undefined && <Sample place={place} />}
          </label>
        </td>
      )}
      <td class="number rank">
        {index + 1}
        {row.candidate && (
          <span class="candidate" title="may be the best" role="img" aria-label="may be the best">●</span>
        )}
      </td>
      {report.grids.length > 1 && (
        <td class="param">
          <Name text={report.grids[row.grid]!} />
        </td>
      )}
      {labels.needNames && (
        <th scope="row">
          <Name text={labels.configurations[index]!} />
        </th>
      )}
      {row.params.map((value, param) => (
        <td key={param} class={numeric[param] ? "param number" : "param"}>
          {value === null ? <span class="none">—</span> : <Value text={value} isShort={shortened[param]!} />}
        </td>
      ))}
      <td class="number" data-value={row.n}>{row.n}</td>
      {range && (
        <td class="drawing">
          {ranked && <Interval result={ranked} range={range} isMarked={row.candidate === true} />}
        </td>
      )}
      {columns.map((column) => {
        const result = row.results[column];
        return (
          <td
            key={column}
            class={column === report.ranking?.column ? "number result ranked" : "number result"}
            data-value={result?.[1]}
            data-std={result?.[2]}
          >
            {result ? <Mean result={result} /> : null}
          </td>
        );
      })}
      {hasFresh && (
        <td class="number result" data-value={row.fresh?.[1]} data-std={row.fresh?.[2]}>
          {row.fresh && <Mean result={row.fresh} />}
        </td>
      )}
      {hasSeconds && (
        <td class="number" data-value={row.seconds?.[1]}>{row.seconds && formatDuration(row.seconds[1])}</td>
      )}
      {hasFailed && <td class={row.failed > 0 ? "number bad" : "number"} data-value={row.failed}>{row.failed}</td>}
    </tr>
  );
}

function Value({ text, isShort }: { readonly text: string; readonly isShort: boolean }): JSX.Element {
  const shown = isShort ? shortNumber(text) : text;
  return <Name text={shown} title={shown === text ? undefined : text} />;
}

function Sample({ place }: { readonly place: number }): JSX.Element {
  return (
    <svg class="sample" width="22" height="10" aria-hidden="true">
      <line x1="0" x2="22" y1="5" y2="5" stroke={seriesColour(place)} stroke-dasharray={seriesDash(place)} />
    </svg>
  );
}
