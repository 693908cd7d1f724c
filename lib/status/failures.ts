/** Lists the failed runs of a grid, with their causes. */
import { describe } from "../config/value.ts";
import { causeOf, groupFailures } from "../failures/group_failures.ts";
import { formatDuration } from "../messages/quantity.ts";
import { cutText, plural, textWidth } from "../messages/text.ts";
import { aggregateRun } from "../plan/aggregate.ts";
import { paramsAt } from "../plan/experiment.ts";
import { shortNames } from "../plan/names.ts";
import type { Experiment, Group, Plan } from "../plan/plan.ts";
import { describeOutcome, type Outcome } from "../run/outcome.ts";
import {
  hasSucceeded,
  isFailed,
  type Run,
  type RunKey,
  runOf,
  runsOfStage,
  type RunTable,
  stateInWords,
  stateName,
} from "../run/run_state.ts";
import { type Stage, STAGES } from "../run/stage.ts";
import { experimentDir, launchLog } from "../store/layout.ts";
import { describeRunEnd, fitLabel, jobLabel } from "./label.ts";
import type { EventLine } from "./progress/describe_event.ts";
import type { Failure, StageEvent } from "./progress/progress.ts";
import type { FailureStatus } from "./status.ts";

export interface FailedRun {
  readonly key: RunKey;
  /** The index of its experiment. */
  readonly experiment: number;
  readonly run: Run;
  /** Its log, relative to the grid directory; absent if it did not start. */
  readonly log?: string;
}

/** A failed run, and why it failed: {@link causeOf}. */
export interface ExplainedFailure extends FailedRun {
  readonly state: "failed" | "timed_out";
  readonly line: string;
  readonly cause: string;
}

/**
 * The runs that failed or timed out, in the order of the plan.
 *
 * @param only indices of experiments; by default all
 */
export function listFailed(plan: Plan, runs: RunTable, only?: ReadonlySet<number>): FailedRun[] {
  const failed: (readonly [RunKey, Run])[] = [];
  for (const stage of STAGES) {
    for (const entry of runsOfStage(runs, stage)) if (isFailed(entry[1])) failed.push(entry);
  }
  if (failed.length === 0) return [];
  const indices = new Map(plan.experiments.map(({ id }, index) => [id, index]));
  return failed.flatMap(([key, run]): FailedRun[] => {
    const index = indices.get(key.id);
    const experiment = index === undefined ? undefined : plan.experiments[index];
    if (index === undefined || experiment === undefined || experiment.dropped) return [];
    return only?.has(index) ?? true ? [{ key, experiment: index, run, ...logOf(experiment, key, run) }] : [];
  }).sort((a, b) => a.experiment - b.experiment);
}

function logOf(experiment: Experiment, { stage }: RunKey, { newest }: Run): Pick<FailedRun, "log"> {
  return newest === undefined ? {} : { log: `${experimentDir(experiment)}/${launchLog(stage, newest)}` };
}

const UNKNOWN: Outcome = { kind: "lost" };

/**
 * Explains why a run failed.
 *
 * @param lines the end of its log; `undefined` if it was not read
 */
export function explainFailure(plan: Plan, failed: FailedRun, lines: readonly string[] | undefined): ExplainedFailure {
  const { run: { state, newest }, log = "" } = failed;
  const outcome = newest?.outcome ?? UNKNOWN;
  const timedOut = stateName(state) === "timed_out";
  const common = { ...failed, state: timedOut ? "timed_out" : "failed" } as const;
  if (lines === undefined) {
    const line = `${describeOutcome(outcome)} (log not read)`;
    return { ...common, line, cause: line };
  }
  return { ...common, ...causeOf({ outcome, timedOut, log, lines }, plan.experiments[failed.experiment]!.name) };
}

