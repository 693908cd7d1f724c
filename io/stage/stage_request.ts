/** What a stage is asked to do. */
import type { Stage } from "../../lib/run/stage.ts";
import type { FoundGpus } from "../gpu/find_gpus.ts";

/** What a stage is asked to do. What is left out is as in `grid:train` without flags. */
export interface StageRequest {
  readonly stage: Stage;
  /** Selectors, as `--only` takes them; without any, all experiments. */
  readonly only?: readonly string[];
  /** Run again what failed or timed out. */
  readonly retryFailed?: boolean;
  /** Test anew what has a succeeded test. */
  readonly again?: boolean;
  /** How often each model is tested in all, at least 1. */
  readonly repeat?: number;
  /** Over the grid's `max_concurrent_runs`. */
  readonly maxConcurrentRuns?: number | undefined;
  /** Hosts of which the user says that no run lives there any more. */
  readonly assumeDead?: readonly string[];
  /** Seconds between SIGTERM and SIGKILL; 10 by default. */
  readonly grace?: number;
  /** The GPUs that runs may be given; without, runs run on CPUs. */
  readonly gpus?: FoundGpus | undefined;
  /** Over those that the grid was made with. */
  readonly li?: number | undefined;
  readonly ll?: string | undefined;
}
