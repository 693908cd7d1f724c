/** Reads what a tried experiment left, by the means of the analysis. */
import { join } from "@std/path";
import { addNames, createNames, summarizedName } from "../../lib/analysis/result_names.ts";
import { withDurations } from "../../lib/analysis/summary.ts";
import { type CheckpointSearch, type FoundResults, inColumns } from "../../lib/inspect/findings.ts";
import { printable } from "../../lib/messages/printable.ts";
import { type Experiment, type Plan, trainingSpec } from "../../lib/plan/plan.ts";
import type { Fields } from "../../lib/results/result_source.ts";
import { isLaunchEntry } from "../../lib/store/launch_format.ts";
import { experimentDir, testDirName } from "../../lib/store/layout.ts";
import { openGridSource } from "../analysis/grid_source.ts";
import { readRun, type RunTask } from "../analysis/read_run.ts";
import { findCheckpoint } from "../results/find_checkpoint.ts";
import type { Notes } from "../results/notes.ts";
import { entriesIn } from "../system/files.ts";

/** What was found. */
export interface ReadFindings {
  readonly train: FoundResults;
  /** Of each succeeded test, in the order of the plan. */
  readonly tests: readonly (FoundResults & { readonly test: string | undefined })[];
  /** All results by column, as a summary has them. */
  readonly columns: Fields;
}

/** Reads the results of the only experiment of a grid that has started. */
export function readFindings(root: string): ReadFindings {
  const problems = new Map<string, string>();
  const notes: Notes = {
    unreadable: (path, reason) => void problems.set(path, printable(reason)),
    hidden() {},
    leftOut: (key) => void problems.set(key, "is a list that is too long to be a result, left out"),
  };
  const source = openGridSource(root, notes);
  const task = source.tasks[0] as RunTask | undefined;
  if (task === undefined) {
    return { train: { results: new Map(), names: [], problems: [] }, tests: [], columns: new Map() };
  }
  const { experiments: [found] } = source.take(readRun(task, notes), 0);
  const result = withDurations(found!);
  const names = createNames();
  addNames(names, result);
  const dir = join(root, task.path);
  const describe = (below: string) =>
    [...problems].filter(([path]) => path.startsWith(below)).map(([path, reason]) =>
      `${path.slice(below.length)}: ${reason}`
    );
  const training = new Map([
    ...inColumns("training", result.training.results),
    ...inColumns("validation", result.validation),
  ]);
  const tests = result.tests.map((run) => ({
    test: run.test,
    dir: testDirName(run.started, run.test),
    results: inColumns(
      "test",
      new Map(Array.from(run.results, ([key, value]) => [summarizedName(names, run, key), value])),
    ),
  }));
  return {
    train: {
      results: training,
      names: leftIn(dir),
      problems: describe(`${dir}/`).filter((text) => !task.tests.some((name) => text.startsWith(`${name}/`))),
    },
    tests: tests.map(({ test, results, dir: testDir }) => ({
      test,
      results,
      names: leftIn(join(dir, testDir)),
      problems: describe(`${dir}/${testDir}/`),
    })),
    columns: new Map([...training, ...tests.flatMap(({ results }) => [...results])]),
  };
}

/** Looks for the checkpoint of an experiment, as its tests do. */
export function searchCheckpoint(
  root: string,
  plan: Plan,
  experiment: Experiment,
  isTested: boolean,
): CheckpointSearch {
  const dir = join(root, experimentDir(experiment));
  const group = plan.groups[experiment.group]!;
  const { checkpoint: glob } = trainingSpec(group).settings;
  const found = experiment.model ?? findCheckpoint(dir, glob);
  return {
    found: found?.startsWith(`${dir}/`) ? found.slice(dir.length + 1) : found,
    glob,
    isNeeded: isTested || group.settings.has("checkpoint"),
    names: leftIn(dir),
  };
}

// What the run has written, apart from what was written for it.
function leftIn(dir: string): string[] {
  return entriesIn(dir).filter(({ name }) => !isLaunchEntry(name)).map(({ name, isDirectory }) =>
    printable(isDirectory ? `${name}/` : name)
  ).sort();
}
