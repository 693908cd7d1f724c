/** What is known about an experiment and its runs, for people and as JSON. */
import { type Json, toJson } from "../config/value.ts";
import { formatDuration } from "../messages/quantity.ts";
import { paramsOf } from "../plan/experiment.ts";
import type { Experiment, Plan } from "../plan/plan.ts";
import { type Fields, NO_VALUE } from "../results/experiment_result.ts";
import { parseNumber } from "../results/parse_number.ts";
import { isoTime } from "../run/journal_record.ts";
import type { Attempt } from "../run/journal_state.ts";
import { describeOutcome, exitAndSignal, type Told } from "../run/outcome.ts";
import { type LaunchInfo, type Run, type RunState, stateInWords, stateName, type Time } from "../run/run_state.ts";
import type { Stage } from "../run/stage.ts";
import { type EarlyStatus, NOT_STARTED_EARLY } from "../status/status.ts";
import { experimentDir, launchLog } from "../store/layout.ts";

/** What is known about a run. Paths are as shown to the user. */
export interface RunDetails {
  readonly stage: Stage;
  /** The name of the test, if the grid has several. */
  readonly test?: string;
  readonly run: Run;
  /** Where early stopping ended it; only of a training. */
  readonly early?: EarlyStatus;
  readonly attempts: readonly Attempt[];
  /** The command as it would be typed in a shell, in the directory in which runs start; absent if there is none. */
  readonly command?: string;
  /** The script of the newest attempt, which repeats the run; `isHere`: unless the grid directory was moved since. */
  readonly script?: { readonly path: string; readonly isHere: boolean } | undefined;
  /** The results by name, as columns of an analysis have them. */
  readonly results: Fields;
  /** Problems with reading them. */
  readonly problems: readonly string[];
  /** The checkpoint that is tested; only of a training. */
  readonly checkpoint?: string;
  /** The log of the newest attempt, and its last lines. */
  readonly log?: string;
  readonly lines: readonly string[];
}

/** What is known about an experiment. */
export interface ExperimentInspection {
  /** The grid directory, as shown to the user. */
  readonly grid: string;
  readonly plan: Plan;
  readonly experiment: Experiment;
  /** Its directory, as shown to the user. */
  readonly dir: string;
  readonly runs: readonly RunDetails[];
}

/**
 * An experiment as `grid:show --json` prints it. Times are ISO 8601, UTC; durations are seconds.
 *
 * @param now milliseconds since the epoch
 */
export function inspectionJson({ grid, plan, experiment, runs }: ExperimentInspection, now: Time): Json {
  return {
    version: 1,
    grid,
    id: experiment.id,
    name: experiment.name,
    repetition: experiment.repetition,
    dir: experimentDir(experiment),
    params: Object.fromEntries(paramsOf(plan, experiment).map(([key, value]) => [key, toJson(value)])),
    runs: runs.map((details) => runJson(details, now)),
  };
}

function runJson(details: RunDetails, now: Time): Json {
  const { stage, test = null, run, attempts, command = null, script, checkpoint = null } = details;
  return {
    stage,
    test,
    state: stateName(run.state),
    ...(details.early !== undefined && { early: { ...details.early } }),
    description: describeRun(run, now),
    attempts: attempts.map((attempt) => attemptJson(stage, attempt, now)),
    command,
    script: script?.isHere ? script.path : null,
    results: Object.fromEntries(Array.from(details.results, ([name, text]) => [name, resultJson(text)])),
    problems: [...details.problems],
    checkpoint,
    log: details.log ?? null,
    last_lines: [...details.lines],
  };
}

function attemptJson(stage: Stage, { number, launch, state }: Attempt, now: Time): Json {
  const { exit, signal } = launch.outcome === undefined ? { exit: null, signal: null } : exitAndSignal(launch.outcome);
  return {
    attempt: number,
    state: stateName(state),
    started: isoTime(launch.started),
    ended: isoTime(launch.ended),
    seconds: Math.max(0, (launch.ended ?? now) - launch.started) / 1_000,
    exit,
    signal,
    devices: [...launch.devices],
    job: launch.job ?? null,
    host: launch.host ?? null,
    log: launchLog(stage, launch),
  };
}

// As in Python's JSON, but valid: numbers that are not finite become strings.
function resultJson(text: string): Json {
  if (text === "" || text === NO_VALUE) return null;
  const number = parseNumber(text);
  return number === undefined || !Number.isFinite(number) ? text : number;
}

/**
 * The state of a run with its reason: `failed: exit code 1 after 2.1s`, `running for 12s`.
 *
 * @param now milliseconds since the epoch
 */
export function describeRun({ state, newest, queued }: Run, now: number): string {
  if (queued !== undefined) return `queued for ${since(queued.started, now)}`;
  return describeState(state, newest, now);
}

/** The state that a launch has, or had when it ended; the arguments are as for {@link describeRun}. */
export function describeState(state: RunState, launch: LaunchInfo | undefined, now: number): string {
  switch (state.kind) {
    case "pending":
      return "pending";
    case "blocked":
      return `blocked: ${state.reason}`;
    case "unknown":
      return `unknown: it may be running on ${state.host}`;
    case "running": {
      const told = state.told === undefined ? "" : `, ${TOLD[state.told]}`;
      return `running for ${since(launch?.started ?? now, now)}${told}`;
    }
    case "ended": {
      const took = launch === undefined ? "" : since(launch.started, launch.ended ?? state.at);
      if (state.state === "succeeded") return took === "" ? "succeeded" : `succeeded in ${took}`;
      if (state.state === "failed" && state.outcome.kind === "unstarted") return describeOutcome(state.outcome);
      const name = stateInWords(state.state);
      if (state.state === "stopped_early" && state.outcome.kind === "unstarted") return `${name}: ${NOT_STARTED_EARLY}`;
      const after = took === "" || state.outcome.kind === "unstarted" ? "" : ` after ${took}`;
      return `${name}: ${describeOutcome(state.outcome)}${after}`;
    }
  }
}

const TOLD: Readonly<Record<Told, string>> = {
  stop: "told to stop",
  timeout: "timed out",
  early: "stopped early",
};

function since(time: number, now: number): string {
  return formatDuration(Math.max(0, now - time) / 1_000);
}
