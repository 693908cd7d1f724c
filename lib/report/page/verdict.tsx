/** The first section: what is best. */
import type { JSX } from "preact";
import { describeCertainty, describeCounts, formatResult } from "../describe_verdict.ts";
import type { Report } from "../model.ts";

/** The section. */
export function VerdictSection({ report }: { readonly report: Report }): JSX.Element {
  const { verdict, configurations, columns, ranking, unranked } = report;
  const best = verdict.best === undefined ? undefined : configurations[verdict.best]!;
  const test = verdict.test === undefined ? undefined : best?.results[verdict.test];
  return (
    <section id="verdict">
      <h2>Verdict</h2>
      {best !== undefined && ranking !== undefined && (
        <p class="best">
          <strong>
            <bdi>{best.name}</bdi>
          </strong>{" "}
          is the best by <bdi>{columns[ranking.column]}</bdi>:{" "}
          <span class="result">{formatResult(best.results[ranking.column]!)}</span> (n ={" "}
          {best.results[ranking.column]![0]}
          ){test && (
            <>
              , <bdi>{columns[verdict.test!]}</bdi> <span class="result">{formatResult(test)}</span>
            </>
          )}.
        </p>
      )}
      {describeCertainty(report).map((sentence) => <p>{sentence}</p>)}
      {best === undefined && <p>{noBest(report)}</p>}
      {unranked !== undefined && <p>Not ranked: {unranked}.</p>}
      <p class="counts">{describeCounts(report)}</p>
    </section>
  );
}

function noBest({ ranking, columns, configurations }: Report): string {
  if (configurations.length === 0) return "No experiment has started yet.";
  if (columns.length === 0) return "There are no results.";
  return ranking === undefined
    ? "Configurations are in the order of the grid: there is no metric to rank them by (--metric)."
    : "No configuration has a value for the metric.";
}
