/** The metric that the analysis ranks configurations by. */

/** Names of results that are better the lower they are. */
const COSTS = /(?:^|_)(?:loss|error|err|cost|perplexity|ppl|nll|mse|mae|rmse|wer|cer|fid|bpc|bpb)(?:_|$)/i;

/** Errors and losses are to be low, anything else high. */
export function defaultGoal(name: string): Metric["goal"] {
  return COSTS.test(name) ? "minimize" : "maximize";
}

/** What "best" means. */
export interface Metric {
  /** A column of the analysis, `validation_accuracy` for instance. */
  readonly name: string;
  readonly goal: "maximize" | "minimize";
}
