/** Chooses the backend of a stage. */
import type { StageRequest } from "../stage_request.ts";
import type { Backend } from "./backend.ts";
import { createCpuBackend, createGpuBackend } from "./machine.ts";
import { createSlurmBackend } from "./slurm.ts";

/** The backend that a request asks for. Nothing is opened or asked yet. */
export function chooseBackend({ gpus, slurm }: Pick<StageRequest, "gpus" | "slurm">): Backend {
  if (slurm !== undefined) return createSlurmBackend(slurm);
  return gpus === undefined ? createCpuBackend() : createGpuBackend(gpus);
}
