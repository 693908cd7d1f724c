/// <reference lib="dom" />
/** Tools for the reader of the table: filter, choose columns, copy. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { printable } from "../../messages/printable.ts";
import type { Report } from "../model.ts";
import { printTable, type TableFormat } from "../text/print_table.ts";
import type { Labels } from "../view/labels.ts";
import { usePage } from "./context.ts";
import { counted, Name } from "./parts.tsx";

const FORMATS: readonly (readonly [TableFormat, string])[] = [["csv", "CSV"], ["markdown", "Markdown"], [
  "latex",
  "LaTeX",
]];

export function TableTools(): JSX.Element {
  return (
    <div class="tools scripted">
      <Filter />
      <Columns />
      <Copy />
    </div>
  );
}

function Filter(): JSX.Element {
  const { report, labels, rows, state, filterProblem, change } = usePage();
  const all = report.configurations.length;
  return (
    <div class="filter">
      <label for="filter" class="hidden">Filter configurations</label>
      <input
        id="filter"
        type="search"
        autocomplete="off"
        spellcheck={false}
        placeholder={`Filter: ${exampleOf(report, labels)}`}
        value={state.filter}
        onInput={(event) => change({ filter: event.currentTarget.value })}
        aria-describedby="filter-result"
        aria-invalid={filterProblem !== undefined}
      />
      <span id="filter-result" role="status">
        {filterProblem ??
          (state.filter === "" ? "" : `${rows.length.toLocaleString("en-US")} of ${counted(all, "configuration")}`)}
      </span>
    </div>
  );
}

// An example of a filter, which the best configuration passes.
function exampleOf({ params, configurations, columns }: Report, labels: Labels): string {
  const short = (text: string) => text !== "" && text.length <= 16 && !/[\s"<>=!]/.test(text);
  const conditions = params.flatMap((_, index) => {
    const value = configurations[0]?.params[index] ?? "";
    return short(labels.params[index]!) && short(value) ? [`${labels.params[index]}=${value}`] : [];
  });
  return [...conditions.slice(0, 2), ...columns.slice(0, 1).map((name) => `${printable(name)}>0`)].slice(0, 2).join(
    " ",
  );
}

function Columns(): JSX.Element | null {
  const { report, state, change } = usePage();
  if (report.columns.length < 2) return null;
  const toggle = (index: number) => {
    const columns = state.columns.includes(index)
      ? state.columns.filter((column) => column !== index)
      : [...state.columns, index];
    change({ columns });
  };
  return (
    <details class="menu">
      <summary>Columns</summary>
      <fieldset>
        <legend class="hidden">Results in the table</legend>
        {report.columns.map((name, index) => (
          <label key={name}>
            <input type="checkbox" checked={state.columns.includes(index)} onChange={() => toggle(index)} />
            <Name text={name} />
          </label>
        ))}
      </fieldset>
    </details>
  );
}

function Copy(): JSX.Element {
  const { report, labels, rows, state, surface } = usePage();
  const [message, setMessage] = useState("");
  const copy = async (format: TableFormat, name: string) => {
    if (surface.kind !== "browser") return;
    try {
      const withFresh = report.configurations.some(({ fresh }) => fresh !== undefined);
      await surface.browser.copy(printTable({ report, labels, rows, columns: state.columns, withFresh }, format));
      setMessage(`Copied ${counted(rows.length, "row")} as ${name}`);
    } catch {
      setMessage("The browser does not permit copying");
    }
  };
  return (
    <div class="copy">
      <span id="copy-label">Copy as</span>
      <span class="buttons" role="group" aria-labelledby="copy-label">
        {FORMATS.map(([format, name]) => (
          <button
            key={format}
            type="button"
            data-format={format}
            onClick={() => copy(format, name)}
          >
            {name}
          </button>
        ))}
      </span>
      <span role="status">{message}</span>
    </div>
  );
}
