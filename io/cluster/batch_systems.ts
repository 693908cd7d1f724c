/** The batch systems that jobs can be submitted to. */
import type { BatchSystem } from "../../lib/cluster/batch_system.ts";
import { type Submissions, type SystemName, systemOf } from "../../lib/run/journal_record.ts";
import { gridEngine } from "../gridengine/gridengine.ts";
import { slurm } from "../slurm/slurm.ts";

const SYSTEMS: Readonly<Record<SystemName, BatchSystem>> = { slurm, sge: gridEngine };

/** The batch system with this name. */
export function batchSystem(name: SystemName): BatchSystem {
  return SYSTEMS[name];
}

/** The batch system that has the jobs of a grid. */
export function systemOfGrid(submissions: Submissions): BatchSystem {
  return SYSTEMS[systemOf(submissions)];
}
