/** Reads how a cluster is configured. */

/** MaxArraySize, where a cluster does not say otherwise. */
export const DEFAULT_MAX_ARRAY_SIZE = 1_001;

/** What of a cluster's configuration matters here. */
export interface ClusterFacts {
  /** Its name. */
  readonly cluster: string;
  /** The most elements of an array; their indices are below it. */
  readonly maxArraySize: number;
}

/** Parses the output of `scontrol show config`. What it does not have gets Slurm's default. */
export function parseConfiguration(text: string): ClusterFacts {
  const valueOf = (name: string) => new RegExp(`^${name}\\s*=\\s*(.*?)\\s*$`, "m").exec(text)?.[1];
  const maxArraySize = parseInt(valueOf("MaxArraySize") ?? "", 10);
  const perArray = /(?:^|,)max_array_tasks=(\d+)/.exec(valueOf("SchedulerParameters") ?? "")?.[1];
  return {
    cluster: valueOf("ClusterName") ?? "cluster",
    maxArraySize: Math.min(maxArraySize > 0 ? maxArraySize : DEFAULT_MAX_ARRAY_SIZE, Number(perArray) || Infinity),
  };
}
