/** The inputs for the command, the environment and the script of a launch. */
import { resolve } from "@std/path";
import type { ValueMap } from "../config/value.ts";
import type { Settings } from "../grid/settings/settings.ts";
import type { Experiment, Plan, RunSpec } from "../plan/plan.ts";
import type { MarkedLaunch } from "./mark.ts";

/** The inputs of a launch. All paths are absolute. */
export interface LaunchContext {
  readonly plan: Plan;
  readonly experiment: Experiment;
  readonly spec: RunSpec;
  /** The configuration of the run, including the overwrite of its test. */
  readonly config: ValueMap;
  readonly gridDir: string;
  /** The directory of the experiment. */
  readonly dir: string;
  readonly configFile: string;
  /** Empty when training. */
  readonly testDir: string;
  /** The model to test; empty when training. */
  readonly checkpoint: string;
  /** From 1; in a script, a text that stands for it. */
  readonly attempt: number | string;
  /** The number of threads to use: a whole number, at least 1. */
  readonly threads: number;
  /** UUIDs of the GPUs of the run; `cluster`: a cluster chooses them; `undefined` for a run on CPUs. */
  readonly devices: readonly string[] | "cluster" | undefined;
  /** The mark in the environment of all processes of the launch, by which the sweeper finds them. */
  readonly mark: MarkedLaunch;
  /** The hash of the fingerprint of the launch. */
  readonly launchedWith?: string;
}

/** The working directory of runs with these settings, absolute. */
export function workingDirectory(plan: Plan, settings: Settings): string {
  return resolve(plan.cwd, settings.workdir);
}
