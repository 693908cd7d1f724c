/** Finds values of trainings at rungs at which they were not judged: the rule is new, or has changed. */
import type { HalvingRule } from "../../grid/settings/halving_rule.ts";
import type { Experiment, Plan } from "../../plan/plan.ts";
import type { Measurement } from "../../results/measurement_reader.ts";
import { recordedNumber } from "../../run/records/recorded_number.ts";
import { isInterrupted, type Run } from "../../run/run_state.ts";
import { runOf, type RunTable } from "../../run/run_table.ts";
import { resourceAt } from "../../search/rungs.ts";
import type { Kins } from "../kins.ts";
import { rungValues } from "./judge_rows.ts";
import { recallRungs, valuesBy } from "./recall_rungs.ts";
import type { RungFields } from "./rung_records.ts";

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
