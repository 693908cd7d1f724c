/**
 * Prints test cases as JUnit XML, in the dialect that GitLab, Jenkins and the actions of GitHub read: `testsuites`, `testsuite`,
 * `testcase` with at most one of `failure`, `error` and `skipped` (https://docs.gitlab.com/ci/testing/unit_test_reports).
 */
import { isoTime } from "../run/journal_record.ts";
import { countCases, type TestCase } from "./test_cases.ts";

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
 * Renders a JUnit file.
 *
 * @param readLog reads the end of a log, given the absolute path of a grid directory and the path of the log in it
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

/**
 * Renders a JUnit file of a command that was refused before it started anything: one case with the error, so that a CI service does
 * not show an old file, or none.
 *
 * @param command the name of the command: `run`
 * @param message what was printed, one problem per line
 */
export function printJunitError(command: string, message: string): string {
  const counts = { tests: 1, failures: 0, errors: 1 };
  const [first = ""] = message.split("\n", 1);
  return [
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${
      attributes({ name: "grid-workers", ...counts, time: "0" })
    }>\n`,
    `  <testsuite${attributes({ name: command, ...counts, skipped: 0, time: "0" })}>\n`,
    `    <testcase${attributes({ name: `${command} was not started`, classname: command })}>\n`,
    `      <error${attributes({ message: first, type: "input" })}>${escapeText(message)}</error>\n`,
    "    </testcase>\n  </testsuite>\n</testsuites>\n",
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
  // An XML reader turns a carriage return into a line feed.
  return text.replaceAll(NOT_XML, "\ufffd").replaceAll(/[&<>]/g, (sign) => ESCAPES[sign]!).replaceAll("\r", "&#13;");
}

/** The value of an attribute, between double quotes. White space is preserved. */
function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', "&quot;").replaceAll("\t", "&#9;").replaceAll("\n", "&#10;");
}
