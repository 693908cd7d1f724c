/** Finds launches that are missing in the journal. */
import { join } from "@std/path";
import { type Plan, testNames } from "../../../lib/plan/plan.ts";
import type { StartRecord } from "../../../lib/run/journal_record.ts";
import {
  hasSucceeded,
  isUnfinished,
  lastLaunches,
  type Run,
  runOf,
  type RunTable,
  tableKey,
} from "../../../lib/run/run_state.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import { experimentDir, launchPaths } from "../../../lib/store/layout.ts";
import { lstatIfExists, namesIn, readPlainText } from "../../system/files.ts";
import type { GridListing } from "./deleted_runs.ts";

/**
 * Finds launches by their claims if the last lines of the journal were lost in a power failure or on a full disk.
 *
 * @returns the missing records
 */
export function findUnjournaled(
  { root, names }: GridListing,
  plan: Plan,
  runs: RunTable,
  stage: Stage,
): StartRecord[] {
  const tests = testNames(plan, stage);
  const isKnown = (id: string) =>
    (stage === "test" && waitsForTraining(runOf(runs, { stage: "train", id }))) ||
    tests.every((test) => {
      const run = runOf(runs, { stage, id, ...(test !== undefined && { test }) });
      return isUnfinished(run) || hasSucceeded(run);
    });
  // Directories end with ids: most experiments may not have one, and making their names takes longer.
  const ids = new Set(Array.from(names, (name) => name.slice(name.lastIndexOf("-") + 1)));
  const open = plan.experiments.filter((experiment) =>
    ids.has(experiment.id) && !isKnown(experiment.id) && names.has(experimentDir(experiment))
  );
  if (open.length === 0) return [];
  const journaled = lastLaunches(runs, stage);
  return open.flatMap((experiment) => {
    const { id } = experiment;
    const dir = join(root, experimentDir(experiment));
    const records = new Map<string, StartRecord>();
    for (const launch of claimedLaunches(dir, stage).filter((number) => number > (journaled.get(id) ?? 0))) {
      const script = readScript(launchPaths(dir, stage, launch).script);
      const subject = stage === "test" ? readSubject(script) : {};
      const started = readStart(script);
      const time = timeOf(launchPaths(dir, stage, launch).claim);
      const { attempts } = runOf(runs, { stage, id, ...subject });
      // Of several launches of a test, only the last one is recorded.
      const record = { type: "start", time, stage, id, ...subject, launch, attempt: attempts + 1, ...started } as const;
      records.set(tableKey(record), record);
    }
    return [...records.values()];
  });
}

// Its first training is in the queue of a cluster, so nothing of it can have been tested.
function waitsForTraining({ queued, newest }: Run): boolean {
  return queued !== undefined && newest === undefined;
}

function readScript(path: string): string {
  try {
    return readPlainText(path) ?? "";
  } catch {
    return "";
  }
}

// A run may have put anything in place of its claim: a link is not followed, as it may lead nowhere.
function timeOf(claim: string): number {
  return lstatIfExists(claim)?.mtime?.getTime() ?? Date.now();
}

// In ascending order.
function claimedLaunches(dir: string, stage: Stage): number[] {
  // A run may have deleted its directory, or made it unreadable.
  return namesIn(dir).flatMap((name) => {
    const match = /^(train|test)\.(\d+)\.pid$/.exec(name);
    return match?.[1] === stage ? [Number(match[2])] : [];
  }).sort((a, b) => a - b);
}

// What a launch was started with, from its script.
function readStart(script: string): Pick<StartRecord, "launched_with" | "seed"> {
  const hash = /^# launched_with: (\w+)$/m.exec(script)?.[1];
  const seed = /^ *GRID_SEED=(\d+)/m.exec(script)?.[1];
  return { ...(hash !== undefined && { launched_with: hash }), ...(seed !== undefined && { seed: Number(seed) }) };
}

// The name and the directory of the test of a launch, from its script.
function readSubject(text: string): Pick<StartRecord, "test" | "test_dir"> {
  const test = /^ *GRID_TEST_NAME=([\w.-]+)/m.exec(text)?.[1];
  const dir = /^ *GRID_TEST_DIR=.*\/(test_[\w.-]+)/m.exec(text)?.[1];
  return { ...(test !== undefined && { test }), ...(dir !== undefined && { test_dir: dir }) };
}
