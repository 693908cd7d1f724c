/** Builds the rungs of a grid from its journal, after adding what the journal lacks. */
import { join } from "@std/path";
import type { HalvingRule } from "../../../lib/grid/settings/settings.ts";
import {
  missingValues,
  recallRungs,
  rungRecord,
  type Rungs,
} from "../../../lib/schedule/early_stopping/recall_rungs.ts";
import type { Kins } from "../../../lib/schedule/kins.ts";
import type { Job } from "../../../lib/schedule/state.ts";
import { experimentDir } from "../../../lib/store/layout.ts";
import type { HeldSession } from "../../grid/session.ts";
import { readMeasurements } from "../../results/read_measurements.ts";

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
    rowsOf: (experiment) => readMeasurements(join(root, experimentDir(experiment)), rule),
  });
  for (const { experiment: { id }, launch, fields } of missing) {
    session.record(rungRecord({ id, launch }, fields, rule, Date.now()));
  }
  return recallRungs(plan, session.runs, rule);
}
