/** Renders what is known about an experiment, as `grid:show` prints it. */
import { plainText } from "../config/value.ts";
import { shellQuote } from "../messages/text.ts";
import { paramsOf } from "../plan/experiment.ts";
import { type Fields, NO_VALUE } from "../results/experiment_result.ts";
import type { Attempt } from "../run/journal_state.ts";
import type { Time } from "../run/run_state.ts";
import { label } from "../status/label.ts";
import { describeEarly } from "../status/status.ts";
import { describeRun, describeState, type ExperimentInspection, type RunDetails } from "./run_details.ts";

/**
 * The lines for an experiment and its runs.
 *
 * @param now milliseconds since the epoch
 * @param printTime formats a time for the user
 */
export function renderInspection(
  { plan, experiment, dir, runs }: ExperimentInspection,
  now: Time,
  printTime: (time: Time) => string,
): string[] {
  const params = paramsOf(plan, experiment).map(([key, value]) => `${key}=${plainText(value)}`);
  return [
    label(experiment),
    ...(params.length === 0 ? [] : [row("values", params.join(" "))]),
    row("directory", dir),
    ...runs.flatMap((details) => renderRun(details, now, printTime)),
  ];
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(12)}${text}`;
}

function renderRun(details: RunDetails, now: Time, printTime: (time: Time) => string): string[] {
  const { stage, test, run, early, attempts, command, script, results, problems, checkpoint, log, lines } = details;
  const isStarted = attempts.length > 0;
  return [
    `${stage}${test === undefined ? "" : ` ${test}`}: ${describeRun(run, now)}`,
    ...(early === undefined ? [] : [row("compared", describeEarly(early))]),
    ...attempts.map((attempt) => row(`attempt ${attempt.number}`, describeAttempt(attempt, now, printTime))),
    ...(command === undefined ? [] : [row("runs", command)]),
    ...(script === undefined ? [] : [row("by hand", describeScript(script))]),
    ...(isStarted
      ? [
        row(
          "results",
          `${describeResults(results)}${results.size === 0 && run.state.kind === "running" ? " yet" : ""}`,
        ),
      ]
      : []),
    ...problems.map((problem) => row("", problem)),
    ...(checkpoint === undefined ? [] : [row("checkpoint", checkpoint)]),
    ...(log === undefined ? [] : [row("log", log)]),
    ...lines.map((line) => `    | ${line}`),
  ];
}

function describeAttempt({ launch, state }: Attempt, now: Time, printTime: (time: Time) => string): string {
  const { devices, job, host } = launch;
  const where = [
    ...(host === undefined ? [] : [host]),
    ...(job === undefined ? [] : [`job ${job}`]),
    ...devices,
  ];
  const on = where.length === 0 ? "" : ` on ${where.join(", ")}`;
  return `${printTime(launch.started)}  ${describeState(state, launch, now)}${on}`;
}

function describeScript({ path, isHere }: NonNullable<RunDetails["script"]>): string {
  return isHere ? `sh ${shellQuote(path)}` : `${path} has the paths from before the grid directory was moved`;
}

const MAX_RESULTS = 12;

/** Results in one line, at most twelve of them; `none` without any. */
export function describeResults(results: Fields): string {
  const shown = Array.from(results, ([name, text]) => `${name}=${text === NO_VALUE ? "None" : text}`);
  if (shown.length === 0) return "none";
  const more = shown.length > MAX_RESULTS ? ` … and ${shown.length - MAX_RESULTS} more` : "";
  return `${shown.slice(0, MAX_RESULTS).join(" ")}${more}`;
}
