/** The parsed settings of a task, with defaults for those that the grid file does not have. */
import type { ResultSpec } from "../../run/result_spec.ts";
import type { Stage } from "../../run/stage.ts";
import type { Halving, RungBasis } from "../../search/halving.ts";
import type { Template } from "../template.ts";
import type { ArgumentStyles } from "./argument_style.ts";

/** How many failures stop the scheduling of new runs. */
export type MaxFailures =
  | { readonly kind: "default" }
  | { readonly kind: "none" }
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "percent"; readonly percent: number };

/** When runs are stopped early. */
export interface EarlyStopping {
  /** The resource at the first rung. Above 0. */
  readonly first: number;
  /** The factor between rungs; one of `eta` runs goes on at each. At least 2. */
  readonly eta: number;
  /** The column that counts: `epoch`. */
  readonly resource: string;
  /** What counts at a rung: the best value so far, or that of the row that has reached it. */
  readonly by: RungBasis;
  /** The metric by which runs are judged; `undefined`: that of the grid. */
  readonly metric: Metric | undefined;
}

/** That runs start in a copy of the code. */
export interface SnapshotSetting {
  /** Files and directories that are linked instead of copied, relative to the directory in which the grid is made. */
  readonly link: readonly string[];
}

/** The parsed settings of a task. */
export interface Settings {
  /** Without a command, runs start MI-Prometheus's trainers. */
  readonly command: Template | undefined;
  /** Without one, the models of grids with a `command` are not tested. */
  readonly testCommand: Template | undefined;
  /** MI-Prometheus's trainer, for grids without a `command`. */
  readonly trainer: string;
  /** MI-Prometheus's tester, for grids without a `command`. */
  readonly tester: string;
  /** A program and its options that start each command: `nice -n 10`. */
  readonly prefix: Template | undefined;
  /** How `{args}` writes values. */
  readonly args: ArgumentStyles | undefined;
  /** Shell code to run before each command, in the same shell. */
  readonly setup: string | undefined;
  /** The program that runs commands, with its options. */
  readonly shell: readonly string[];
  /** The directory in which runs start, relative to that of the plan. */
  readonly workdir: string;
  /** `undefined`: runs start in the user's own directory. */
  readonly snapshot: SnapshotSetting | undefined;
  /** A glob below the directory of the run. */
  readonly checkpoint: string;
  /** How often each configuration is trained; `undefined`: as the task says. */
  readonly repetitions: number | undefined;
  /** Maximum concurrent runs, at least 1; `Infinity`: as many as the CPUs or GPUs allow. */
  readonly maxConcurrentRuns: number;
  /** The master seed, or one seed per repetition. */
  readonly seed: number | readonly number[] | undefined;
  /** Keys of the configuration that get the seed. */
  readonly seedKeys: readonly string[];
  /** Keys of the configuration that are no part of an experiment's identity. */
  readonly notInId: readonly string[];
  /** What the configurations are ranked by. */
  readonly metric: Metric | undefined;
  /** Where results are; `undefined`: what is found. */
  readonly results: readonly ResultSpec[] | undefined;
  /** Seconds per attempt. */
  readonly timeout: number | undefined;
  /** Further attempts after a failure or a timeout. */
  readonly retries: number;
  /** The number of failures after which scheduling stops. */
  readonly maxFailures: MaxFailures;
  /** How runs that do badly are stopped early. */
  readonly earlyStopping: EarlyStopping | undefined;
  /** Seconds after which a stage starts nothing more. */
  readonly maxTime: number | undefined;
  /** A shell line that is run at the end of a command. */
  readonly onEnd: string | undefined;
  /** A shell line that is run when the first run fails for good. */
  readonly onFirstFailure: string | undefined;
  /**
   * The order in which jobs start: first those whose duration is unknown, then the others, the longest first; or all in the
   * order of the plan.
   */
  readonly order: "longest" | "plan";
  /** CPUs of each run, which may be a fraction. */
  readonly cpusPerRun: number | undefined;
  /** Bytes. */
  readonly memoryPerRun: number | undefined;
  /** On a machine with GPUs 1 by default; on a cluster, runs without it get no GPU. */
  readonly gpusPerRun: number | undefined;
  /** How many runs may share a GPU. */
  readonly runsPerGpu: number;
  /** Bytes. */
  readonly gpuMemoryFree: number | undefined;
  /** Environment variables of the runs, by name. */
  readonly env: ReadonlyMap<string, Template>;
  /** Maximum number of runs of one job or array element on a cluster. */
  readonly runsPerJob: number;
  /** Maximum number of concurrent runs of one job; by default as many as share a GPU. */
  readonly slotsPerJob: number | undefined;
  /** Options of sbatch, as written. `true` or empty: without a value; `false`: left out, even if it follows from other settings. */
  readonly slurm: ReadonlyMap<string, string | boolean>;
  /** Options of qsub, as written, without `-`: `q`, `l.h_rt`, `controller.q`. `false`: left out. */
  readonly sge: ReadonlyMap<string, string | boolean>;
}

