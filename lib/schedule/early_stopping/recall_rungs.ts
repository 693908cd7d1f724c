/** Builds the rungs of early stopping from the values that are in the journal. */
import { comparedBy, type HalvingRule, halvingRule } from "../../grid/settings/halving_rule.ts";
import { groupsInUse, type Plan } from "../../plan/plan.ts";
import { trainingSpec } from "../../plan/run_specs.ts";
import type { Run, RungValue } from "../../run/run_state.ts";
import { runOf, type RunTable } from "../../run/run_table.ts";
import { EMPTY_RUNG, enter, type Halving, MAX_RUNGS, resourceAt, type Rung } from "../../search/rungs.ts";

/** The rule by which a grid stops trainings early, which is that of all tasks; `undefined` if it stops none. */
export function ruleOf(plan: Plan): HalvingRule | undefined {
  const [group] = groupsInUse(plan);
  return group && halvingRule(trainingSpec(group).settings);
}

/** By task: its rungs. */
export type Rungs = ReadonlyMap<string, readonly Rung[]>;

/** The rungs of all tasks, with the values of all runs at the rungs of the rule. */
export function recallRungs(plan: Plan, runs: RunTable, rule: HalvingRule): Rungs {
  const known = new Map<string, Map<number, RungValue[]>>();
  for (const { id, group } of plan.experiments) {
    for (const value of valuesBy(rule, runOf(runs, { stage: "train", id }))) {
      const { task } = plan.groups[group]!;
      const ofTask = known.get(task) ?? new Map<number, RungValue[]>();
      known.set(task, ofTask);
      const atRung = ofTask.get(value.rung);
      if (atRung === undefined) ofTask.set(value.rung, [value]);
      else atRung.push(value);
    }
  }
  return new Map(Array.from(known, ([task, values]) => [task, rungsOf(values, rule)]));
}

function rungsOf(values: ReadonlyMap<number, readonly RungValue[]>, rule: Halving): Rung[] {
  const last = Math.max(...values.keys());
  const rungs: Rung[] = [];
  for (let index = 0; index < MAX_RUNGS && resourceAt(rule, index) <= last; index++) {
    // In the order in which they came: each is recorded with their number.
    const ordered = (values.get(resourceAt(rule, index)) ?? []).toSorted((a, b) => a.of - b.of);
    rungs.push(ordered.reduce((rung, { value }) => enter(rung, value, rule)[0], EMPTY_RUNG));
  }
  return rungs;
}

/** The values of a run that can be compared by a rule. It may have had another metric, resource or basis before. */
export function valuesBy(rule: HalvingRule, { rungs = [] }: Run): readonly RungValue[] {
  const { metric, resource, by } = comparedBy(rule);
  return rungs.filter((value) =>
    (value.metric ?? metric) === metric && (value.resource ?? resource) === resource && (value.by ?? "best") === by
  );
}

/** The number of rungs of the rule that are behind a run: up to the last one at which it has a value. */
export function rungsBehind(run: Run, rule: HalvingRule): number {
  const rungs = valuesBy(rule, run);
  let behind = 0;
  for (let index = 0; index < MAX_RUNGS; index++) {
    if (rungs.some(({ rung }) => rung === resourceAt(rule, index))) behind = index + 1;
  }
  return behind;
}

/** Whether a run was judged not to go on. A further attempt of it is not judged. */
export function isOut({ rungs }: Run): boolean {
  return rungs?.some(({ goesOn }) => goesOn === false) ?? false;
}
