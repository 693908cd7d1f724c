/** Reads how a cluster is configured. */

/** What of a cluster's configuration matters here. */
export interface ClusterFacts {
  /** Its name. */
  readonly cluster: string;
  /** The most elements of an array; their indices are below it. */
  readonly maxArraySize: number;
  /** The most jobs that the cluster keeps at a time; each element counts. */
  readonly maxJobs: number;
  /** Seconds between the SIGTERM and the SIGKILL of a cancelled job. */
  readonly killWait: number;
}

/** Parses the output of `scontrol show config`. What it does not have gets Slurm's default. */
export function parseConfiguration(text: string): ClusterFacts {
  const valueOf = (name: string) => new RegExp(`^${name}\\s*=\\s*(.*?)\\s*$`, "m").exec(text)?.[1];
  const number = (name: string, otherwise: number) => {
    const value = parseInt(valueOf(name) ?? "", 10);
    return value > 0 ? value : otherwise;
  };
  const perArray = /(?:^|,)max_array_tasks=(\d+)/.exec(valueOf("SchedulerParameters") ?? "")?.[1];
  return {
    cluster: valueOf("ClusterName") ?? "cluster",
    maxArraySize: Math.min(number("MaxArraySize", 1001), Number(perArray) || Infinity),
    maxJobs: number("MaxJobCount", 10_000),
    killWait: number("KillWait", 30),
  };
}
