/** The metric by which the analysis ranks configurations. */

/** Names of metrics for which lower is better. */
const COSTS = /(?:^|_)(?:loss|error|err|cost|perplexity|ppl|nll|mse|mae|rmse|wer|cer|fid|bpc|bpb)(?:_|$)/i;

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
}
