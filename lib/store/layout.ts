/** Defines the names and paths of all files in a grid directory. No other module contains them. */
import { basename, join } from "@std/path";
import type { Experiment } from "../plan/plan.ts";
import type { Stage } from "../run/stage.ts";

/** The files at the top of a grid directory. */
export interface GridPaths {
  readonly root: string;
  readonly grid: string;
  readonly provenance: string;
  readonly plan: string;
  readonly journal: string;
  readonly lock: string;
  /** The messages of a scheduler in the background. */
  readonly schedulerLog: string;
  /** The record of how the last scheduler ended. */
  readonly schedulerExit: string;
}

/** @param root the grid directory */
export function gridPaths(root: string): GridPaths {
  return {
    root,
    grid: join(root, "grid.yaml"),
    provenance: join(root, "provenance.json"),
    plan: join(root, "plan.ndjson"),
    journal: join(root, "journal.ndjson"),
    lock: join(root, "lock"),
    schedulerLog: join(root, "scheduler.log"),
    schedulerExit: join(root, "scheduler.exit"),
  };
}

/** The files of a job array, in `slurm/<n>` of the grid directory. */
export interface SubmissionPaths {
  readonly dir: string;
  /** Its launches, one per line. */
  readonly list: string;
  /** The options that its elements read first. */
  readonly options: string;
  /** One empty file per start and end. */
  readonly marks: string;
  /** If this file exists, nothing more is started. */
  readonly stop: string;
  /** The output of each element. */
  readonly output: string;
}

/** The directory of all job arrays, in the grid directory. */
export const SUBMISSIONS = "slurm";

/** The scripts of an element: the batch script, and those that it sources. Each job array has copies. */
export const ELEMENT_SCRIPTS = ["element.sh", "slot.sh", "supervise.sh"] as const;

/** The script by which they learn from the batch system who they are. */
export const SYSTEM_SCRIPT = "system.sh";

/**
 * @param root the grid directory
 * @param number of the submission, from 1
 */
export function submissionPaths(root: string, number: number): SubmissionPaths {
  const dir = join(root, SUBMISSIONS, String(number));
  return {
    dir,
    list: join(dir, "list"),
    options: join(dir, "options"),
    marks: join(dir, "marks"),
    stop: join(dir, "stop"),
    output: join(dir, "output"),
  };
}

/** The directory of all snapshots of the code, in the grid directory. */
export const SNAPSHOTS = "code";

/** A snapshot of the code. */
export interface SnapshotPaths {
  /** Where runs start. */
  readonly dir: string;
  /** What was copied. */
  readonly manifest: string;
}

/**
 * @param root the grid directory
 * @param number of the snapshot, from 1
 */
export function snapshotPaths(root: string, number: number): SnapshotPaths {
  const dir = join(root, SNAPSHOTS, String(number));
  return { dir, manifest: `${dir}.json` };
}

/** The files of a new grid directory. The plan is first written under a temporary name. */
export const GRID_FILES: readonly string[] = ["plan.ndjson.tmp", "plan.ndjson", "provenance.json", "grid.yaml"];

/** The name of the grid directory inside a tree made by MI-Prometheus. It is hidden to keep it apart from the tree. */
export const TREE_GRID = ".grid_tests";

/** The files of a launch, in the directory of the experiment. */
export interface LaunchPaths {
  /** The script that is run. */
  readonly script: string;
  /** The claim, which names the process that runs it. */
  readonly claim: string;
  /** The exit record. */
  readonly exit: string;
}

/**
 * @param dir the experiment's directory
 * @param launch from 1
 */
export function launchPaths(dir: string, stage: Stage, launch: number): LaunchPaths {
  const base = join(dir, `${stage}.${launch}`);
  return { script: `${base}.sh`, claim: `${base}.pid`, exit: `${base}.exit` };
}

/** The name of the log of a training launch; {@link TRAIN_LOG} links to the newest. */
export function trainLog(launch: number): string {
  return `train.${launch}.log`;
}

/** The link to the log of the newest attempt. */
export const TRAIN_LOG = "train.log";

/** The name of a test directory: `test_20261124_093000`, followed by the name of the test if there are several. */
export function testDirName(stamp: string, test: string | undefined): string {
  return `test_${stamp}${test === undefined ? "" : `_${test}`}`;
}

/**
 * The time stamp and the test in the name of a test directory.
 *
 * @param tests the names of all tests
 */
export function parseTestDirName(
  name: string,
  tests: readonly string[],
): { readonly stamp: string; readonly test?: string } {
  const stamp = name.replace(/^test_/, "");
  const [, time, test] = /^(\d{8}_\d{6}(?:-\d+)?)_(.+)$/.exec(stamp) ?? [];
  return time !== undefined && test !== undefined && tests.includes(test) ? { stamp: time, test } : { stamp };
}

/** The log of a test, in the test directory. */
export const TEST_LOG = "test.log";

/**
 * The log of a launch, relative to the directory of the experiment.
 *
 * @param launch its number, and the name of its test directory if it is a test
 */
export function launchLog(
  stage: Stage,
  { number, testDir }: { readonly number: number; readonly testDir?: string },
): string {
  return stage === "train" ? trainLog(number) : `${testDir}/${TEST_LOG}`;
}

/** The configuration file of a run, by stage. */
export const CONFIGURATION: Readonly<Record<Stage, string>> = {
  train: "training_configuration.yaml",
  test: "testing_configuration.yaml",
};

/** The file in which a run can leave its results. */
export const METRICS = "metrics.json";

/** A time stamp for directory names, in local time: `20261124_093000`. */
export function stampOf(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}_${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

/** The last part of the path of a directory. */
export function dirName(path: string): string {
  return basename(path);
}

/** The name of the directory of an experiment. */
export function experimentDir(experiment: Experiment): string {
  return `${experiment.name}-r${experiment.repetition}-${experiment.id}`;
}

/**
 * The name of a former directory of an experiment that was trained again. No experiment has such a name: names have no `~`.
 *
 * @param dir the name of its directory
 * @param number from 1
 */
export function formerDir(dir: string, number: number): string {
  return `${dir}~${number}`;
}

/** The name and number in {@link formerDir}; `undefined` for other names. */
export function parseFormerDir(name: string): { readonly dir: string; readonly number: number } | undefined {
  const match = /^(.+)~([1-9]\d{0,8})$/.exec(name);
  return match === null ? undefined : { dir: match[1]!, number: Number(match[2]) };
}
