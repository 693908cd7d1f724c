/**
 * Prints test cases as JUnit XML, in the dialect that GitLab, Jenkins and the actions of GitHub read: `testsuites`, `testsuite`,
 * `testcase` with at most one of `failure`, `error` and `skipped` (https://docs.gitlab.com/ci/testing/unit_test_reports).
 */
import { testRun } from "../plan/aggregate.ts";
import { type Experiment, isTestable, type Plan, testNames } from "../plan/plan.ts";
import { isoTime } from "../run/journal_record.ts";
import type { Outcome } from "../run/outcome.ts";
import { hasSucceeded, type Run, runOf, type RunTable, secondsOf } from "../run/run_state.ts";
import type { Stage } from "../run/stage.ts";
import { describeRunEnd, jobLabel } from "../status/label.ts";
import { experimentDir, launchLog } from "../store/layout.ts";

/** The test cases of a stage. */
export interface TestSuite {
  /** `mnist train`. */
  readonly name: string;
  /** The name of the grid: with the name of a case it identifies the case from one pipeline to the next. */
  readonly grid: string;
  readonly cases: readonly TestCase[];
  /** The grid directory, to find logs. */
  readonly root: string;
}

/**
 * The text of a file with suites.
 *
 * @param readLog gives the end of a log: absolute paths of grid directories, and paths below them
 */
