import type { Score } from "./score.ts";

/**
 * Computes the score of logits by softmax and cross-entropy.
 *
 * @param logits one row per label
 * @param gradients output: the gradient of the mean loss by the logits
 */
export function softmaxLoss(logits: Float32Array, labels: Uint8Array, gradients: Float32Array): Score {
  const samples = labels.length;
  const classes = logits.length / samples;
  let loss = 0;
  let correct = 0;
  for (let r = 0; r < samples; r++) {
    const start = r * classes;
    const end = start + classes;
    const label = start + labels[r]!;
    let best = start;
    for (let i = start; i < end; i++) {
      if (logits[i]! > logits[best]!) best = i;
    }
    // Subtracting the largest logit from each does not change the result, and prevents exp() from overflowing.
    const largest = logits[best]!;
    let sum = 0;
    for (let i = start; i < end; i++) sum += Math.exp(logits[i]! - largest);
    for (let i = start; i < end; i++) {
      const probability = Math.exp(logits[i]! - largest) / sum;
      gradients[i] = (probability - (i === label ? 1 : 0)) / samples;
    }
    loss += Math.log(sum) + largest - logits[label]!;
    if (best === label) correct++;
  }
  return { loss, correct, samples };
}
