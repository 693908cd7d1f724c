/** What the command, the environment and the script of a launch are made from. */
import { resolve } from "@std/path";
import type { ValueMap } from "../config/value.ts";
import type { Settings } from "../grid/settings.ts";
import type { Experiment, Plan } from "../plan/plan.ts";
import type { RunSpec } from "../plan/run_spec.ts";

/** What a launch is given. All paths are absolute. */
export interface LaunchContext {
  readonly plan: Plan;
  readonly experiment: Experiment;
  readonly spec: RunSpec;
  /** The configuration of the run, with what its test lays over that of the experiment. */
  readonly config: ValueMap;
  readonly gridDir: string;
  /** The experiment's directory. */
  readonly dir: string;
  readonly configFile: string;
  /** Empty when training. */
  readonly testDir: string;
  /** The model to be tested; empty when training. */
  readonly checkpoint: string;
  /** From 1. */
  readonly attempt: number;
  /** A whole number, at least 1. */
  readonly cpusPerRun: number;
  /** UUIDs of the GPUs that it is given; `undefined` for a run on CPUs. */
  readonly devices: readonly string[] | undefined;
  /** Stands in the environment of everything that the launch starts. */
  readonly mark: string;
}

/** Where runs with these settings work, absolute. */
export function workingDirectory(plan: Plan, settings: Settings): string {
  return resolve(plan.cwd, settings.workdir);
}
