/** The page of a report. Rendered in Deno, hydrated in the browser. */
import type { JSX } from "preact";
import type { Report } from "../model.ts";
import { ConfigurationsSection } from "./configurations.tsx";
import { FailuresSection } from "./failures.tsx";
import type { FigureSource } from "./figure.tsx";
import { ProvenanceSection } from "./provenance.tsx";
import { CostSection, CurvesSection, ParametersSection } from "./sections.tsx";
import { VerdictSection } from "./verdict.tsx";
import type { View } from "./view.ts";

/** What a page shows. */
export interface PageProps {
  readonly report: Report;
  readonly view: View;
  readonly charts: FigureSource;
}

/** The content of the page. Sections without data are left out; if nothing succeeded, failures come first. */
export function Page({ report, view, charts }: PageProps): JSX.Element {
  const hasModels = report.configurations.some(({ n }) => n > 0);
  const failures = <FailuresSection report={report} />;
  return (
    <main>
      <h1>
        <bdi>{report.grids.join(", ")}</bdi>
      </h1>
      <VerdictSection report={report} />
      {!hasModels && failures}
      {report.configurations.length > 0 && <ConfigurationsSection report={report} view={view} charts={charts} />}
      <ParametersSection report={report} charts={charts} />
      <CurvesSection report={report} charts={charts} />
      <CostSection report={report} charts={charts} />
      {hasModels && failures}
      <ProvenanceSection report={report} />
    </main>
  );
}
