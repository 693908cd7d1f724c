/** Judges trainings that have ended while no scheduler looked at them, before their ends are recorded. */
import { join } from "@std/path";
import type { HalvingRule } from "../../../lib/grid/settings/settings.ts";
import { hasSucceeded, isFailed, type Run, type RunKey } from "../../../lib/run/run_state.ts";
import {
  judgeRows,
  missingValues,
  recallRungs,
  ruleOf,
  rungRecord,
  type Rungs,
} from "../../../lib/schedule/early_stopping/recall_rungs.ts";
import { judging } from "../../../lib/schedule/jobs/plan_jobs.ts";
import { createKins, type Kins } from "../../../lib/schedule/kins.ts";
import type { Job } from "../../../lib/schedule/state.ts";
import { experimentDir } from "../../../lib/store/layout.ts";
import type { Launch } from "../../executor/executor.ts";
import type { HeldSession } from "../../grid/session.ts";
import { followMetric } from "../../results/follow_metric.ts";

/** A training that has ended. */
export interface EndedTraining {
  readonly key: RunKey;
  /** The index of its experiment. */
  readonly experiment: number;
  readonly run: Run;
  readonly launch: Launch;
}

/**
 * Records what the rungs say of trainings that have ended: those that were told to end do not count.
 *
 * @param ended in the order in which they have ended
 */
export function judgeEnded({ root, plan, runs, record }: HeldSession, ended: readonly EndedTraining[]): void {
  const rule = ruleOf(plan);
  if (rule === undefined || ended.length === 0) return;
  const kins = createKins(plan);
  const rungs = recallRungs(plan, runs, rule);
  for (const { key: { id }, experiment, run, launch } of ended) {
    if (!endedByItself(run)) continue;
    const { judged } = judging({ plan, runs, halving: rule }, "train", experiment, kins);
    if (judged === undefined) continue;
    const rows = followMetric(join(root, launch.dir), rule, true).finish();
    const ofTask = rungs.get(judged.task) ?? [];
    rungs.set(judged.task, ofTask);
    for (const verdict of judgeRows(rows, judged.rungs, ofTask, rule)) {
      record(rungRecord({ id, launch: launch.number }, verdict, rule, Date.now()));
    }
  }
}

// Its end may be in the journal already, from the records that elements of a cluster have left.
function endedByItself(run: Run): boolean {
  return run.state.kind === "running" ? run.state.told === undefined : hasSucceeded(run) || isFailed(run);
}

// Builds the rungs of a grid from its journal, after adding what the journal lacks.

/**
 * The rungs of a grid, with the values of all of its trainings. What is missing in the journal is read from their files, and
 * recorded.
 *
 * @param jobs those that start now
 */
export function recallValues(session: HeldSession, rule: HalvingRule, kins: Kins, jobs: readonly Job[]): Rungs {
  const { root, plan, runs } = session;
  const missing = missingValues({
    plan,
    runs,
    rule,
    kins,
    judged: new Set(jobs.filter(({ judged }) => judged !== undefined).map(({ experiment }) => experiment)),
    rowsOf: (experiment) => followMetric(join(root, experimentDir(experiment)), rule, true).finish(),
  });
  for (const { experiment: { id }, launch, fields } of missing) {
    session.record(rungRecord({ id, launch }, fields, rule, Date.now()));
  }
  return recallRungs(plan, session.runs, rule);
}
