/** Builds the rungs of early stopping from the values that are in the journal. */
import { comparedBy, type HalvingRule, halvingRule } from "../../grid/settings/settings.ts";
import { type Experiment, gridSettings, type Plan } from "../../plan/plan.ts";
import type { Measurement } from "../../results/statistics_csv.ts";
import { recordedNumber, type RungRecord } from "../../run/journal_record.ts";
import { isInterrupted, type Run, type RungValue, runOf, type RunTable } from "../../run/run_state.ts";
import {
  createRung,
  enter,
  type Halving,
  judgeAt,
  MAX_RUNGS,
  resourceAt,
  type Rung,
  standingAfter,
  type Verdict,
} from "../../search/halving.ts";
import type { Kins } from "../kins.ts";

/** The rule by which a grid stops trainings early; `undefined` if it stops none. */
export function ruleOf(plan: Plan): HalvingRule | undefined {
  return halvingRule(gridSettings(plan));
}

/** By task: its rungs. */
export type Rungs = Map<string, Rung[]>;

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
    const rung = createRung();
    for (const { value } of ordered) enter(rung, value, rule);
    rungs.push(rung);
  }
  return rungs;
}

/** The values of a run that can be compared by a rule. It may have had another metric, resource or basis before. */
function valuesBy(rule: HalvingRule, { rungs = [] }: Run): readonly RungValue[] {
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

// Finds values of trainings at rungs at which they were not judged: the rule is new, or has changed.

/** A value that is not in the journal. */
export interface MissingValue {
  readonly experiment: Experiment;
  /** The number of the launch that has reached it. */
  readonly launch: number;
  readonly fields: RungFields;
}

/** Where to look. */
export interface MissingValuesInput {
  readonly plan: Plan;
  readonly runs: RunTable;
  readonly rule: HalvingRule;
  readonly kins: Kins;
  /** Indices of experiments that are going to be judged: their values would count twice. */
  readonly judged: ReadonlySet<number>;
  /** The rows that the training of an experiment wrote. */
  readonly rowsOf: (experiment: Experiment) => Iterable<Measurement>;
}

/** The values of trainings that have ended, in the order of the plan. Reads only the rows of those that may lack some. */
export function missingValues({ plan, runs, rule, kins, judged, rowsOf }: MissingValuesInput): MissingValue[] {
  const counts = new Map<string, number>();
  for (const [task, rungs] of recallRungs(plan, runs, rule)) {
    for (const [index, { of }] of rungs.entries()) counts.set(`${resourceAt(rule, index)} ${task}`, of);
  }
  return plan.experiments.flatMap((experiment, index): MissingValue[] => {
    const run = runOf(runs, { stage: "train", id: experiment.id });
    const isJudged = !experiment.dropped && kins.firstOf(index) === index;
    if (!isJudged || judged.has(index) || run.newest === undefined || !mayLackValues(run, rule)) return [];
    const launch = run.newest.number;
    const { task } = plan.groups[experiment.group]!;
    const known = new Set(valuesBy(rule, run).map(({ rung }) => rung));
    return rungValues(rowsOf(experiment), rule).filter(({ rung }) => !known.has(rung)).map(({ rung, value }) => {
      const of = (counts.get(`${rung} ${task}`) ?? 0) + 1;
      counts.set(`${rung} ${task}`, of);
      return { experiment, launch, fields: { rung, value: recordedNumber(value), of } };
    });
  });
}

// All rows of a run count before its end is recorded, so only another rule leaves out any.
function mayLackValues(run: Run, rule: HalvingRule): boolean {
  // What was interrupted will run again, and be judged then. Rows that came after it was told to end do not count.
  if (run.state.kind !== "ended" || isInterrupted(run)) return false;
  const rungs = valuesBy(rule, run).map(({ rung }) => rung);
  const last = Math.max(0, ...rungs);
  const ofRule = new Set<number>();
  for (let index = 0; resourceAt(rule, index) <= last; index++) ofRule.add(resourceAt(rule, index));
  return rungs.length === 0 || rungs.some((rung) => !ofRule.has(rung));
}

// Records of values at the rungs of early stopping.

/** What a record says of a value. */
export type RungFields = Pick<RungRecord, "rung" | "value" | "goes_on" | "of" | "cut">;

/** What a record says of a value that was judged. */
export function verdictFields(rung: number, value: number, { goesOn, of, cut }: Verdict): RungFields {
  const fields = { rung, value: recordedNumber(value), goes_on: goesOn, of };
  return cut === undefined ? fields : { ...fields, cut: recordedNumber(cut) };
}

/**
 * The record of a value of a training.
 *
 * @param launch the id of the experiment, and the number of the launch
 * @param time milliseconds since the epoch
 */
export function rungRecord(
  launch: Pick<RungRecord, "id" | "launch">,
  fields: RungFields,
  rule: HalvingRule,
  time: number,
): RungRecord {
  return { type: "rung", time, stage: "train", ...launch, ...fields, ...comparedBy(rule) };
}

// Judges a training by all of its rows.

/**
 * Judges a training that has ended, as if each row was seen when it was written.
 *
 * @param rungsBehind the number of rungs at which it was judged before
 * @param rungs those of its task, to which its values are added in place
 * @returns what to record, in order
 */
export function judgeRows(
  rows: Iterable<Measurement>,
  rungsBehind: number,
  rungs: Rung[],
  rule: Halving,
): RungFields[] {
  let behind = rungsBehind;
  const records: RungFields[] = [];
  let standing: number | undefined;
  for (const { resource, value } of rows) {
    standing = standingAfter(standing, value, rule);
    const judgement = judgeAt(rungs, behind, { value: standing, resource }, rule);
    behind = judgement.behind;
    for (const { rung, verdict } of judgement.verdicts) {
      records.push(verdictFields(rung, standing, verdict));
      if (!verdict.goesOn) return records;
    }
  }
  return records;
}

/** What counts at the first row that has reached each rung. */
export function rungValues(
  rows: Iterable<Measurement>,
  rule: Halving,
): { readonly rung: number; readonly value: number }[] {
  const values: { readonly rung: number; readonly value: number }[] = [];
  let standing: number | undefined;
  for (const { resource, value } of rows) {
    standing = standingAfter(standing, value, rule);
    while (values.length < MAX_RUNGS && resource >= resourceAt(rule, values.length)) {
      values.push({ rung: resourceAt(rule, values.length), value: standing });
    }
  }
  return values;
}
