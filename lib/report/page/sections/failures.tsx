/** The section about failures and their causes. */
import type { JSX } from "preact";
import { formatDuration } from "../../../messages/quantity.ts";
import type { FailedRun, FailureGroup } from "../../model.ts";
import { usePage } from "../context.ts";
import { counted, Name, Section, Text } from "../parts.tsx";

/** The section; nothing if there are no failures. */
export function Failures(): JSX.Element | null {
  const { report: { failures } } = usePage();
  if (failures.length === 0) return null;
  const count = failures.reduce((sum, group) => sum + group.count, 0);
  const from = failures.length === 1 ? "" : `, from ${failures.length} causes`;
  return (
    <Section id="failures" topic="Failures" title={<>{counted(count, "run")} failed{from}</>}>
      {failures.map((group, index) => <Group key={index} group={group} isOpen={index === 0} />)}
    </Section>
  );
}

function Group({ group, isOpen }: { readonly group: FailureGroup; readonly isOpen: boolean }): JSX.Element {
  const { count, stage, cause, runs, log } = group;
  const rest = count - runs.length;
  return (
    <details class="failure" open={isOpen}>
      <summary>
        <span class="count">{counted(count, stage === "train" ? "training" : "test")}</span>
        <code>
          <Name text={cause} />
        </code>
      </summary>
      <Common group={group} />
      {log.length > 0 && (
        <figure>
          <figcaption>The end of the first log</figcaption>
          <pre
            tabIndex={0}
          >{log.map((line, index) => <span key={index}><Text text={line} />{"\n"}</span>)}</pre>
        </figure>
      )}
      <ul class="runs">
        {runs.map((run, index) => (
          <li key={index}>
            <Run run={run} />
          </li>
        ))}
      </ul>
      {rest > 0 && <p class="note">and {rest.toLocaleString("en-US")} more</p>}
    </details>
  );
}

function Common({ group: { common, count } }: { readonly group: FailureGroup }): JSX.Element | null {
  const { labels } = usePage();
  if (common.length === 0) return null;
  return (
    <p class="common">
      In common: {common.map(({ param, value, elsewhere }, index) => (
        <span key={param}>
          {index === 0 ? "" : "; "}
          <strong>
            <Name text={labels.params[param]!} /> = <Name text={value ?? "—"} />
          </strong>{" "}
          in all {count.toLocaleString("en-US")},{" "}
          {elsewhere === 0 ? "and in no other experiment" : `and in ${counted(elsewhere, "other experiment")}`}
        </span>
      ))}
    </p>
  );
}

function Run({ run }: { readonly run: FailedRun }): JSX.Element {
  const { labels } = usePage();
  const { configuration, repetition, test, outcome, seconds, log, link } = run;
  const path = <Name text={log} />;
  return (
    <>
      <Name text={labels.configurations[configuration]!} />
      <span class="note">
        {" "}repetition {repetition}
        {test === undefined ? "" : (
          <>
            , test <Name text={test} />
          </>
        )}: {outcome}
        {seconds === undefined ? "" : ` after ${formatDuration(seconds)}`}
        {" · "}
        {link === undefined ? path : <a href={`./${link}`}>{path}</a>}
      </span>
    </>
  );
}
