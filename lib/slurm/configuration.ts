/** Reads how a cluster is configured. */
import type { ClusterFacts } from "../cluster/batch_system.ts";
import { DEFAULT_MAX_ARRAY_SIZE, type MaxTimes } from "../cluster/plan_arrays.ts";

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

/** Parses the output of `scontrol show partitions --oneliner`: partitions without a limit are left out. */
export function parsePartitions(text: string): MaxTimes {
  return new Map(
    text.split("\n").flatMap((line): [string, number][] => {
      const valueOf = (name: string) => new RegExp(`(?:^|\\s)${name}=(\\S+)`).exec(line)?.[1];
      const [name, max] = [valueOf("PartitionName"), valueOf("MaxTime") ?? ""];
      const [, days = 0, hours, minutes, seconds] = /^(?:(\d+)-)?(\d+):(\d+):(\d+)$/.exec(max) ?? [];
      if (name === undefined || hours === undefined) return [];
      const time = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
      return [[name, time], ...(valueOf("Default") === "YES" ? [["", time] as [string, number]] : [])];
    }),
  );
}
