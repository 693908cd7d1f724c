/** The names of the variables in the environment of every run. */
export const RUN_VARIABLES: ReadonlySet<string> = new Set(
  ("GRID_ROOT GRID_RUN_DIR GRID_CONFIG GRID_EXPERIMENT_ID GRID_EXPERIMENT_NAME GRID_REPETITION GRID_SEED GRID_ATTEMPT " +
    "GRID_STAGE GRID_CHECKPOINT GRID_TEST_DIR GRID_TEST_NAME").split(" "),
);
