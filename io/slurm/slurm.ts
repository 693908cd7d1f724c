/** Slurm as a batch system. */
import type { BatchSystem } from "../../lib/cluster/batch_system.ts";
import { SLURM } from "../../lib/slurm/slurm.ts";
import { clientEnvironment } from "./client.ts";
import { askFacts, askMaxTimes } from "./cluster_facts.ts";
import { findEnds } from "./find_ends.ts";
import { submit, trySubmission } from "./sbatch.ts";
import { cancelJobs, releaseJobs } from "./scancel.ts";
import { askQueue } from "./squeue.ts";

/** Calls the commands of Slurm. */
export const slurm: BatchSystem = {
  dialect: SLURM,
  environment: clientEnvironment,
  submit,
  trySubmission,
  askQueue,
  cancelJobs,
  releaseJobs,
  askFacts,
  askMaxTimes,
  findEnds,
};
