/**
 * The model of a report: all that its page shows, as plain data.
 *
 * ```text
 * io/analysis        workers read the results of each experiment and its curves: whole, for means, and thinned, for single runs
 * io/report          collects ReportInput: summary, values and curves of runs, failures, provenance
 * lib/report         buildReport: ReportInput → ReportContents: the Report (this file), and numbers that are packed
 * lib/report/page    Report → HTML, with the same components in Deno and in the browser
 * lib/report/charts  Report and numbers → SVG, in Deno (linkedom) and in the browser
 * io/report/client   hydrates the page: reads the Report, unpacks numbers when they are needed
 * ```
 *
 * The file has the report as JSON (`encodeReport`) in `<script type="application/json" id="data-report">`, and packed numbers
 * (`pack`) in `<script type="application/octet-stream" id="data-…">`:
 *
 * | id                   | holds                                                         |
 * | -------------------- | ------------------------------------------------------------- |
 * | `data-runs`          | {@link RunValues}                                             |
 * | `data-curves-K`      | a {@link CurveBand} per configuration, for curve column K     |
 * | `data-curves-K-runs` | a {@link RunCurve} per run, for curve column K; may be absent |
 *
 * Names come from users, so they are never keys of objects: everything is a list, and refers to others by index.
 */
import type { Metric } from "../grid/settings/settings.ts";
import { counted } from "../messages/text.ts";
import type { RunStateName } from "../run/run_state.ts";
import type { Curves } from "./curves/curve_model.ts";

export interface Report {
  readonly version: 1;
  /** The names of the grids, or of the trees. */
  readonly grids: readonly string[];
  /** When it was made: ISO 8601, UTC. */
  readonly created: string;
  /** The version of this program. */
  readonly generator: string;
  readonly counts: Counts;
  /** Dotted keys of the parameters. */
  readonly params: readonly string[];
  /** The names of the result columns, as in the analysis (`validation_accuracy`), the most important first. */
  readonly columns: readonly string[];
  /** Number of columns that describe the model rather than the data set; they come first. */
  readonly mainColumns: number;
  /** The column that configurations are ranked by; absent if there is no metric. */
  readonly ranking?: { readonly column: number; readonly goal: Metric["goal"] };
  /** Why there is no ranking, if there could be one: an unknown metric, several metrics. */
  readonly unranked?: string;
  /** Best first, then those without a value; without a ranking, in the order of the grid. */
  readonly configurations: readonly Configuration[];
  readonly verdict: BestVerdict;
  readonly parameters?: Parameters;
  readonly curves?: Curves;
  readonly cost?: Cost;
  /** The most frequent first. */
  readonly failures: readonly FailureGroup[];
  readonly provenance: readonly GridProvenance[];
  /** What makes means and comparisons doubtful, and what could not be read. */
  readonly warnings: readonly string[];
}

export interface Counts {
  readonly experiments: number;
  readonly tests: number;
  /** Number of experiments by the state of their training, in display order. Includes those that have not started. */
  readonly states: readonly (readonly [state: RunStateName | "trained", count: number])[];
  /** Configurations without any started experiment, which the report does not list. */
  readonly pendingConfigurations: number;
  /** Sum of the times of all trainings and tests: seconds; absent if it is not known, as in trees. */
  readonly seconds?: number;
}

/** The values of a result over the models of a configuration. `std` is absent for a single value. */
export type Result = readonly [n: number, mean: number, std?: number];

/** A configuration: experiments that differ only in their repetition. */
export interface Configuration {
  /** Index of its grid. */
  readonly grid: number;
  /** `experiment_name` of the summary. */
  readonly name: string;
  /** The directory of its first experiment; only if others have the same name, as in trees. */
  readonly first?: string;
  /** Values by parameter, as written; `null` if it has no value. */
  readonly params: readonly (string | null)[];
  /** Number of trained models. */
  readonly n: number;
  /** Number of repetitions that failed or timed out. */
  readonly failed: number;
  /** Number of repetitions that are running, interrupted, lost or pending. */
  readonly unfinished: number;
  /** By column; `null` if no model has a value, or one has a value that is not a number. */
  readonly results: readonly (Result | null)[];
  /** Whether one of its models was selected by early stopping; absent if not. */
  readonly selected?: true;
  /**
   * The ranked result over the models that early stopping has not selected; only if it has selected others, and there are at
   * least two.
   */
  readonly fresh?: Result;
  /** Training times of its models; absent if they are not known. */
  readonly seconds?: Result;
  /** Whether it may be the best ({@link bestSet}); absent if not, or if that is unknown. */
  readonly candidate?: true;
}

/** Which configuration is the best, and how certain that is. */
export interface BestVerdict {
  /** The first configuration by the ranking; absent if no configuration has a value. */
  readonly best?: number;
  /**
   * The best of the configurations without failed repetitions; only if the first one has a single value because its other
   * repetitions failed.
   */
  readonly complete?: number;
  /** Number of configurations that were compared: those with at least two values. */
  readonly compared: number;
  /** Number of configurations that may be the best, the best included; 0 if that is unknown. */
  readonly candidates: number;
  /** The column of the test result that belongs to a ranking by validation; of the first test, if there are several. */
  readonly test?: number;
}

/** The effects of the parameters on a result. */
export interface Parameters {
  /** The column of the result: the ranked one, or else the first. */
  readonly column: number;
  /** Parameters that have several values, in the order of their shares, largest first. */
  readonly axes: readonly Axis[];
  /** Shares of the variance, largest first; empty if they cannot be computed. */
  readonly shares: readonly Share[];
  /** Whether the grid is incomplete, or its points were drawn. Shares are then estimates, and there are none of pairs. */
  readonly approximate: boolean;
  /**
   * Number of models that diverged and are left out of the shares: those beyond Tukey's outer fence ({@link outerFence}), or
   * not finite.
   */
  readonly diverged: number;
}

