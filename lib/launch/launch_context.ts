/** What a launch is given beside its experiment. */
import type { Settings } from "../grid/settings.ts";
import type { Plan } from "../plan/plan.ts";
import type { Stage } from "../run/stage.ts";

/** What a command can name beside the experiment itself. All paths are absolute. */
export interface LaunchContext {
  readonly stage: Stage;
  readonly gridDir: string;
  /** The experiment's directory. */
  readonly dir: string;
  /** The configuration file. */
  readonly config: string;
  /** When testing. */
  readonly testDir: string;
  /** The name of the test, where there are several. */
  readonly testName: string;
  /** When testing. */
  readonly checkpoint: string;
  /** From 1. */
  readonly attempt: number;
  readonly cpusPerRun: number;
  /** UUIDs of the GPUs that it is given. */
  readonly devices: readonly string[];
  readonly gpusPerRun: number;
  /** Whether it runs on GPUs. */
  readonly gpu: boolean;
  readonly li: number;
  readonly ll: string;
  readonly tensorboard: number | undefined;
}

/**
 * A launch: what the plan and the settings give, beside what differs from launch to launch.
 *
 * @param gpu whether it runs on GPUs
 */
export function launchContext(
  plan: Plan,
  settings: Settings,
  gpu: boolean,
  own: Omit<LaunchContext, "gpusPerRun" | "gpu" | "li" | "ll" | "tensorboard">,
): LaunchContext {
  const { li, ll, tensorboard } = plan;
  return { ...own, gpusPerRun: gpu ? settings.gpusPerRun : 0, gpu, li, ll, tensorboard };
}
