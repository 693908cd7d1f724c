/** The section about the best configuration, and how certain that is. */
import type { JSX } from "preact";
import { formatDuration } from "../../../messages/quantity.ts";
import type { Configuration, Report } from "../../model.ts";
import { hasOnlyFailures } from "../../view/page_state.ts";
import { usePage } from "../context.ts";
import { counted, Mean, Name, Text } from "../parts.tsx";

export function Verdict(): JSX.Element {
  const { report, labels } = usePage();
  const { verdict: { best, complete, test }, ranking, configurations } = report;
  const winner = best === undefined ? undefined : configurations[best];
  return (
    <section id="verdict" aria-labelledby="verdict-title">
      <h1 id="verdict-title">
        <Headline />
      </h1>
      <p class="lead">
        <Certainty />
      </p>
      {winner && isSelected(report, winner) && (
        <p class="lead">
          {winner.n === 1 ? "Its result is of the seed" : "Its mean includes the seed"}{" "}
          that early stopping selected, and is likely too good{winner.fresh
            ? "; its fresh seeds were not selected."
            : ": two further repetitions would tell."}
        </p>
      )}
      {complete === undefined ? null : (
        <p class="lead">
          The best configuration without failures is{" "}
          <a href="#configurations">
            <Name text={labels.configurations[complete]!} />
          </a>.
        </p>
      )}
      <dl class="figures">
        {winner && ranking && (
          <Figure name={report.columns[ranking.column]!} note={`n = ${winner.results[ranking.column]![0]}`}>
            <Mean result={winner.results[ranking.column]!} />
          </Figure>
        )}
        {winner && ranking && isSelected(report, winner) && winner.fresh && (
          <Figure
            name={`${report.columns[ranking.column]!}, fresh seeds`}
            note={`n = ${winner.fresh[0]}, not selected`}
          >
            <Mean result={winner.fresh} />
          </Figure>
        )}
        {winner && test !== undefined && winner.results[test] && (
          <Figure name={report.columns[test]!} note={`n = ${winner.results[test]![0]}`}>
            <Mean result={winner.results[test]!} />
          </Figure>
        )}
        {report.counts.states.map(([state, count]) => (
          <Figure
            key={state}
            name={state.replace("_", " ")}
            note={`of ${counted(report.counts.experiments, "experiment")}`}
          >
            {count.toLocaleString("en-US")}
          </Figure>
        ))}
        {report.counts.seconds === undefined
          ? null
          : <Figure name="run time" note="all trainings and tests">{formatDuration(report.counts.seconds)}</Figure>}
      </dl>
      <Warnings />
    </section>
  );
}

// Whether the best value was selected from several: a single configuration is not.
function isSelected({ configurations, ranking }: Report, { selected }: Configuration): boolean {
  return ranking !== undefined && selected === true && configurations.length > 1;
}

interface FigureProps {
  readonly name: string;
  readonly note: string;
  readonly children: JSX.Element | string;
}

function Figure({ name, note, children }: FigureProps): JSX.Element {
  return (
    <div>
      <dt>
        <Name text={name} />
      </dt>
      <dd>
        <span class="value">{children}</span>
        <span class="note">{note}</span>
      </dd>
    </div>
  );
}

function Headline(): JSX.Element {
  const { report, labels } = usePage();
  const { best, candidates, compared } = report.verdict;
  if (best === undefined) return <>{withoutBest(report)}</>;
  const isMarked = report.configurations[best]!.candidate === true;
  const name = <Name text={labels.configurations[best]!} />;
  if (report.configurations.length === 1) return <>{name} is the only configuration</>;
  return <>{name} {isMarked && candidates === 1 && compared > 1 ? "is best" : "leads"}</>;
}

function withoutBest(report: Report): string {
  const { configurations, counts, ranking } = report;
  if (configurations.length === 0) return "Nothing has started yet";
  if (hasOnlyFailures(report)) {
    const isOver = counts.states.every(([state]) => state === "failed" || state === "timed_out" || state === "lost");
    return isOver ? "All runs failed" : "There is no trained model yet";
  }
  if (ranking !== undefined) return `No configuration has a result to rank by`;
  return `${counted(configurations.length, "configuration")}, ${counted(counts.experiments, "experiment")}`;
}

function withoutRanking({ unranked, columns }: Report): string {
  if (unranked !== undefined) return `Not ranked: ${unranked}.`;
  if (columns.length === 0) return "There are no results to rank by.";
  return "There is no metric to rank by: choose one with --metric.";
}

function Certainty(): JSX.Element {
  const { report } = usePage();
  const { ranking, verdict: { best }, configurations } = report;
  const [failure] = report.failures;
  if (failure !== undefined && (ranking === undefined ? hasOnlyFailures(report) : best === undefined)) {
    return (
      <>
        The most frequent cause: <Name text={failure.cause} />
      </>
    );
  }
  if (ranking === undefined) return <>{withoutRanking(report)}</>;
  if (best === undefined) {
    return (
      <>
        Ranked by <Name text={report.columns[ranking.column]!} />, once there are results.
      </>
    );
  }
  const goal = ranking.goal === "maximize" ? "highest" : "lowest";
  const by = (
    <>
      It has the {goal} <Name text={report.columns[ranking.column]!} /> of{" "}
      {counted(configurations.length, "configuration")}
    </>
  );
  if (configurations.length === 1) {
    return (
      <>
        Ranked by <Name text={report.columns[ranking.column]!} />.
      </>
    );
  }
  return <>{by}{describeCertainty(report, best)}</>;
}

// The end of the sentence about the best configuration.
function describeCertainty(
  { ranking, verdict: { candidates, compared }, configurations }: Report,
  best: number,
): string {
  const { candidate, failed, results } = configurations[best]!;
  const isSingle = results[ranking!.column]![0] === 1;
  if (isSingle && failed > 0) return ", but a single result, because its other repetitions failed: it may be luck.";
  if (isSingle) {
    return ", but a single result: without repetitions, nothing shows whether that is more than chance.";
  }
  if (!candidate) return ", but its results are not finite numbers: it cannot be compared with the others.";
  if (compared < 2) return ". There is no other configuration with repetitions to compare it with.";
  if (candidates === 1) {
    return `, and no other of the ${compared} compared is likely to be the best (95\u00a0% confidence).`;
  }
  const others = counted(candidates - 1, "other", "others");
  return `. ${others} may as well be the best (95\u00a0% confidence): the difference may be chance.`;
}

function Warnings(): JSX.Element | null {
  const { report: { warnings } } = usePage();
  if (warnings.length === 0) return null;
  const items = warnings.map((warning, index) => (
    <li key={index}>
      <Text text={warning} />
    </li>
  ));
  if (items.length <= 3) return <ul class="warnings">{items}</ul>;
  return (
    <details class="warnings">
      <summary>{counted(items.length, "warning")}</summary>
      <ul>{items}</ul>
    </details>
  );
}
