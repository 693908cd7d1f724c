/** The page of a report. */
import type { JSX } from "preact";
import type { Report } from "../model.ts";
import { hasOnlyFailures } from "../view/page_state.ts";
import { type Page, PageContext } from "./context.ts";
import { Name, Time } from "./parts.tsx";
import { Configurations } from "./sections/configurations.tsx";
import { Cost } from "./sections/cost.tsx";
import { Curves } from "./sections/curves.tsx";
import { Failures } from "./sections/failures.tsx";
import { Parameters } from "./sections/parameters.tsx";
import { Provenance } from "./sections/provenance.tsx";
import { Verdict } from "./sections/verdict.tsx";

/** All sections that have content. Failures come first if there is no trained model. */
export function ReportPage({ page }: { readonly page: Page }): JSX.Element {
  const { report } = page;
  const failuresFirst = hasOnlyFailures(report);
  return (
    <PageContext.Provider value={page}>
      <header class="top">
        <p class="title">
          {report.grids.map((name, index) => (
            <span key={index}>
              {index === 0 ? "" : ", "}
              <Name text={name} />
            </span>
          ))}
        </p>
        <p class="note">
          <Time iso={report.created} />
        </p>
      </header>
      <nav aria-label="Sections">
        <ul>
          {sectionsOf(report, failuresFirst).map(([id, name]) => (
            <li key={id}>
              <a href={`#${id}`}>{name}</a>
            </li>
          ))}
        </ul>
      </nav>
      <main>
        <Verdict />
        {failuresFirst && <Failures />}
        {report.configurations.length > 0 && <Configurations />}
        <Parameters />
        <Curves />
        <Cost />
        {!failuresFirst && <Failures />}
        <Provenance />
      </main>
      <footer>
        <p class="note">Made by grid-workers {report.generator}. This file needs no network.</p>
      </footer>
    </PageContext.Provider>
  );
}

function sectionsOf(report: Report, failuresFirst: boolean): (readonly [id: string, name: string])[] {
  const failures = report.failures.length > 0 ? [["failures", "Failures"] as const] : [];
  return [
    ["verdict", "Verdict"],
    ...(failuresFirst ? failures : []),
    ...(report.configurations.length > 0 ? [["configurations", "Configurations"] as const] : []),
    ...(report.parameters ? [["parameters", "Parameters"] as const] : []),
    ...(report.curves ? [["curves", "Curves"] as const] : []),
    ...(report.cost && report.configurations.length > 1 ? [["cost", "Cost"] as const] : []),
    ...(failuresFirst ? [] : failures),
    ...(report.provenance.length > 0 ? [["provenance", "Provenance"] as const] : []),
  ];
}
