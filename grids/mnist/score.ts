/** The score of a model, summed over samples so that batches of different sizes can be added. */
export interface Score {
  /** Cross-entropy, in nats. */
  readonly loss: number;
  /** Number of samples whose largest logit is that of their label. */
  readonly correct: number;
  readonly samples: number;
}

/** The score of no samples. */
export const NO_SCORE: Score = { loss: 0, correct: 0, samples: 0 };

/** Adds the scores of two batches. */
export function addScores(a: Score, b: Score): Score {
  return { loss: a.loss + b.loss, correct: a.correct + b.correct, samples: a.samples + b.samples };
}

/** The mean over samples; accuracy is 0 … 1. */
export function meanScore({ loss, correct, samples }: Score): { loss: number; accuracy: number } {
  return { loss: loss / samples, accuracy: correct / samples };
}