/** A parameter, or several that always change together. */
export interface Axis {
  /** Indices of the parameters. */
  readonly params: readonly number[];
  /** The values in display order, one text per parameter: numbers ascending, texts in the order of the grid. */
  readonly values: readonly (readonly (string | null)[])[];
  /** The values of the first parameter as numbers, if all of them are; drawn to scale. */
  readonly numbers?: readonly number[];
  /** Whether the numbers are better drawn on a logarithmic scale: their logarithms are spaced more evenly. */
  readonly log?: true;
  /** The index of its value for each configuration. */
  readonly at: readonly number[];
}

/** A part of the variance: of one axis (main effect), of a pair of axes (interaction), of the seeds, or the rest. */
export interface Share {
  readonly kind: "main" | "pair" | "seeds" | "rest";
  /** Indices into {@link Parameters.axes}. */
  readonly axes: readonly number[];
  /** 0 … 1. */
  readonly share: number;
  /** The 95 % confidence interval of the share of an axis or a pair. */
  readonly interval?: readonly [low: number, high: number];
  /** Whether an axis or a pair explains more than chance would ({@link varianceShares}); absent if not. */
  readonly clear?: true;
}

/** The cost of results. */
export interface Cost {
  /** The choices for the horizontal axis that measure cost: `seconds`, or the index of a column. The first is shown first. */
  readonly against: readonly ("seconds" | number)[];
}

/** Failures with the same cause. */
export interface FailureGroup {
  /** The last line of the log that looks like an error, without digits and addresses; else the signal, or the last line. */
  readonly cause: string;
  readonly stage: "train" | "test";
  readonly count: number;
  /** The values that all of them have in common, and not all experiments have, those that the fewest others have first. */
  readonly common: readonly CommonParam[];
  /** The experiments, at most {@link MAX_FAILURES_SHOWN}. */
  readonly runs: readonly FailedRun[];
  /** The end of the log of the first. */
  readonly log: readonly string[];
}

export interface CommonParam {
  readonly param: number;
  readonly value: string | null;
  /** Number of other experiments that have started and have it, too. */
  readonly elsewhere: number;
}

/** The number of runs of a failure group that a report lists. */
export const MAX_FAILURES_SHOWN = 20;

export interface FailedRun {
  readonly configuration: number;
  readonly repetition: number;
  /** The name of the test, if there are several. */
  readonly test?: string;
  /** `failed`, `timed_out` */
  readonly state: RunStateName;
  /** `exit code 1`, `killed by SIGKILL` */
  readonly outcome: string;
  readonly seconds?: number;
  /** The path of its log in the grid directory. */
  readonly log: string;
  /** The path of its log relative to the directory of the report; absent if the log is not below that directory. */
  readonly link?: string;
}

/** The provenance of a grid, and how to repeat it. Without hosts, users and absolute paths. */
export interface GridProvenance {
  /** Index of the grid. */
  readonly grid: number;
  /** ISO 8601, UTC. */
  readonly made?: string;
  /** The versions of grid-workers and Deno that made it. */
  readonly versions?: { readonly gridWorkers: string; readonly deno: string };
  /** The arguments of the command that made it. */
  readonly command?: string;
  /** The flags among them that change the grid. */
  readonly overrides: readonly string[];
  readonly commit?: string;
  /** Whether there were uncommitted changes. */
  readonly dirty?: boolean;
  /** The uncommitted changes; absent with `--no-diff`. */
  readonly diff?: string;
  /** The text of the grid file. */
  readonly gridFile?: string;
  /** The master seed. */
  readonly seed?: string;
  /** The commands and fingerprints of trainings and tests. */
  readonly launches: readonly { readonly stage: "train" | "test"; readonly hash: string; readonly command: string }[];
  /** Commands, each with a description of what it does. */
  readonly commands: readonly { readonly what: string; readonly command: string }[];
}

/** One row per trained model, by configuration and then repetition. NaN where there is no value. */
export interface RunValues {
  readonly configuration: readonly number[];
  readonly repetition: readonly number[];
  /** Training times: seconds. */
  readonly seconds: Float32Array;
  /** By column. */
  readonly columns: readonly Float32Array[];
}

/**
 * Describes a report in one line: `report: 12 experiments, 6 configurations, 391 KB`.
 *
 * @param size of the file, in bytes
 */
export function describeReport({ counts, configurations }: Report, size: number): string {
  const experiments = counted(counts.experiments, "experiment");
  return `report: ${experiments}, ${counted(configurations.length, "configuration")}, ${formatFileSize(size)}`;
}

/** Bytes in decimal units, as file managers show them: `391 KB`, `3.5 MB`. */
export function formatFileSize(bytes: number): string {
  return bytes < 999_500 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * Encodes a report as JSON that can be embedded in a page: no text in it can end the element. Numbers that JSON does not have
 * are objects: `{"number":"NaN"}`.
 */
export function encodeReport(report: Report): string {
  const json = JSON.stringify(
    report,
    (_, value) => typeof value === "number" && !Number.isFinite(value) ? { number: String(value) } : value,
  );
  return json.replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** The inverse of {@link encodeReport}. */
export function decodeReport(json: string): Report {
  return JSON.parse(json, (_, value) => typeof value?.number === "string" ? Number(value.number) : value);
}
