/** Where everything is: the one place that knows the names of files in a grid directory. */
import { basename, join } from "@std/path";
import type { Experiment } from "../plan/plan.ts";
import type { Stage } from "../run/stage.ts";

/** The files of a grid directory itself. */
export interface GridPaths {
  readonly root: string;
  readonly grid: string;
  readonly provenance: string;
  readonly plan: string;
  readonly journal: string;
  readonly lock: string;
  /** Messages of a scheduler that has no terminal. */
  readonly schedulerLog: string;
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
  };
}

/** What a new grid directory holds; the plan is written under a name of its own first. */
export const GRID_FILES: readonly string[] = ["plan.ndjson.tmp", "plan.ndjson", "provenance.json", "grid.yaml"];

/**
 * The name of a grid directory that is being made; hidden, so that nobody takes it for a grid.
 *
 * @param random tells apart those that are made at the same time
 */
export function unfinishedName(random: string): string {
  return `.making-${random}`;
}

/** Whether a name is one of {@link unfinishedName}. */
export function isUnfinishedName(name: string): boolean {
  return /^\.making-[0-9a-f]{8}$/.test(name);
}

/** The grid directory in a tree that MI-Prometheus made; hidden, so that nobody takes it for a part of the tree. */
export const TREE_GRID = ".grid_tests";

/** The records of one launch. All but the log lie in the experiment's directory. */
export interface LaunchPaths {
  /** What is run. */
  readonly script: string;
  /** Who runs it. */
  readonly claim: string;
  /** How it ended. */
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

/** The name of a training launch's log in the experiment's directory; {@link TRAIN_LOG} is a link to the newest. */
export function trainLog(launch: number): string {
  return `train.${launch}.log`;
}

/** The link to the newest attempt's output. */
export const TRAIN_LOG = "train.log";

/** The name of a test's directory, `test_20261124_093000`; behind it stands the name of one of several tests. */
export function testDirName(stamp: string, test: string | undefined): string {
  return `test_${stamp}${test === undefined ? "" : `_${test}`}`;
}

/**
 * The moment in the name of a test's directory, and which of several tests it is.
 *
 * @param tests the names of those that there are
 */
export function parseTestDirName(
  name: string,
  tests: readonly string[],
): { readonly stamp: string; readonly test?: string } {
  const stamp = name.replace(/^test_/, "");
  const [, moment, test] = /^(\d{8}_\d{6}(?:-\d+)?)_(.+)$/.exec(stamp) ?? [];
  return moment !== undefined && test !== undefined && tests.includes(test) ? { stamp: moment, test } : { stamp };
}

/** The output of a test, in the test's directory. */
export const TEST_LOG = "test.log";

/** The configuration of a run in its directory, by stage. */
export const CONFIGURATION: Readonly<Record<Stage, string>> = {
  train: "training_configuration.yaml",
  test: "testing_configuration.yaml",
};

/** What a run may leave of its results. */
export const METRICS = "metrics.json";

/**
 * The name of a new grid's directory: `mnist_20261124_093000[_savetag]`.
 *
 * @param attempt from 0: further ones are told apart by a number
 */
export function gridDirName(name: string, stamp: string, savetag: string | undefined, attempt: number): string {
  return `${name}_${stamp}${attempt === 0 ? "" : `-${attempt + 1}`}${savetag === undefined ? "" : `_${savetag}`}`;
}

/** A moment as the names of directories have it, local time: `20261124_093000`. */
export function stampOf(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}_${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

/** The name of a directory, without those above it. */
export function dirName(path: string): string {
  return basename(path);
}

/** The name of an experiment's directory. */
export function experimentDir(experiment: Experiment): string {
  return `${experiment.name}-r${experiment.repetition}-${experiment.id}`;
}