/** The facts about a failure, and the available width. */
export interface FailureContext {
  readonly experiments: readonly Experiment[];
  /** The end of the log, printable. */
  readonly lines: readonly string[];
  /** The width of the terminal. */
  readonly columns: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

// The part of the width for the label; the rest is for the cause. Ids distinguish runs, but only the cause says what to do.
const LABEL_SHARE = 0.4;

// Narrower terminals have no room for durations.
const WIDE = 60;

/**
 * Describes a failed run in one line for the live view, no wider than the terminal: `failed mlp-lr=0.1 r0 3f9c2a1b after 2.8s:
 * RuntimeError: boom`.
 */
export function describeFailure(
  { end, log }: Extract<StageEvent, { type: "ended" }>,
  { experiments, lines, columns, now }: FailureContext,
): EventLine {
  const experiment = experiments[end.job.experiment]!;
  const timedOut = end.state === "timed_out";
  const word = stateInWords(end.state);
  const took = columns < WIDE ? "" : ` after ${formatDuration((now - end.started) / 1000)}`;
  const retry = end.retryAt === undefined
    ? ""
    : `, retrying in ${formatDuration(Math.max(0, end.retryAt - now) / 1000)}`;
  const why = timedOut ? "" : `: ${causeOf({ outcome: end.outcome, timedOut, log, lines }, experiment.name).line}`;
  const room = columns - textWidth(`${word} ${took}${retry}`);
  const full = textWidth(jobLabel(experiment, end.job));
  const labelRoom = Math.max(room - textWidth(why), Math.min(full, Math.floor(room * LABEL_SHARE)));
  const text = ` ${fitLabel(experiment, end.job, labelRoom)}${took}${retry}${why}`;
  return { level: "failure", tone: "bad", word, text: cutText(text, columns - textWidth(word)) };
}

// Further values do not help to find the cause.
const MAX_COMMON = 3;

/** Groups failed runs by their causes, the largest group first. */
export function groupFailed(
  { plan, runs }: { readonly plan: Plan; readonly runs: RunTable },
  failed: readonly ExplainedFailure[],
): FailureStatus[] {
  if (failed.length === 0) return [];
  const { keys, params } = failed.length === 1 ? { keys: [], params: [] } : paramTable(plan);
  const endedIn = (stage: Stage) =>
    [...plan.experiments.keys()].filter((index) => {
      const experiment = plan.experiments[index]!;
      if (experiment.dropped) return false;
      const run = aggregateRun(plan, runs, stage, experiment);
      return hasSucceeded(run) || isFailed(run);
    });
  const stages = new Set(failed.map(({ key }) => key.stage));
  const othersOf = (stage: Stage) => stages.has(stage) ? endedIn(stage) : [];
  const others = { train: othersOf("train"), test: othersOf("test") };
  const items = failed.map((run) => ({ ...run, stage: run.key.stage }));
  return groupFailures(items, { params, others }).map(({ runs: group, common }): FailureStatus => {
    const [{ key: { stage }, state, line, cause }] = group;
    return {
      stage,
      state,
      count: group.length,
      cause: group.every((run) => run.line === line) ? line : cause,
      common: common.flatMap(({ factor, value, elsewhere }) =>
        value === null ? [] : [{ key: keys[factor]!, value, others: elsewhere }]
      ),
      runs: group.map(({ key: { id, test } }) => ({ id, ...(test !== undefined && { test }) })),
    };
  });
}

// The value of each experiment, by key. The tasks of a grid are a parameter, too.
function paramTable(plan: Plan): { readonly keys: readonly string[]; readonly params: readonly (string | null)[][] } {
  const columns = new Map<string, (string | null)[]>();
  const byGroup = Map.groupBy(plan.experiments.keys(), (index) => plan.experiments[index]!.group);
  for (const [group, members] of byGroup) fillColumns(columns, plan.experiments, plan.groups[group]!, members);
  const short = shortNames([...columns.keys()]);
  const keys = Array.from(columns.keys(), (key) => short.get(key)!);
  const tasks = plan.experiments.map(({ group }) => plan.groups[group]!.task);
  return { keys: [...keys, "task"], params: [...columns.values(), tasks] };
}

// Each value of an axis is described only once, because a grid may have a hundred thousand experiments.
function fillColumns(
  columns: Map<string, (string | null)[]>,
  experiments: readonly Experiment[],
  { axes }: Group,
  members: readonly number[],
): void {
  for (const [position, axis] of axes.entries()) {
    const cells = axis.values.map((_, at) =>
      paramsAt(axis, at).map(([key, value]) => {
        const column: (string | null)[] = columns.get(key) ?? Array(experiments.length).fill(null);
        columns.set(key, column);
        return { column, text: describe(value) };
      })
    );
    for (const index of members) {
      for (const { column, text } of cells[experiments[index]!.at[position]!]!) column[index] = text;
    }
  }
}

// Causes that describe how a run ended, because its log is empty or was not read. They are not quoted.
const OUTCOME = /^(?:exit code \d+|killed by SIG\w+|failed to start: .*|lost \(no exit record\)|.* \(log not read\))$/;

/**
 * A group in words: `60 failed, all with hidden_size=7: "RuntimeError: boom"`. It names values that no other experiment has; if
 * there are none, the value that the fewest others have.
 */
export function describeGroup({ stage, state, count, cause, common }: FailureStatus): string {
  const what = stage === "train" ? "" : `${plural(count, "test")} `;
  const unique = common.filter(({ others }) => others === 0);
  const shown = unique.length > 0 ? unique.slice(0, MAX_COMMON) : common.slice(0, 1);
  const values = shown.map(({ key, value }) => `${key}=${value}`).join(" and ");
  const others = shown[0]?.others ?? 0;
  const except = others === 0 ? "" : ` (${others} ${plural(others, "other")} with it did not)`;
  const all = shown.length === 0 ? "" : `, all with ${values}${except}`;
  const why = state === "timed_out" ? "" : OUTCOME.test(cause) ? `: ${cause}` : `: "${cause}"`;
  return `${count} ${what}${stateInWords(state)}${all}${why}`;
}

/** Runs that failed before this stage and are not run again. */
export interface EarlierFailures {
  /** Number of these runs. */
  readonly count: number;
  /** The first of them, at most 5. */
  readonly shown: readonly Failure[];
}

const MAX_SHOWN = 5;

/**
 * Describes runs that failed or timed out earlier.
 *
 * @param failed the runs: indices of their experiments, and their tests
 */
export function describeEarlierFailures(
  plan: Plan,
  runs: RunTable,
  stage: Stage,
  failed: readonly { readonly experiment: number; readonly test?: string }[],
): EarlierFailures {
  return {
    count: failed.length,
    shown: failed.slice(0, MAX_SHOWN).map(({ experiment: index, test }): Failure => {
      const experiment = plan.experiments[index]!;
      const subject = test === undefined ? {} : { test };
      const run = runOf(runs, { stage, id: experiment.id, ...subject });
      return {
        label: jobLabel(experiment, subject),
        reason: describeRunEnd(run),
        log: `${experimentDir(experiment)}/${launchLog(stage, run.newest ?? { number: 1 })}`,
      };
    }),
  };
}
