/** Divides launches among job arrays. */
import type { MaxTimes, SbatchOptions } from "./sbatch_options.ts";

/** The limits that apply to job arrays. */
export interface SlurmLimits {
  /** MaxArraySize: the indices of elements are below it. */
  readonly maxArraySize: number;
  /** Maximum number of runs at a time, over all arrays; `Infinity`: no limit. */
  readonly maxConcurrentRuns: number;
  /** The longest jobs of partitions, if they matter. */
  readonly maxTimes?: MaxTimes | undefined;
}

/** A job array. Its elements have the indices from 0 on. */
export interface JobArray<T> {
  /** What it is submitted with. */
  readonly options: SbatchOptions;
  /** What its elements start, in order. */
  readonly launches: readonly T[];
  /** Number of elements, at least 1. Each takes up to `options.runsPerJob` launches. */
  readonly elements: number;
  /** Maximum number of elements at a time; `undefined` if all of them may run at once. */
  readonly concurrent: number | undefined;
  /** The index of the array whose end this one waits for; `undefined` if it waits for none. */
  readonly after: number | undefined;
}

/**
 * Divides launches among job arrays: one per set of options, and several where MaxArraySize limits them.
 *
 * Slurm limits the elements of one array that run at a time, but not those of several together. So arrays that would exceed
 * the maximum of concurrent runs together run one after another.
 *
 * @param launches in the order in which they should start, each with its options
 * @returns the arrays in the order in which they have to be submitted; together they have each launch once
 */
export function planArrays<T extends { readonly options: SbatchOptions }>(
  launches: readonly T[],
  { maxArraySize, maxConcurrentRuns }: SlurmLimits,
): JobArray<T>[] {
  const arrays = groupByOptions(launches).flatMap((group) => {
    const { options } = group[0]!;
    return chunks(group, maxArraySize * options.runsPerJob).map((part) => ({
      options,
      launches: part,
      elements: countElements(part.length, options, { maxArraySize, maxConcurrentRuns }),
      concurrent: undefined,
      after: undefined,
    }));
  });
  const atOnce = arrays.reduce((sum, { elements, options }) => sum + elements * options.slots, 0);
  if (atOnce <= maxConcurrentRuns) return arrays;
  return arrays.map((array, index) => {
    const most = Math.max(1, Math.floor(maxConcurrentRuns / array.options.slots));
    return {
      ...array,
      concurrent: most < array.elements ? most : undefined,
      after: index === 0 ? undefined : index - 1,
    };
  });
}

/**
 * As few elements as `runs_per_job` allows, but where concurrent runs are limited, as many as may run at a time: they take their
 * runs from a common list, which evens out runs of different lengths only if each element may do more than its share.
 */
function countElements(launches: number, { runsPerJob, slots }: SbatchOptions, limits: SlurmLimits): number {
  const fewest = Math.ceil(launches / runsPerJob);
  if (runsPerJob === 1 || limits.maxConcurrentRuns === Infinity) return Math.min(limits.maxArraySize, fewest);
  const atOnce = Math.min(Math.floor(limits.maxConcurrentRuns / slots), Math.ceil(launches / slots));
  return Math.min(limits.maxArraySize, Math.max(fewest, atOnce));
}

function groupByOptions<T extends { readonly options: SbatchOptions }>(launches: readonly T[]): T[][] {
  // Launches of a task share one object, which is described once.
  const keys = new Map<SbatchOptions, string>();
  const groups = new Map<string, T[]>();
  for (const launch of launches) {
    const key = keys.get(launch.options) ?? JSON.stringify(launch.options);
    keys.set(launch.options, key);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [launch]);
    else group.push(launch);
  }
  return [...groups.values()];
}

function chunks<T>(items: readonly T[], size: number): (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

// The arguments of sbatch for a job array.

/** What is particular to one submission of an array. */
export interface SubmissionNames {
  /** The name by which the job is found. */
  readonly name: string;
  /** The file for the output of element N is `DIR/N`; absolute. */
  readonly outputDir: string;
  /** The working directory of the elements, absolute. */
  readonly root: string;
  /** The id of the job whose end the array waits for. */
  readonly after?: number | string | undefined;
}

/** The arguments of sbatch, without the script. */
export function arrayWords(
  { options, elements, concurrent }: Pick<JobArray<unknown>, "options" | "elements" | "concurrent">,
  { name, outputDir, root, after }: SubmissionNames,
): string[] {
  const waits = [
    ...(options.dependency === undefined ? [] : [options.dependency]),
    ...(after === undefined ? [] : [`afterany:${after}`]),
  ];
  return [
    ...options.defaults,
    ...options.words,
    "--parsable",
    `--array=0-${elements - 1}${concurrent === undefined ? "" : `%${concurrent}`}`,
    `--job-name=${name}`,
    `--chdir=${root}`,
    `--output=${outputPattern(outputDir)}`,
    // An element that starts again goes on in the same file.
    "--open-mode=append",
    ...(waits.length === 0 ? [] : [`--dependency=${waits.join(",")}`]),
  ];
}

// Slurm expands %j and the like, also in the names of directories, and in those of the working directory if the path is relative. A
// backslash keeps it from expanding anything: elements then write the file themselves.
function outputPattern(dir: string): string {
  return dir.includes("\\") ? "/dev/null" : `${dir.replaceAll("%", "%%")}/%a`;
}

// It is told this many seconds before its time is over.
const NOTICE_S = 60;

/** The arguments of sbatch for the controller as such: an array whose elements run one after another, whatever ends them. */
export function controllerArrayWords(
  { name, outputDir, root, after, lives }: {
    readonly name: string;
    readonly outputDir: string;
    readonly root: string;
    /** The ids of jobs whose end it waits for. */
    readonly after: readonly number[];
    /** Number of elements. */
    readonly lives: number;
  },
): string[] {
  return [
    ...["--parsable", `--array=0-${lives - 1}%1`, `--job-name=${name}`, `--chdir=${root}`],
    ...[`--output=${outputPattern(outputDir)}`, "--open-mode=append", `--signal=B:USR1@${NOTICE_S}`],
    ...(after.length === 0 ? [] : [`--dependency=${after.map((job) => `afterany:${job}`).join(",")}`]),
  ];
}

// Reads how a cluster is configured.

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
