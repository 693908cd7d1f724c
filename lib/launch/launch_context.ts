/** The inputs for the command, the environment and the script of a launch. */
import { basename, relative, resolve } from "@std/path";
import type { ValueMap } from "../config/value.ts";
import type { Settings } from "../grid/settings/settings.ts";
import { isWithin } from "../plan/misplaced.ts";
import type { Experiment, Plan, RunSpec } from "../plan/plan.ts";
import type { Stage } from "../run/stage.ts";

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
  /** From 1; in a script, a placeholder text. */
  readonly attempt: number | string;
  /** The number of threads to use, at least 1. */
  readonly threads: number;
  /** UUIDs of the GPUs of the run; `cluster`: a cluster chooses them; `undefined` for a run on CPUs. */
  readonly devices: readonly string[] | "cluster" | undefined;
  /** The mark in the environment of all processes of the launch, by which the sweeper finds them. */
  readonly mark: MarkedLaunch;
  /** The hash of the fingerprint of the launch. */
  readonly launchedWith?: string;
}

/** The working directory of runs with these settings, absolute: in the snapshot of the code, if there is one of it. */
export function workingDirectory(plan: Plan, settings: Settings): string {
  const { snapshot } = plan;
  if (snapshot === undefined) return resolve(plan.cwd, settings.workdir);
  const { base, cwd, dir } = snapshot;
  const original = resolve(base, cwd, settings.workdir);
  return isWithin(original, base) ? resolve(dir, relative(base, original)) : original;
}

/**
 * The environment variable of the mark, by which the sweeper finds all processes of a launch. If a run starts a grid, the runs
 * of that grid have both marks, one per line.
 */
export const RUN_MARK = "GRID_WORKERS_RUN";

/** A launch, identified by its mark. */
export interface MarkedLaunch {
  /** The key of its grid directory: {@link gridKey}. */
  readonly grid: string;
  /** The name of the experiment's directory. */
  readonly dir: string;
  readonly stage: Stage;
  readonly number: number;
}

/**
 * Identifies a grid directory: it stays the same when the directory is moved, and differs for a copy.
 *
 * @param id the plan's id; plans of earlier versions have none
 * @param inode the inode of the directory; `null` if the system has none
 */
export function gridKey(id: string | undefined, inode: number | null): string {
  return `${id ?? "-"}.${inode ?? "-"}`;
}

export function printMark({ grid, dir, stage, number }: MarkedLaunch): string {
  return `${grid}/${dir}:${stage}.${number}`;
}

/** Parses a mark; `undefined` if the text is not a mark. */
export function parseMark(text: string): MarkedLaunch | undefined {
  const match = /^([^/]+)\/([^/]+):(train|test)\.(\d+)$/.exec(text);
  if (match === null) return undefined;
  const [, grid, dir, stage, number] = match;
  return { grid: grid!, dir: dir!, stage: stage as Stage, number: Number(number) };
}

export const RUN_VARIABLES: ReadonlySet<string> = new Set(
  ("GRID_ROOT GRID_RUN_DIR GRID_CONFIG GRID_EXPERIMENT_ID GRID_EXPERIMENT_NAME GRID_REPETITION GRID_SEED GRID_ATTEMPT " +
    "GRID_STAGE GRID_CHECKPOINT GRID_TEST_DIR GRID_TEST_NAME").split(" "),
);

/** Whether the setting `shell` starts a shell with the syntax of sh: `[bash, -c]`, `[docker, run, image, sh, -c]`. */
export function isPosixShell(shell: readonly string[]): boolean {
  return shell.some((word) => /^(sh|bash|dash|ash|zsh|ksh|mksh)$/.test(basename(word)));
}
