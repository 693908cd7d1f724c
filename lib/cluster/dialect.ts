/** What a batch system calls things: how settings become options of its commands. Each has an implementation. */
import type { Settings } from "../grid/settings/settings.ts";
import type { SystemName } from "../run/journal_record.ts";
import type { JobArray, JobOptions, MaxTimes, SubmissionNames } from "./plan_arrays.ts";

/** A setting that cannot be used on a cluster. */
export interface SettingProblem {
  /** Its name in the grid file; `slurm.NAME` for an option of sbatch. */
  readonly setting: string;
  readonly message: string;
}

/** An option that the grid file gives a job. */
export interface GivenOption {
  /** By this name, {@link Dialect.without} and {@link Dialect.settingOf} know it. */
  readonly name: string;
  /** As a user would type it. */
  readonly text: string;
}

/** What is particular to one submission of the controller of a grid. */
export interface ControllerNames extends Omit<SubmissionNames, "after"> {
  /** The ids of jobs whose end it waits for. */
  readonly after: readonly number[];
  /** The number of elements, which run one after another. */
  readonly lives: number;
}

/** The language of a batch system. */
export interface Dialect {
  readonly name: SystemName;
  /** For people: `Slurm`. */
  readonly title: string;
  /** The command that submits jobs. */
  readonly program: string;
  /** The script that tells elements who they are, and talks to the system for them; relative to `io/`. */
  readonly script: string;
  /** How to ask whether a job would be accepted: `sbatch --test-only`. */
  readonly trial: string;
  /** The command that cancels jobs. */
  readonly cancel: string;
  /**
   * The options for the runs of a task.
   *
   * @param settings those of the task; `maxConcurrentRuns` is the limit that applies, which a flag may have changed
   * @param time the limit of one attempt in seconds, for `time: auto`; without one, that of the cluster applies
   * @returns the options, or all problems with the settings
   */
  options(settings: Settings, time?: number, maxTimes?: MaxTimes): JobOptions | readonly SettingProblem[];
  /** The arguments that submit an array, without the script. */
  arrayWords(array: Pick<JobArray<unknown>, "options" | "elements" | "concurrent">, names: SubmissionNames): string[];
  /** The options of the grid file with which the controller is submitted, as arguments. */
  controllerWords(settings: Settings): string[];
  /** The arguments that submit the controller as such: an array whose elements run one after another, whatever ends them. */
  controllerArrayWords(names: ControllerNames): string[];
  /** What the grid file gives a job. */
  given(options: JobOptions): readonly GivenOption[];
  /** The same without options. */
  without(options: JobOptions, names: readonly string[]): JobOptions;
  /** The same, but not on these nodes. */
  withoutNodes(options: JobOptions, nodes: readonly string[]): JobOptions;
  /** The setting of the grid file that an option comes from: `slurm.partition`, `memory_per_run`. */
  settingOf(settings: Settings, option: string): string;
  /** What may be meant by an unknown option: ` (did you mean "partition"?)`, or nothing. */
  suggest(option: string): string;
  /** Whether a message says that a limit of the user was exceeded, without saying which. */
  isPolicy(message: string): boolean;
  /** The defaults for its options that users have in their environment. */
  defaults(environment: Readonly<Record<string, string>>): readonly string[];
  /** The name of elements of an array, as its commands take it: `812345_17`, or of a range, ends included: `812345_[17-20]`. */
  elementName(job: number, first: number, last?: number): string;
  /** What a user types to let an element start again. */
  requeue(element: string): string;
  /** What a user types about a job that waits for this reason and does not start by itself; `undefined` if it will. */
  remedy(reason: string, job: number): string | undefined;
}

/** Parses {@link Dialect.elementName} of one element: `812345_17` of Slurm, `812345.18` of Grid Engine, which counts from 1. */
export function parseElementName(name: string): { readonly job: number; readonly task: number } | undefined {
  const [, job, task, fromOne] = /^(\d+)(?:_(\d+)|\.(\d+))$/.exec(name) ?? [];
  if (job === undefined) return undefined;
  return { job: Number(job), task: task === undefined ? Number(fromOne) - 1 : Number(task) };
}
