/** The section about failures. */
import type { JSX } from "preact";
import { formatDuration } from "../../messages/quantity.ts";
import type { CommonParam, FailedRun, FailureGroup, Report } from "../model.ts";

/** The section; nothing without failures. */
export function FailuresSection({ report }: { readonly report: Report }): JSX.Element | null {
  if (report.failures.length === 0) return null;
  return (
    <section id="failures">
      <h2>Failures</h2>
      {report.failures.map((group) => <Group report={report} group={group} />)}
    </section>
  );
}

function Group({ report, group }: { readonly report: Report; readonly group: FailureGroup }): JSX.Element {
  const { cause, stage, count, common, runs, log } = group;
  const what = stage === "train" ? "training" : "test";
  return (
    <article class="failure">
      <h3>
        {count} {what}
        {count === 1 ? "" : "s"}:{" "}
        <code>
          <bdi>{cause}</bdi>
        </code>
      </h3>
      {common.length > 0 && (
        <ul class="common">
          {common.map((param) => (
            <li>
              <bdi>{describeCommon(param, report)}</bdi> {describeCount(param, count)}
            </li>
          ))}
        </ul>
      )}
      {log.length > 0 && (
        <details>
          <summary>end of the first log</summary>
          <pre dir="auto" tabIndex={0}>{log.join("\n")}</pre>
        </details>
      )}
      <ul class="runs">
        {runs.map((run) => (
          <li>
            <Run report={report} run={run} />
          </li>
        ))}
        {count > runs.length && <li>… and {count - runs.length} more</li>}
      </ul>
    </article>
  );
}

function describeCommon({ param, value }: CommonParam, { params }: Report): string {
  return value === null ? `no ${params[param]}` : `${params[param]} = ${value}`;
}

function describeCount({ elsewhere }: CommonParam, count: number): string {
  const all = count === 2 ? "in both" : `in all ${count}`;
  return elsewhere === 0 ? `${all}, and in no other experiment` : `${all}, and in ${elsewhere} other experiments`;
}

function Run({ report, run }: { readonly report: Report; readonly run: FailedRun }): JSX.Element {
  const { configuration, repetition, test, outcome, seconds, log, link, state } = run;
  const time = seconds === undefined ? "" : ` after ${formatDuration(seconds)}`;
  return (
    <>
      <bdi>{report.configurations[configuration]!.name}</bdi> r{repetition}
      {test !== undefined && (
        <>
          {" "}
          (<bdi>{test}</bdi>)
        </>
      )}: {state === "timed_out" ? "timed out, " : ""}
      {outcome}
      {time}, {link === undefined
        ? (
          <code>
            <bdi>{log}</bdi>
          </code>
        )
        : (
          <a href={link}>
            <bdi>{log}</bdi>
          </a>
        )}
    </>
  );
}
