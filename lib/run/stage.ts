/** The two stages of an experiment. */

/** `train` trains an experiment; `test` tests the trained model. */
export type Stage = "train" | "test";

/** Both stages, in their order. */
export const STAGES: readonly Stage[] = ["train", "test"];
