import { loadBatch } from "./load_batch.ts";
import { forward, type Mlp } from "./mlp.ts";
import type { Dataset } from "./mnist.ts";
import { addScores, NO_SCORE, type Score } from "./score.ts";
import { softmaxLoss } from "./softmax_loss.ts";

/** Computes the score of a model on a whole data set. */
export function evaluate(mlp: Mlp, dataset: Dataset): Score {
  const order = Uint32Array.from({ length: dataset.length }, (_, i) => i);
  let total = NO_SCORE;
  for (let start = 0; start < dataset.length; start += mlp.batchSize) {
    const labels = loadBatch(mlp, dataset, order.subarray(start, start + mlp.batchSize));
    const { logits, logitGradients } = forward(mlp, labels.length);
    total = addScores(total, softmaxLoss(logits, labels, logitGradients));
  }
  return total;
}
