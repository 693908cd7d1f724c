/** Sums over samples, so that batches of different sizes can be added up. */
export interface Score {
  /** Cross-entropy, in nats. */
  readonly loss: number;
  /** Samples whose largest logit is that of their label. */
  readonly correct: number;
  readonly samples: number;
}

export const noScore: Score = { loss: 0, correct: 0, samples: 0 };

export function addScores(a: Score, b: Score): Score {
  return { loss: a.loss + b.loss, correct: a.correct + b.correct, samples: a.samples + b.samples };
}

/** The same for each sample. */
export function meanScore({ loss, correct, samples }: Score): { loss: number; accuracy: number } {
  return { loss: loss / samples, accuracy: correct / samples };
}
