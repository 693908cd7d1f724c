/** The two stages of an experiment. */

/** `train` trains an experiment; `test` tests the trained model. */
export type Stage = "train" | "test";
