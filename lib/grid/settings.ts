/** The settings of a task, complete: what the grid file says, and defaults for the rest. */
import type { Stage } from "../run/stage.ts";
import type { Metric } from "./metric.ts";
import type { Template } from "./template.ts";

/** The failures after which nothing more is started. */
export type MaxFailures =
  | { readonly kind: "default" }
  | { readonly kind: "none" }
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "percent"; readonly percent: number };

/** The settings of a task, complete. */
export interface Settings {
  /** Absent: runs start as MI-Prometheus starts them. */
  readonly command: Template | undefined;
  readonly testCommand: Template | undefined;
  readonly trainer: string;
  readonly tester: string;
  /** Shell code before each command, in the same shell. */
  readonly setup: string | undefined;
  readonly shell: readonly string[];
  readonly workdir: string;
  /** A glob below the run's directory. */
  readonly checkpoint: string;
  readonly repetitions: number | undefined;
  /** At most this many runs at a time; 0: as many as the machine allows. */
  readonly maxConcurrentRuns: number;
  readonly seed: number | readonly number[] | undefined;
  readonly seedKeys: readonly string[];
  readonly notInId: readonly string[];
  readonly metric: Metric | undefined;
  /** Seconds of one attempt. */
  readonly timeout: number | undefined;
  /** Further attempts after a failure or a timeout. */
  readonly retries: number;
  readonly maxFailures: MaxFailures;
  readonly cpusPerRun: number | undefined;
  /** Bytes. */
  readonly memoryPerRun: number | undefined;
  readonly gpusPerRun: number;
  readonly runsPerGpu: number;
  /** Bytes. */
  readonly gpuMemoryFree: number | undefined;
  readonly env: ReadonlyMap<string, Template>;
  readonly slurm: ReadonlyMap<string, string>;
}

/** How the command of a stage is given. */
export type StageCommand =
  /** In the settings. */
  | { readonly kind: "template"; readonly template: Template }
  /** The settings have none: the trainer or tester that they name is called as MI-Prometheus calls it. */
  | { readonly kind: "default" }
  /** There is none: a grid that has a `command` and no `test_command` is not tested. */
  | { readonly kind: "none" };

/** How the command of a stage is given. */
export function stageCommand({ command, testCommand }: Settings, stage: Stage): StageCommand {
  const template = stage === "train" ? command : testCommand;
  if (template !== undefined) return { kind: "template", template };
  return { kind: command === undefined ? "default" : "none" };
}

/** The largest seed: 2^31 − 1, what every framework takes. */
export const MAX_SEED = 2 ** 31 - 1;
