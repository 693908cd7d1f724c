/** Chooses the backend of a stage. */
import type { StageRequest } from "../stage_request.ts";
import type { Backend } from "./backend.ts";
import { createClusterBackend } from "./cluster.ts";
import { createCpuBackend, createGpuBackend } from "./machine.ts";

/** The backend that a request asks for. Nothing is opened or asked yet. */
export function chooseBackend({ gpus, cluster }: Pick<StageRequest, "gpus" | "cluster">): Backend {
  if (cluster !== undefined) return createClusterBackend(cluster);
  return gpus === undefined ? createCpuBackend() : createGpuBackend(gpus);
}
