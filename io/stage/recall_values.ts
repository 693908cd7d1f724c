/** Enters the values of trainings that have ended at rungs at which they were not judged: the rule is new, or has changed. */
import { join } from "@std/path";
import type { HalvingRule } from "../../lib/grid/halving_rule.ts";
import { recordedNumber } from "../../lib/run/recorded_number.ts";
import { isInterrupted, type Run } from "../../lib/run/run_state.ts";
import { runOf } from "../../lib/run/run_table.ts";
import type { Kins } from "../../lib/schedule/kins.ts";
import type { Job } from "../../lib/schedule/state.ts";
import { recallRungs, type Rungs } from "../../lib/schedule/recall_rungs.ts";
import { rungValues } from "../../lib/schedule/judge_rows.ts";
import { resourceAt } from "../../lib/search/rungs.ts";
import { experimentDir } from "../../lib/store/layout.ts";
import type { HeldSession } from "../grid/session.ts";
import { readMeasurements } from "../results/read_measurements.ts";

/**
 * The rungs of a grid, with the values of all of its trainings. What is missing in the journal is read from their files, and
 * recorded.
 *
 * @param jobs those that start now: what is judged when it gets there would count twice
 */
export function recallValues(session: HeldSession, rule: HalvingRule, kins: Kins, jobs: readonly Job[]): Rungs {
  const { root, plan } = session;
  const judged = new Set(jobs.filter(({ judged }) => judged !== undefined).map(({ experiment }) => experiment));
  const counts = countValues(recallRungs(plan, session.runs, rule));
  for (const [index, experiment] of plan.experiments.entries()) {
    const { id, group, dropped } = experiment;
    const run = runOf(session.runs, { stage: "train", id });
    if (dropped || judged.has(index) || kins.firstOf(index) !== index || !mayLackValues(run, rule)) continue;
    const known = new Set(run.rungs?.map(({ rung }) => rung));
    const { task } = plan.groups[group]!;
    for (const { rung, value } of rungValues(readMeasurements(join(root, experimentDir(experiment)), rule), rule)) {
      if (known.has(rung)) continue;
      const key = `${rung} ${task}`;
      const of = (counts.get(key) ?? 0) + 1;
      counts.set(key, of);
      const launch = run.newest!.number;
      session.record({
        ...{ type: "rung", time: Date.now(), id, stage: "train", launch, rung, of },
        value: recordedNumber(value),
      });
    }
  }
  return recallRungs(plan, session.runs, rule);

  function countValues(rungs: Rungs): Map<string, number> {
    const counts = new Map<string, number>();
    for (const [task, ofTask] of rungs) {
      ofTask.forEach(({ of }, index) => counts.set(`${resourceAt(rule, index)} ${task}`, of));
    }
    return counts;
  }
}

// All rows of a run count before its end is recorded, so only another rule leaves out any.
function mayLackValues(run: Run, rule: HalvingRule): boolean {
  const { state, newest, rungs = [] } = run;
  if (state.kind !== "ended" || newest === undefined) return false;
  // It will run again, and be judged then. Rows that came after it was told to end do not count.
  if (isInterrupted(run)) return false;
  const last = Math.max(0, ...rungs.map(({ rung }) => rung));
  const ofRule = new Set<number>();
  for (let index = 0; resourceAt(rule, index) <= last; index++) ofRule.add(resourceAt(rule, index));
  return rungs.length === 0 || rungs.some(({ rung }) => !ofRule.has(rung));
}
