/** The languages of the batch systems. */
import type { Dialect } from "../cluster/dialect.ts";
import { GRID_ENGINE } from "../gridengine/gridengine.ts";
import type { SystemName } from "../run/journal_record.ts";
import { SLURM } from "../slurm/slurm.ts";

const DIALECTS: Readonly<Record<SystemName, Dialect>> = { slurm: SLURM, sge: GRID_ENGINE };

/** The language of a batch system. */
export function dialectOf(system: SystemName): Dialect {
  return DIALECTS[system];
}
