/** The stages of an experiment. */

/** Training an experiment, or testing its model. */
export type Stage = "train" | "test";
