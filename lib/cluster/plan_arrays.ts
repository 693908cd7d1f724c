/** Divides launches among job arrays. */
import type { Settings } from "../grid/settings/settings.ts";
import type { SystemName } from "../run/journal_record.ts";

/** What the elements of an array are submitted with. */
export interface JobOptions {
  /** The batch system whose options they are. */
  readonly system: SystemName;
  /** What the grid file asks for: those of its `slurm` or `sge` setting, then those that follow from other settings. */
  readonly words: readonly string[];
  /** What is given unless the grid file says otherwise. */
  readonly defaults: readonly string[];
  /** The beginning of the job's name, if the grid file has one. */
  readonly jobName: string | undefined;
  /** A dependency of the grid file, in the notation of the system. */
  readonly dependency: string | undefined;
  /** Runs of an element at a time, at least 1. */
  readonly slots: number;
  /** The most runs of an element, at least {@link slots}. */
  readonly runsPerJob: number;
  /** The GPUs of a run; 0 without. */
  readonly gpusPerRun: number;
  /** How many slots share these GPUs. */
  readonly runsPerGpu: number;
  /** The limit of an element in seconds, where the batch system does not tell elements when their time is over. */
  readonly seconds?: number;
}

/** Runs of an element at a time. */
export function slotsOfElement({ slotsPerJob, runsPerGpu, runsPerJob, maxConcurrentRuns }: Settings): number {
  return Math.min(slotsPerJob ?? runsPerGpu, runsPerJob, maxConcurrentRuns);
}

/** Seconds between SIGTERM and SIGKILL after a timeout. */
const GRACE = 10;

/**
 * The seconds that an element may take for all attempts of its runs; `undefined` without a limit.
 *
 * @param slots runs of an element at a time
 * @param time the limit of one attempt, if the grid file leaves it to this program
 */
export function elementSeconds(
  { timeout, retries, runsPerJob }: Settings,
  slots: number,
  time?: number,
): number | undefined {
  const limit = timeout ?? time;
  if (limit === undefined) return undefined;
  return (Math.min(limit, time ?? Infinity) + GRACE) * (retries + 1) * Math.ceil(runsPerJob / slots);
}

/** The longest job of each partition, in seconds, by its name; that of the default partition by `""`. */
export type MaxTimes = ReadonlyMap<string, number>;

/** MaxArraySize, where a cluster does not say otherwise. */
export const DEFAULT_MAX_ARRAY_SIZE = 1_001;

/** The limits that apply to job arrays. */
export interface ClusterLimits {
  /** The batch system. */
  readonly system: SystemName;
  /** MaxArraySize: the indices of elements are below it. */
  readonly maxArraySize: number;
  /** Maximum number of runs at a time, over all arrays; `Infinity`: no limit. */
  readonly maxConcurrentRuns: number;
  /** The longest jobs of partitions, if they matter. */
  readonly maxTimes?: MaxTimes | undefined;
}

/** The limits that divide launches. */
type ArrayLimits = Pick<ClusterLimits, "maxArraySize" | "maxConcurrentRuns">;

/** A job array. Its elements have the indices from 0 on. */
export interface JobArray<T> {
  /** What it is submitted with. */
  readonly options: JobOptions;
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
 * Batch systems limit the elements of one array that run at a time, but not those of several together. So arrays that would exceed
 * the maximum of concurrent runs together run one after another.
 *
 * @param launches in the order in which they should start, each with its options
 * @returns the arrays in the order in which they have to be submitted; together they have each launch once
 */
export function planArrays<T extends { readonly options: JobOptions }>(
  launches: readonly T[],
  { maxArraySize, maxConcurrentRuns }: ArrayLimits,
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
function countElements(launches: number, { runsPerJob, slots }: JobOptions, limits: ArrayLimits): number {
  const fewest = Math.ceil(launches / runsPerJob);
  if (runsPerJob === 1 || limits.maxConcurrentRuns === Infinity) return Math.min(limits.maxArraySize, fewest);
  const atOnce = Math.min(Math.floor(limits.maxConcurrentRuns / slots), Math.ceil(launches / slots));
  return Math.min(limits.maxArraySize, Math.max(fewest, atOnce));
}

function groupByOptions<T extends { readonly options: JobOptions }>(launches: readonly T[]): T[][] {
  // Launches of a task share one object, which is described once.
  const keys = new Map<JobOptions, string>();
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
