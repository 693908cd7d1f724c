/** Writes lines of a grid file that read what a tried run has left, for a user to paste. */
import { defaultGoal } from "../grid/settings/settings.ts";
import { columnName, type NamedSeries } from "../results/series.ts";
import type { ResultSpec } from "../run/result_spec.ts";

/** What to add to `grid_settings`. */
export interface Proposal {
  /** The whole setting `results`; absent if what is read stays as it is. */
  readonly results?: readonly ResultSpec[];
  /** What results there would be. */
  readonly series: readonly NamedSeries[];
  /** Columns of the results that there are. */
  readonly columns: readonly string[];
  /** Whether the grid names a metric. */
  readonly hasMetric: boolean;
  /** Whether the grid stops runs early, or has too few of them. */
  readonly stopsEarly: boolean;
  /** The whole command; absent if it stays as it is. */
  readonly command?: string;
  /** A variable for the setting `env`. */
  readonly env?: { readonly name: string; readonly value: string };
}

/** Lines to paste into `grid_settings`, with its indentation; none if nothing is to be added. */
export function linesToPaste(proposal: Proposal): string[] {
  const { results, series, columns, hasMetric, stopsEarly, command, env } = proposal;
  const metric = hasMetric ? undefined : chooseMetric([...series.map(columnName), ...columns]);
  const steps = series.find((one) => columnName(one) === metric)?.series.steps.length ?? 0;
  return [
    ...(command === undefined ? [] : [`command: ${quoted(command)}`]),
    ...(env === undefined ? [] : [`env: { ${env.name}: ${JSON.stringify(env.value)} }`]),
    ...(results === undefined ? [] : resultsLines(results)),
    ...(metric === undefined
      ? []
      : [`metric: { name: ${word(metric)}, goal: ${defaultGoal(metric)}${steps > 1 ? ", at: best" : ""} }`]),
    ...(stopsEarly || metric === undefined ? [] : earlyStopping(series, metric)),
  ].map((line) => `  ${line}`);
}

// More in one line are hard to read.
const MAX_IN_LINE = 2;

function resultsLines(results: readonly ResultSpec[]): string[] {
  const specs = results.map(specText);
  return specs.length > MAX_IN_LINE
    ? ["results:", ...specs.map((spec) => `  - ${spec}`)]
    : [`results: [${specs.join(", ")}]`];
}

// An element of the setting `results`.
function specText(spec: ResultSpec): string {
  if ("log" in spec) return `{ log: ${quoted(spec.log)} }`;
  const format = spec.format === undefined ? "" : `, format: ${spec.format}`;
  return `{ file: ${quoted(spec.file)}${format} }`;
}

function quoted(text: string): string {
  // deno-lint-ignore no-control-regex
  return /[\u0000-\u001f\u007f-\u009f\ufeff]/.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

function word(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) ? text : quoted(text);
}

const GOOD = [
  /acc(?:uracy)?(?:$|_)|top_?1/i,
  /auc|f1|(?:^|_)map(?:$|_|\d)|iou|dice|bleu|rouge|r2|reward|return|score/i,
  /(?:^|_)loss$/i,
  /nll|mse|mae|rmse|error/i,
  /loss|precision|recall/i,
];

// What no grid is ranked by.
const OTHER =
  /(?:^|_)(?:duration_s|lr|learning_rate|epoch|step|time|runtime|samples_per_second|steps_per_second|hp_metric|stopped_at|stopped_with|total_flos|grad_norm|n_parameters)$|_lr(?:_|$)|-[A-Z]\w+$/i;

// The best ones first: numbers on data that the training has not seen.
const PARTS = [
  /^validation_|_(?:val|valid|validation|eval|dev)(?:_|$)/i,
  /^test_|^training_(?:test|testing)_|_test(?:_|$)/i,
  /^training_(?!train_|.*_train(?:_|$))/i,
  /^training_/,
];

/** The result by which configurations would be ranked; `undefined` if none looks like it. */
export function chooseMetric(columns: readonly string[]): string | undefined {
  const shortest = [...columns].sort((a, b) => a.length - b.length);
  for (const part of PARTS) {
    for (const good of GOOD) {
      const found = shortest.find((column) =>
        part.test(column) && !OTHER.test(column) && good.test(column.replace(/^(?:training|validation|test)_/, ""))
      );
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const MIN_STEPS = 3;

// After a ninth of a run, so that there are two comparisons. Runs are not compared by what is measured with the data of tests.
function earlyStopping(all: readonly NamedSeries[], metric: string): string[] {
  const curves = all.filter(({ section, series: { steps } }) => section !== "testing" && steps.length >= MIN_STEPS);
  const names = curves.map(columnName);
  const name = names.includes(metric) ? metric : chooseMetric(names);
  if (name === undefined) return [];
  const { axis, steps } = curves[names.indexOf(name)]!.series;
  const first = steps[Math.ceil(steps.length / 9) - (steps[0] === 0 ? 0 : 1)]!;
  if (!(first > 0)) return [];
  const parts = [
    `first: ${first}`,
    "eta: 3",
    // Where nothing is counted, rows are.
    ...(axis === undefined || axis === "epoch" ? [] : [`resource: ${word(axis)}`]),
    ...(name === metric ? [] : [`metric: ${word(name)}`]),
  ];
  return [`early_stopping: { ${parts.join(", ")} }`];
}
