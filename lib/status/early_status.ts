/** How runs were judged that were stopped early. */
import type { Plan } from "../plan/plan.ts";
import type { RecordedNumber } from "../run/records/journal_record.ts";
import { recordedNumber } from "../run/records/recorded_number.ts";
import { isStoppedEarly, type RungValue } from "../run/run_state.ts";
import { runOf, type RunTable } from "../run/run_table.ts";
import { ruleOf } from "../schedule/early_stopping/recall_rungs.ts";
import { betterOf } from "../search/rungs.ts";

/** The rung at which a run was stopped early. */
export interface EarlyStatus {
  /** The resource at the rung: 3, of the column {@link resource}. */
  readonly rung: number;
  /** The column that counts the resource. */
  readonly resource: string;
  /** What the run had reached there. */
  readonly value: RecordedNumber;
  /** The number of values that had come to the rung, this one included. */
  readonly of: number;
  /** The place of the value among them, from 1. */
  readonly rank: number;
  /** The worst value that went on. */
  readonly cut: RecordedNumber;
}

/** By the ids of experiments: where they were stopped early. Empty for a grid that stops nothing. */
export function earlyStatus(plan: Plan, runs: RunTable): ReadonlyMap<string, EarlyStatus> {
  const stopped = new Map<string, EarlyStatus>();
  const atRungs = new Map<string, RungValue[]>();
  for (const { id, group } of plan.experiments) {
    for (const value of runOf(runs, { stage: "train", id }).rungs ?? []) {
      const key = keyOf(value, plan.groups[group]!.task);
      const values = atRungs.get(key);
      if (values === undefined) atRungs.set(key, [value]);
      else values.push(value);
    }
  }
  if (atRungs.size === 0) return stopped;
  const rule = ruleOf(plan);
  for (const { id, group } of plan.experiments) {
    const run = runOf(runs, { stage: "train", id });
    const verdict = run.rungs?.find(({ goesOn }) => goesOn === false);
    if (!isStoppedEarly(run) || verdict?.cut === undefined) continue;
    const { task } = plan.groups[group]!;
    const { rung, value, of, cut } = verdict;
    const others = atRungs.get(keyOf(verdict, task))!.filter((other) => other.of < of);
    const goal = rule?.goal ?? "maximize";
    const better = others.filter((other) =>
      betterOf(value, other.value, { goal }) === other.value && other.value !== value
    );
    stopped.set(id, {
      rung,
      of,
      resource: verdict.resource ?? rule?.resource ?? "epoch",
      rank: better.length + 1,
      value: recordedNumber(value),
      cut: recordedNumber(cut),
    });
  }
  return stopped;
}

// Values that are compared with each other have the same.
function keyOf({ rung, metric, resource, by = "best" }: RungValue, task: string): string {
  return [rung, metric, resource, by, task].join(" ");
}

/** `0.7213 at epoch 3, 14th of 17` */
export function describeEarly({ value, resource, rung, rank, of }: EarlyStatus): string {
  return `${value} at ${resource} ${rung}, ${ordinal(rank)} of ${of}`;
}

/** Why a further repetition of a configuration is not started. */
export const NOT_STARTED_EARLY = "not started, as its first repetition was not among the best";

function ordinal(number: number): string {
  const isTeen = number % 100 >= 11 && number % 100 <= 13;
  const ending = isTeen ? undefined : (["st", "nd", "rd"] as const)[number % 10 - 1];
  return `${number}${ending ?? "th"}`;
}