export function printJunit(
  suites: readonly TestSuite[],
  readLog: (root: string, log: string) => readonly string[],
): string {
  const all = suites.flatMap(({ cases }) => cases);
  const { skipped: _, ...counts } = countsOf(all);
  return [
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name: "grid-workers", ...counts })}>\n`,
    ...suites.map((suite) => printSuite(suite, (log) => readLog(suite.root, log))),
    "</testsuites>\n",
  ].join("");
}

function printSuite({ name, grid, cases }: TestSuite, readLog: (log: string) => readonly string[]): string {
  const started = isoTime(cases.reduce((first, { started = Infinity }) => Math.min(first, started), Infinity));
  const timestamp = started === null ? {} : { timestamp: started.slice(0, 19) };
  return [
    `  <testsuite${attributes({ name, ...countsOf(cases), ...timestamp })}>\n`,
    ...cases.map((testCase) => printCase(testCase, grid, readLog)),
    "  </testsuite>\n",
  ].join("");
}

function countsOf(cases: readonly TestCase[]) {
  const { failed, blocked, stopped, skipped, seconds } = countCases(cases);
  return {
    tests: cases.length,
    failures: failed,
    errors: blocked,
    skipped: stopped + skipped,
    time: seconds.toFixed(3),
  };
}

function printCase(
  { name, result, seconds }: TestCase,
  grid: string,
  readLog: (log: string) => readonly string[],
): string {
  const time = seconds === undefined ? {} : { time: seconds.toFixed(3) };
  const head = `    <testcase${attributes({ name, classname: grid, ...time })}`;
  switch (result.kind) {
    case "passed":
      return `${head}/>\n`;
    case "stopped":
    case "skipped":
      return `${head}>\n      <skipped${attributes({ message: result.reason })}/>\n    </testcase>\n`;
    case "blocked":
      return `${head}>\n      <error${attributes({ message: result.reason, type: "blocked" })}/>\n    </testcase>\n`;
    case "failed": {
      const failure = attributes({ message: result.reason, type: result.timedOut ? "timed_out" : "failed" });
      const text = escapeText([`log: ${result.log}`, ...readLog(result.log)].join("\n"));
      return `${head}>\n      <failure${failure}>${text}</failure>\n    </testcase>\n`;
    }
  }
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values).map(([name, value]) => ` ${name}="${escapeAttribute(String(value))}"`).join("");
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

// XML 1.0 (2.2 Characters) has no other control characters, no surrogates that stand alone, and neither U+FFFE nor U+FFFF, not even
// as references.
// deno-lint-ignore no-control-regex
const NOT_XML = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;

/** Text between tags. Every `>` is escaped, so that `]]>` does not occur; characters that XML does not have become U+FFFD. */
function escapeText(text: string): string {
  // A reader of XML makes a line feed of a carriage return.
  return text.replaceAll(NOT_XML, "\ufffd").replaceAll(/[&<>]/g, (sign) => ESCAPES[sign]!).replaceAll("\r", "&#13;");
}

/** The value of an attribute, between double quotes. White space stays what it is. */
function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', "&quot;").replaceAll("\t", "&#9;").replaceAll("\n", "&#10;");
}

// The runs of a grid as test cases, for services that show the results of tests.

/** What has become of a run. */
export type CaseResult =
  | { readonly kind: "passed" }
  /** `log`: its path, relative to the grid directory. */
  | {
    readonly kind: "failed";
    readonly timedOut: boolean;
    readonly outcome: Outcome;
    readonly reason: string;
    readonly log: string;
  }
  /** It could not be started, as something that it needs is missing. */
  | { readonly kind: "blocked"; readonly reason: string }
  /** Early stopping ended it, or kept it from being started. */
  | { readonly kind: "stopped"; readonly reason: string }
  /** It has not ended, or will start again. */
  | { readonly kind: "skipped"; readonly reason: string };

/** A run as a test case. */
export interface TestCase {
  /** Unique in its grid: the stage, and the label of the job. */
  readonly name: string;
  readonly experiment: Experiment;
  readonly result: CaseResult;
  /** The duration of its newest launch; absent if it has not ended. */
  readonly seconds?: number;
  /** When its newest launch started, in milliseconds since the epoch. */
  readonly started?: number;
}

/** The runs of a stage, in the order of the plan. Experiments that are no longer in the grid file are left out. */
export function testCases(plan: Plan, runs: RunTable, stage: Stage): TestCase[] {
  return plan.experiments.flatMap((experiment) => {
    if (experiment.dropped || stage === "test" && !isTestable(plan.groups[experiment.group]!)) return [];
    const { id } = experiment;
    const isTrained = stage === "train" || experiment.model !== undefined ||
      hasSucceeded(runOf(runs, { stage: "train", id }));
    return testNames(plan, stage).map((test): TestCase => {
      const subject = test === undefined ? {} : { test };
      const run = stage === "train" ? runOf(runs, { stage, id }) : testRun(runs, { id, ...subject });
      const seconds = secondsOf(run.newest);
      return {
        name: `${stage} ${jobLabel(experiment, subject)}`,
        experiment,
        result: resultOf(run, { stage, experiment, isTrained }),
        ...(seconds !== undefined && { seconds }),
        ...(run.newest !== undefined && { started: run.newest.started }),
      };
    });
  });
}

/** The number of cases in each state, and their total duration. */
export interface CaseCounts extends Readonly<Record<CaseResult["kind"], number>> {
  readonly seconds: number;
}

/** Counts test cases. */
export function countCases(cases: readonly TestCase[]): CaseCounts {
  const counts = { passed: 0, failed: 0, blocked: 0, stopped: 0, skipped: 0, seconds: 0 };
  for (const { result, seconds = 0 } of cases) {
    counts[result.kind]++;
    counts.seconds += seconds;
  }
  return counts;
}

function stoppedResult(outcome: Outcome): CaseResult {
  return { kind: "stopped", reason: outcome.kind === "unstarted" ? outcome.reason : "stopped early" };
}

interface CaseContext {
  readonly stage: Stage;
  readonly experiment: Experiment;
  readonly isTrained: boolean;
}

function resultOf(run: Run, { stage, experiment, isTrained }: CaseContext): CaseResult {
  const { state } = run;
  switch (state.kind) {
    case "pending":
      return { kind: "skipped", reason: isTrained ? "not started" : "not trained" };
    case "running":
      return { kind: "skipped", reason: "running" };
    case "unknown":
      return { kind: "skipped", reason: `may be running on ${state.host}` };
    case "blocked":
      return { kind: "blocked", reason: state.reason };
    case "ended":
      if (state.state === "succeeded") return { kind: "passed" };
      if (state.state === "stopped_early") return stoppedResult(state.outcome);
      if (state.state === "interrupted" || state.state === "lost") {
        return { kind: "skipped", reason: `${state.state}: ${describeRunEnd(run)}` };
      }
      return {
        kind: "failed",
        timedOut: state.state === "timed_out",
        outcome: state.outcome,
        reason: describeRunEnd(run),
        log: `${experimentDir(experiment)}/${launchLog(stage, run.newest ?? { number: 1 })}`,
      };
  }
}
