/** Prepares a launch: creates the directory of the run, its configuration file and its script. */
import { join } from "@std/path";
import { printYaml } from "../../../lib/config/yaml.ts";
import { launchScript } from "../../../lib/launch/script.ts";
import { configOf, testConfigOf } from "../../../lib/plan/experiment.ts";
import { type Experiment, findSpec, type Plan, type RunSpec } from "../../../lib/plan/plan.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import { type Hardware, threadsPerRun, visibleGpus } from "../../../lib/schedule/slots.ts";
import {
  CONFIGURATION,
  experimentDir,
  launchPaths,
  METRICS,
  stampOf,
  TEST_LOG,
  testDirName,
  TRAIN_LOG,
  trainLog,
} from "../../../lib/store/layout.ts";
import { isSinglePathError } from "../../system/file_errors.ts";
import { lstatIfExists, removeIfExists, writeAtomic } from "../../system/files.ts";

/** The files of a launch that is ready to start. */
export interface PreparedLaunch {
  /** The experiment's directory, relative to the grid directory. */
  readonly dir: string;
  /** The log, relative to the experiment's directory. */
  readonly log: string;
  /** The name of the test's directory; `undefined` when training. */
  readonly testDir: string | undefined;
  /** The hash of its fingerprint, if it is known. */
  readonly launchedWith?: string;
  /** Why the run cannot start, if a file in the experiment's own directory prevents it. */
  readonly obstacle?: string;
}

/** The launch to prepare. */
export interface LaunchRequest {
  readonly experiment: Experiment;
  readonly stage: Stage;
  /** The launch number. */
  readonly launch: number;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
  /** UUIDs of its GPUs; ignored on CPUs. */
  readonly devices: readonly string[];
  /** The name of the test, for grids with `grid_tests`. */
  readonly test?: string | undefined;
}

/** Prepares the launches of a scheduler. */
export interface Launcher {
  /**
   * Creates the directory of the run, its configuration and its script.
   *
   * @throws errors of the file system, except those that only concern this experiment: see {@link PreparedLaunch.obstacle}
   */
  prepare(request: LaunchRequest): PreparedLaunch;
}

/** What all launches of a scheduler have in common. */
export interface LauncherContext {
  /** The grid directory, absolute. */
  readonly root: string;
  /** The key of the grid directory. */
  readonly gridKey: string;
  readonly plan: Plan;
  readonly hardware: Hardware;
  /** Finds the checkpoint of an experiment. Called only when testing. */
  readonly checkpointOf: (experiment: Experiment) => string | undefined;
  /** The hash of the fingerprint of a run that starts now. */
  readonly launchedWith: (spec: RunSpec) => string;
}

/** A launcher for a grid. */
export function createLauncher(context: LauncherContext): Launcher {
  return { prepare: (request) => prepareLaunch(context, request) };
}

// Errors about files in an experiment's own directory only fail that experiment.
function prepareLaunch(context: LauncherContext, request: LaunchRequest): PreparedLaunch {
  const dir = experimentDir(request.experiment);
  const path = join(context.root, dir);
  try {
    return writeLaunch(context, request, path);
  } catch (error) {
    // Without the experiment's directory, the grid directory is the problem.
    if (!isSinglePathError(error) || lstatIfExists(path) === undefined) throw error;
    return { dir, log: trainLog(request.launch), testDir: undefined, obstacle: (error as Error).message };
  }
}

function writeLaunch(context: LauncherContext, request: LaunchRequest, path: string): PreparedLaunch {
  const { root, gridKey, plan, hardware, checkpointOf } = context;
  const { experiment, stage, launch, attempt } = request;
  const spec = findSpec(plan.groups[experiment.group]!, stage, request.test);
  const dir = experimentDir(experiment);
  const isNew = makeDir(path);
  const testDir = stage === "test" ? makeTestDir(path, request.test) : undefined;
  const configFile = join(path, testDir ?? "", CONFIGURATION[stage]);
  const trained = configOf(plan, experiment);
  const config = spec.test === undefined ? trained : testConfigOf(trained, spec.test);
  writeInPlace(configFile, printYaml(config));
  if (stage === "train" && attempt > 1) keepMetrics(path, launch);
  const launchedWith = context.launchedWith(spec);
  const script = launchScript({
    plan,
    experiment,
    spec,
    config,
    configFile,
    attempt,
    gridDir: root,
    dir: path,
    testDir: testDir === undefined ? "" : join(path, testDir),
    checkpoint: stage === "test" ? checkpointOf(experiment) ?? "" : "",
    threads: threadsPerRun(spec.settings, hardware),
    devices: visibleGpus(spec.settings, hardware, request.devices),
    launchedWith,
    mark: { grid: gridKey, dir, stage, number: launch },
  });
  writeInPlace(launchPaths(path, stage, launch).script, script);
  if (testDir !== undefined) return { dir, log: `${testDir}/${TEST_LOG}`, testDir, launchedWith };
  const log = trainLog(launch);
  if (!isNew) clearPath(join(path, log));
  link(log, join(path, TRAIN_LOG));
  return { dir, log, testDir, launchedWith };
}

// Two tests of one model may start within a second.
function makeTestDir(path: string, test: string | undefined): string {
  const stamp = stampOf(new Date());
  for (let n = 1;; n++) {
    const name = testDirName(n === 1 ? stamp : `${stamp}-${n}`, test);
    try {
      Deno.mkdirSync(join(path, name));
      return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

// Not recursive: a grid directory that was deleted must not reappear in parts. Returns whether the directory is new.
function makeDir(path: string): boolean {
  try {
    Deno.mkdirSync(path);
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    if (Deno.statSync(path).isDirectory) return false;
    throw Object.assign(new Error(`${path} is not a directory`, { cause: error }), { code: "ENOTDIR" });
  }
}

// A previous attempt may have left a link, which would be followed, or a pipe, which would block.
function writeInPlace(path: string, text: string): void {
  try {
    Deno.writeTextFileSync(path, text, { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    writeAtomic(path, text);
  }
}

// The supervisor opens it to append. A hard link may lead to another file.
function clearPath(path: string): void {
  const info = lstatIfExists(path);
  if (info !== undefined && (!info.isFile || (info.nlink ?? 1) > 1)) Deno.removeSync(path);
}

// For convenience only: the file system may not support links, or a directory may have this name.
function link(target: string, path: string): void {
  try {
    Deno.symlinkSync(target, path);
  } catch {
    try {
      removeIfExists(path);
      Deno.symlinkSync(target, path);
    } catch {
      // The log can be found by its numbered name.
    }
  }
}

// Otherwise results of the previous attempt could be taken for those of this one. The trainer may write a file of the same name.
function keepMetrics(path: string, launch: number): void {
  const metrics = join(path, METRICS);
  if (lstatIfExists(metrics) === undefined) return;
  for (let n = 1;; n++) {
    const kept = join(path, `metrics.${launch - 1}${n === 1 ? "" : `-${n}`}.json`);
    if (lstatIfExists(kept) === undefined) return Deno.renameSync(metrics, kept);
  }
}
