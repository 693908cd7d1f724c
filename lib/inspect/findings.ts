/** Reports what a tried experiment produced and what is missing, as the analysis would find it. */
import { resolveMetric } from "../analysis/ranking.ts";
import type { GROUPS } from "../analysis/result_names.ts";
import { DURATION } from "../analysis/summary.ts";
import type { Metric } from "../grid/settings/settings.ts";
import { printable } from "../messages/printable.ts";
import { firstOf } from "../messages/text.ts";
import { type Fields, NO_VALUE } from "../results/experiment_result.ts";
import { parseNumber } from "../results/parse_number.ts";
import { describeResults } from "./render_inspection.ts";

/** The result of looking for something. */
export interface Finding {
  readonly name: string;
  /** What was found, or why nothing was and what to change. */
  readonly text: string;
  /** Whether it was not found although the grid needs it. */
  readonly isMissing: boolean;
}

/** The results in a directory. */
export interface FoundResults {
  readonly results: Fields;
  /** The files that the run left in its directory. */
  readonly names: readonly string[];
  /** Problems with reading them. */
  readonly problems: readonly string[];
  /** Where results were read that are values of series; those of other files are named by the documentation. */
  readonly origins?: readonly ReadOrigin[];
}

/** Where a result was read. */
export interface ReadOrigin {
  /** Its column: `validation_acc`. */
  readonly column: string;
  readonly file: string;
  /** Its name in the file. */
  readonly key: string;
}

const MAX_NAMES = 6;

const SOURCES = {
  train:
    "event files of TensorBoard, metrics.csv of Lightning, trainer_state.json, log.txt, *.jsonl, *.csv, mlflow.db, metrics.json and " +
    "checkpoints in {dir}",
  test: "metrics.json and testing_set_agg_statistics.csv in {test_dir}",
} as const;

/** What a trainer without results can write. */
export const EXAMPLE = 'write {"validation": {"loss": 0.5}} to {dir}/metrics.json, for example';

const TEST_EXAMPLE = 'write {"testing": {"accuracy": 0.9}} to {test_dir}/metrics.json, for example';

/** The results of a training or a test. Having none is an error only if the grid names a metric. */
export function findResults(
  stage: "train" | "test",
  { results, names, problems, origins = [] }: FoundResults,
): Finding[] {
  const written = withoutDurations(results);
  const unread = problems.map((text) => ({ name: "", text, isMissing: true }));
  if (written.size > 0) {
    const places = describeOrigins(origins.filter(({ column }) => written.has(column)));
    return [
      { name: "results", text: describeResults(written), isMissing: false },
      ...places.map((text) => ({ name: "", text, isMissing: false })),
      ...unread,
    ];
  }
  if (unread.length > 0) return [{ name: "results", text: "none", isMissing: false }, ...unread];
  const text = names.length === 0
    ? "none: the run left nothing in its directory"
    : `none: looked for ${SOURCES[stage]}, which has ${firstOf(names, MAX_NAMES)}`;
  // What to do about a training is said once it is known what else it has left: its log may have results.
  const question = names.length === 0 ? ": does its command use {test_dir}, or $GRID_TEST_DIR?" : "";
  const cure = stage === "test" ? `${question}; ${TEST_EXAMPLE}` : "";
  return [{ name: "results", text: `${text}${cure}`, isMissing: false }];
}

const MAX_RENAMED = 6;

// `from metrics.csv: val_acc as validation_acc`
function describeOrigins(origins: readonly ReadOrigin[]): string[] {
  return Array.from(Map.groupBy(origins, ({ file }) => file), ([file, all]) => {
    const names = all.map(({ column, key }) => column === key ? key : `${key} as ${column}`);
    return printable(`from ${file}: ${firstOf(names, MAX_RENAMED)}`);
  });
}

/** Where a checkpoint was looked for. */
export interface CheckpointSearch {
  /** Its path, as shown to the user. */
  readonly found: string | undefined;
  readonly glob: string;
  /** Whether the grid has tests, or names a checkpoint in its settings. */
  readonly isNeeded: boolean;
  readonly names: readonly string[];
}

/** The checkpoint; nothing if there is none and none is needed. */
export function findModel({ found, glob, isNeeded, names }: CheckpointSearch): Finding[] {
  if (found !== undefined) return [{ name: "checkpoint", text: found, isMissing: false }];
  if (!isNeeded) return [];
  const there = names.length === 0 ? "which is empty" : `which has ${firstOf(names, MAX_NAMES)}`;
  const text =
    `none: nothing in {dir}, ${there}, matches ${glob}: save the model there, or change the setting checkpoint`;
  return [{ name: "checkpoint", text, isMissing: true }];
}

/** The metric by which the analysis would rank. */
export function findMetric({ name }: Metric, results: Fields): Finding {
  const resolved = resolveMetric(name, [...results.keys()]);
  if ("problem" in resolved) {
    const closest = resolveMetric(name, [...withoutDurations(results).keys()]);
    return { name: "metric", text: "problem" in closest ? closest.problem : resolved.problem, isMissing: true };
  }
  const text = results.get(resolved.column)!;
  if (text !== NO_VALUE && parseNumber(text) !== undefined) {
    return { name: "metric", text: `${resolved.column}=${text}`, isMissing: false };
  }
  const shown = text === NO_VALUE || text === "" ? "no value" : JSON.stringify(text);
  return { name: "metric", text: `${resolved.column}: expected a number, got ${shown}`, isMissing: true };
}

/** Results without the durations, which every run has, whatever it has written. */
export function withoutDurations(results: Fields): Fields {
  return new Map([...results].filter(([name]) => !name.endsWith(`_${DURATION}`)));
}

/** Results of a group by column: `loss` of a validation is `validation_loss`. */
export function inColumns(group: (typeof GROUPS)[number], results: Fields): Fields {
  return new Map(Array.from(results, ([name, text]) => [`${group}_${name}`, text]));
}
