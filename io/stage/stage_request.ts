/** The request for a stage: which experiments to run, and how. */
import type { Template } from "../../lib/grid/template.ts";
import type { SystemName } from "../../lib/run/journal_record.ts";
import type { Stage } from "../../lib/run/stage.ts";
import type { FoundGpus } from "../gpu/find_gpus.ts";
import type { FirstCheck } from "./runs/first_results.ts";

/** How a stage runs on a cluster. */
export interface ClusterRequest {
  /** Its batch system. */
  readonly system: SystemName;
  /** Submit, and leave the runs to the cluster. */
  readonly detach: boolean;
  /** A controller follows them then: a job of the cluster. */
  readonly isFollowed?: boolean;
}

/** A request to train or to test. Defaults are those of `grid:train` and `grid:test` without flags. */
export interface StageRequest {
  /** What to do: train or test. */
  readonly stage: Stage;
  /** Selectors, as for `--only`, or indices of experiments; all experiments if there are no selectors. */
  readonly only?: readonly string[] | ReadonlySet<number>;
  /** Run experiments again that failed or timed out. */
  readonly retryFailed?: boolean;
  /**
   * Run experiments again that have succeeded; implies `retryFailed`. They are trained anew, in a new directory, or tested once
   * more. Training anew requires `only`.
   */
  readonly again?: boolean;
  /** Go on with trainings that were stopped early, as further attempts that are not judged. */
  readonly continueStopped?: boolean;
  /** Number of test runs per model, at least 1. Default: 1. */
  readonly repeat?: number;
  /** Overrides `max_concurrent_runs` of the grid; 0 or less: no limit. */
  readonly maxConcurrentRuns?: number | undefined;
  /** Overrides the retries of the grid. */
  readonly retries?: number | undefined;
  /** Hosts on which no run is running any more, according to the user. */
  readonly assumeDead?: readonly string[];
  /** Seconds between SIGTERM and SIGKILL. Default: 10. */
  readonly grace?: number;
  /** When all runs have to have ended, in milliseconds since the epoch. On a cluster, while they are followed. */
  readonly endBy?: number | undefined;
  /** Read the results of the first run that succeeds, and warn if those that the grid needs are missing. Default: do not. */
  readonly checkFirst?: FirstCheck;
  /** The GPUs available to runs; `undefined` to run on CPUs. */
  readonly gpus?: FoundGpus | undefined;
  /** Run on a cluster. */
  readonly cluster?: ClusterRequest | undefined;
  /** Overrides the logging interval of the grid. */
  readonly li?: number | undefined;
  /** Overrides the prefix of the grid. */
  readonly prefix?: Template | undefined;
  /** Overrides the log level of the grid. */
  readonly ll?: string | undefined;
}