/** The command of a stage. */
export type StageCommand =
  /** `command` or `test_command` of the settings. */
  | { readonly kind: "template"; readonly template: Template }
  /** The grid has no `command`: MI-Prometheus's trainer or tester is called. */
  | { readonly kind: "default" }
  /** The grid has a `command` and no `test_command`, so it is not tested. */
  | { readonly kind: "none" };

/** The command of a stage, according to the settings. */
export function stageCommand({ command, testCommand }: Settings, stage: Stage): StageCommand {
  const template = stage === "train" ? command : testCommand;
  if (template !== undefined) return { kind: "template", template };
  return { kind: command === undefined ? "default" : "none" };
}

/** The largest seed, 2^31 − 1, which all common frameworks accept. */
export const MAX_SEED = 2 ** 31 - 1;

/**
 * A maximum of concurrent runs as it is written in grid files, plans and flags.
 *
 * @returns at least 1; `Infinity` if it is 0 or less, which means no limit
 */
export function concurrencyLimit(written: number): number {
  return written > 0 ? written : Infinity;
}

// The metric by which the analysis ranks configurations.

/** Names of metrics for which lower is better. */
const COSTS = /(?:^|_)(?:loss|error|err|cost|perplexity|ppl|nll|mse|mae|rmse|wer|cer|fid|bpc|bpb|duration_s)(?:_|$)/i;

/** The goal of a metric if the grid file has none: `minimize` for losses, errors and costs, otherwise `maximize`. */
export function defaultGoal(name: string): Metric["goal"] {
  return COSTS.test(name) ? "minimize" : "maximize";
}

/** The metric that determines the best configuration. */
export interface Metric {
  /** A column of the analysis, such as `validation_accuracy`. */
  readonly name: string;
  /** Which of two values is the better one. */
  readonly goal: "maximize" | "minimize";
  /** `best`: the results of a training are those of the step with its best value; absent: those of its last step. */
  readonly at?: "best";
}

/** The rule, and where the values are. */
export interface HalvingRule extends Halving {
  /** Where results are, if the grid says so. */
  readonly results?: readonly ResultSpec[];
  /** The metric as a column of the analysis: `validation_accuracy`. */
  readonly metric: string;
  /** The file in the directory of a run: `validation_statistics.csv`. */
  readonly file: string;
  /** The column of the resource. */
  readonly resource: string;
  /** The column of the values. */
  readonly column: string;
}

/** The rule of a grid; `undefined` if it stops nothing early, or its metric is none that runs report. */
export function halvingRule(
  { earlyStopping, metric, results }: Pick<Settings, "earlyStopping" | "metric" | "results">,
): HalvingRule | undefined {
  if (earlyStopping === undefined) return undefined;
  const { first, eta, resource, by } = earlyStopping;
  const judged = earlyStopping.metric ?? metric;
  const place = judged && placeOf(judged);
  return place &&
    { first, eta, resource, by, goal: judged.goal, metric: judged.name, ...place, ...(results && { results }) };
}

/** Where runs write a metric while they run; `undefined` for metrics that only tests have. */
export function placeOf({ name }: Metric): Pick<HalvingRule, "file" | "column"> | undefined {
  const [, group, column] = /^(training|validation)_(.+)$/.exec(name) ?? [];
  return group === undefined ? undefined : { file: `${group}_statistics.csv`, column: column! };
}

/** What the values at rungs are: values of another metric, resource or basis are not compared with them. */
export function comparedBy(
  { metric, resource, by }: HalvingRule,
): { readonly metric: string; readonly resource: string; readonly by: RungBasis } {
  return { metric, resource, by };
}

// Ten times 0.1 would not be 1, and rounding errors would add up over thousands of runs.
const PRECISION = 1e6;

/** A sum or a product of numbers of CPUs, rounded to millionths. */
export function roundCpus(cpus: number): number {
  return Math.round(cpus * PRECISION) / PRECISION;
}
