/** Describes how jobs would be submitted to a cluster. */
import type { Dialect } from "../../cluster/dialect.ts";
import type { JobArray } from "../../cluster/plan_arrays.ts";
import { formatDuration } from "../../messages/quantity.ts";
import { counted, shellQuote } from "../../messages/text.ts";
import type { Stage } from "../../run/stage.ts";
import { dialectOf } from "../../schedule/dialects.ts";

/**
 * The commands that would submit job arrays, as a user would type them.
 *
 * @param gridDir the grid directory, as shown to the user
 * @param first the number of the first submission
 */
export function describeSubmission(
  arrays: readonly JobArray<unknown>[],
  gridDir: string,
  first = 1,
): string[] {
  return arrays.map((array, index) => {
    const number = first + index;
    const after = array.after === undefined ? undefined : `JOB_${first + array.after}`;
    const names = { name: `gw-ID-${number}`, outputDir: `${gridDir}/slurm/${number}/output`, root: gridDir, after };
    const { program, arrayWords } = dialectOf(array.options.system);
    const words = [...arrayWords(array, names), `${gridDir}/slurm/${number}/element.sh`, gridDir, String(number)];
    return `${program} ${words.map(shellQuote).join(" ")}`;
  });
}

/** The answer of a batch system about an array. */
export type ClusterAnswer =
  | { readonly kind: "accepted" }
  /** It takes no more jobs now. */
  | { readonly kind: "full"; readonly message: string }
  | { readonly kind: "missing"; readonly message: string };

/** Whether a batch system would accept what a command would submit, according to its answers about each stage. */
export function describeAnswer({ title, trial }: Dialect, answers: readonly ClusterAnswer[]): string {
  const missing = answers.find((answer) => answer.kind === "missing");
  if (missing !== undefined) return `not checked by ${title}: ${missing.message}`;
  const full = answers.find((answer) => answer.kind === "full");
  if (full !== undefined) return `${title} takes no more jobs now (${full.message}): what fits would be queued`;
  return `${title} would accept these jobs (asked with ${trial})`;
}

/** The runs of a stage on a cluster. Times are milliseconds. */
export interface PackableRuns {
  /** Number of runs that succeeded, and their total duration. */
  readonly succeeded: number;
  readonly spent: number;
  /** Number of runs that started, and their total time in the queue. */
  readonly started: number;
  readonly waited: number;
  /** The setting `runs_per_job`. */
  readonly runsPerJob: number;
}

// Longer runs are worth a separate element.
const SHORT_MS = 20_000;
// How long an element should take.
const ELEMENT_MS = 600_000;

/** Suggests that elements of a job array take several runs, if runs wait longer than they take; `undefined` if not. */
export function suggestPacking(
  { succeeded, spent, started, waited, runsPerJob }: PackableRuns,
): string | undefined {
  if (runsPerJob > 1 || succeeded < 2 || started === 0) return undefined;
  const [duration, wait] = [spent / succeeded, waited / started];
  if (duration >= SHORT_MS || wait <= duration) return undefined;
  const runs = Math.max(2, Math.min(succeeded, Math.round(ELEMENT_MS / Math.max(duration, 1_000))));
  return `runs took ${formatDuration(duration / 1000)} and waited ${formatDuration(wait / 1000)} on average: ` +
    `with runs_per_job: ${runs} in grid_settings, an element of the job array takes up to ${runs} of them`;
}

/** A job array, in numbers. */
export type ArrayDescription =
  & Pick<JobArray<unknown>, "options" | "elements" | "concurrent">
  & { readonly launches: number };

/**
 * Arrays that are about to be submitted, one line per set of options: `training on Slurm: 96 experiments, one element each, at
 * most 16 running (--partition=gpu)`.
 */
export function describeArrays(stage: Stage, arrays: readonly ArrayDescription[]): string[] {
  const sets = Map.groupBy(arrays, ({ options }) => options);
  return Array.from(sets, ([options, same]) => {
    const { slots, runsPerJob } = options;
    const { title, given } = dialectOf(options.system);
    const texts = given(options).map(({ text }) => text);
    const launches = sum(same, ({ launches }) => launches);
    const elements = sum(same, ({ elements }) => elements);
    const concurrent = Math.max(0, ...same.map(({ concurrent }) => concurrent ?? 0));
    const requests = texts.length === 0 ? "" : ` (${texts.join(" ")})`;
    return [
      `${stage === "train" ? "training" : "testing"} on ${title}: ${counted(launches, "experiment")}`,
      runsPerJob === 1 ? "one element each" : `${counted(elements, "element")} of up to ${runsPerJob}`,
      ...(same.length > 1 ? [`${same.length} job arrays`] : []),
      ...(concurrent > 0 ? [`at most ${concurrent * slots} running`] : []),
    ].join(", ") + requests;
  });
}

function sum<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}
