/** Groups the failed runs of a grid by their causes, and describes the groups. */
import { describe } from "../../config/describe.ts";
import { groupFailures } from "../../failures/group_failures.ts";
import { plural } from "../../messages/text/counted.ts";
import { aggregateRun } from "../../plan/aggregate.ts";
import { paramsAt } from "../../plan/experiment.ts";
import { shortNames } from "../../plan/names.ts";
import type { Experiment, Group, Plan } from "../../plan/plan.ts";
import { stateInWords } from "../../run/describe_states.ts";
import { hasSucceeded, isFailed } from "../../run/run_state.ts";
import type { RunTable } from "../../run/run_table.ts";
import type { Stage } from "../../run/stage.ts";
import type { FailureStatus } from "../status.ts";
import type { ExplainedFailure } from "./failed_runs.ts";

// More than these tells nothing apart.
const MAX_COMMON = 3;

/** The groups of failed runs, the largest first. */
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

// By key, the value of each experiment. The tasks of a grid are a parameter, too.
function paramTable(plan: Plan): { readonly keys: readonly string[]; readonly params: readonly (string | null)[][] } {
  const columns = new Map<string, (string | null)[]>();
  const byGroup = Map.groupBy(plan.experiments.keys(), (index) => plan.experiments[index]!.group);
  for (const [group, members] of byGroup) fillColumns(columns, plan.experiments, plan.groups[group]!, members);
  const short = shortNames([...columns.keys()]);
  const keys = Array.from(columns.keys(), (key) => short.get(key)!);
  const tasks = plan.experiments.map(({ group }) => plan.groups[group]!.task);
  return { keys: [...keys, "task"], params: [...columns.values(), tasks] };
}

// Each value of an axis is described once: a grid may have a hundred thousand experiments.
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

// Says how a run ended, as its log is empty or was not read. Not a quote.
const OUTCOME = /^(?:exit code \d+|killed by SIG\w+|failed to start: .*|lost \(no exit record\)|.* \(log not read\))$/;

/**
 * A group in words: `60 failed, all with hidden_size=7: "RuntimeError: boom"`. Values that no other experiment has are named; if
 * there are none, the one that the fewest others have.
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
