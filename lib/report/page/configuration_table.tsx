/** The table of configurations. */
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { formatDuration } from "../../messages/quantity.ts";
import { type Extent, extentOf } from "../charts/parts/axis_scale.ts";
import { seriesColour, seriesDash } from "../charts/parts/palette.ts";
import type { Report } from "../model.ts";
import { badSide, outerFence } from "../statistics/best_set.ts";
import { canBeShort, type Labels, shortNumber } from "../view/labels.ts";
import { isNumber, isSameKey } from "../view/order.ts";
import type { SortKey } from "../view/page_state.ts";
import { type Page, usePage } from "./context.ts";
import { Interval, Mean, Name } from "./parts.tsx";

// More than the scrolling part of the page can show at a time.
const FIRST_ROWS = 50;

export function ConfigurationTable(): JSX.Element {
  const page = usePage();
  const { report, labels, state, rows, change } = page;
  const toggle = useRef((_: number) => {});
  toggle.current = (index) => change({ selected: toggled(state.selected, index) });
  const context = useMemo(() => rowContext(page, (index) => toggle.current(index)), [report, state.columns]);
  const { columns, hasSeconds, hasFresh, hasFailed, hasCurves, range } = context;
  // Rows are cached, so that those that have not changed are not compared.
  const cache = useMemo(() => new Map<string, JSX.Element>(), [context]);
  // Preact runs effects after the frame: when the reader types in the filter, the first rows appear at once, and the others
  // follow.
  const [complete, setComplete] = useState(rows);
  useEffect(() => setComplete(rows), [rows]);
  const count = complete === rows ? state.rows : Math.min(FIRST_ROWS, state.rows);
  const places = new Map(state.selected.map((index, place) => [index, place]));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Table of configurations">
      <table>
        <caption class="hidden">Configurations with their parameters and results</caption>
        <thead>
          <tr>
            {hasCurves && (
              <th scope="col" class="scripted">
                <span class="hidden">Curves</span>
              </th>
            )}
            <th scope="col" class="number">#</th>
            {report.grids.length > 1 && <th scope="col">grid</th>}
            {labels.needNames && <Heading by={{ kind: "name" }} text="configuration" />}
            {report.params.map((key, index) => (
              <Heading
                key={key}
                by={{ kind: "param", index }}
                text={labels.params[index]!}
                title={key}
                isNumber={context.numeric[index]!}
                isAscending
              />
            ))}
            <Heading by={{ kind: "n" }} text="n" title="number of trained models" isNumber />
            {range && (
              <th scope="col" class="drawing">
                <span class="hidden">mean and standard deviation</span>
              </th>
            )}
            {columns.map((index) => (
              <Heading
                key={report.columns[index]}
                by={{ kind: "result", index }}
                text={report.columns[index]!}
                isNumber
              />
            ))}
            {hasFresh && (
              <Heading
                by={{ kind: "fresh" }}
                text="fresh seeds"
                title={`${report.columns[report.ranking!.column]} of the models that early stopping has not selected`}
                isNumber
              />
            )}
            {hasSeconds && <Heading by={{ kind: "seconds" }} text="time" title="training time" isNumber />}
            {hasFailed && <Heading by={{ kind: "failed" }} text="failed" isNumber />}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, count).map((index) => {
            const place = places.get(index);
            const key = `${index} ${place}`;
            const known = cache.get(key);
            if (known !== undefined) return known;
            const row = <ConfigurationRow key={index} index={index} place={place} context={context} />;
            cache.set(key, row);
            return row;
          })}
        </tbody>
      </table>
      {rows.length === 0 && <p class="empty">No configuration passes the filter.</p>}
    </div>
  );
}

function rowContext({ report, labels, state: { columns } }: Page, toggle: (index: number) => void): RowContext {
  return {
    report,
    labels,
    columns,
    hasSeconds: report.configurations.some(({ seconds }) => seconds !== undefined),
    hasFresh: report.configurations.some(({ fresh }) => fresh !== undefined),
    hasFailed: report.configurations.some(({ failed }) => failed > 0),
    hasCurves: report.curves !== undefined,
    range: rangeOf(report),
    numeric: report.params.map((_, param) =>
      report.configurations.every(({ params }) => params[param] === null || isNumber(params[param]!))
    ),
    shortened: report.params.map((_, param) =>
      canBeShort(report.configurations.map(({ params }) => params[param] ?? ""))
    ),
    toggle,
  };
}

// The range of the intervals: useful only if there are several configurations, and repetitions.
function rangeOf({ ranking, configurations }: Report): Extent | undefined {
  if (ranking === undefined) return undefined;
  const results = configurations.map(({ results }) => results[ranking.column] ?? null).filter((result) =>
    result !== null
  );
  if (results.length < 2 || !results.some(([n]) => n > 1)) return undefined;
  const fence = badSide(outerFence(results.map(([, mean]) => mean)), ranking.goal);
  return extentOf(results.flatMap(([, mean, std = 0]) => [mean - std, mean + std]), fence, 0);
}

// A configuration that is selected takes the first free place.
function toggled(selected: readonly (number | null)[], index: number): (number | null)[] {
  const place = selected.indexOf(index);
  if (place !== -1) return selected.with(place, null);
  const free = selected.indexOf(null);
  return free === -1 ? [...selected, index] : selected.with(free, index);
}

interface HeadingProps {
  readonly by: SortKey;
  readonly text: string;
  readonly title?: string;
  readonly isNumber?: boolean;
  /** Whether the first click sorts in ascending order. */
  readonly isAscending?: boolean;
}

function Heading({ by, text, title, isNumber = false, isAscending = !isNumber }: HeadingProps): JSX.Element {
  const { state: { sort }, change } = usePage();
  const isSorted = sort !== undefined && isSameKey(sort.by, by);
  // The first click sorts results in descending order, the second in ascending order; the third restores the ranking.
  const next = !isSorted
    ? { by, descending: !isAscending }
    : sort.descending === isAscending
    ? undefined
    : { by, descending: isAscending };
  return (
    <th
      scope="col"
      class={isNumber ? "number" : undefined}
      aria-sort={isSorted ? sort.descending ? "descending" : "ascending" : "none"}
    >
      <button type="button" title={title} onClick={() => change({ sort: next })}>
        <Name text={text} />
        <span class="arrow" aria-hidden="true">{isSorted ? sort.descending ? "↓" : "↑" : ""}</span>
      </button>
    </th>
  );
}

/** What all rows of the table have in common. */
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
  /** The range of the intervals; absent if they are not useful. */
  readonly range: Extent | undefined;
  /** Whether all values are numbers, by parameter. */
  readonly numeric: readonly boolean[];
  /** Whether numbers with many digits can be shortened, by parameter. */
  readonly shortened: readonly boolean[];
  /** Selects a configuration for the curves, or deselects it. */
  toggle(index: number): void;
}

/** The properties of a row. */
export interface RowProps {
  readonly index: number;
  /** Its place among the selected configurations. */
  readonly place: number | undefined;
  readonly context: RowContext;
}

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
