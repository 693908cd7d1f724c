/** Launches that the journal does not know. */
import { join } from "@std/path";
import type { Plan } from "../../lib/plan/plan.ts";
import { testNames } from "../../lib/plan/run_specs.ts";
import type { StartRecord } from "../../lib/run/journal_record.ts";
import { highestLaunches, type History, NOT_STARTED, runKey } from "../../lib/run/run_state.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { experimentDir, launchPaths } from "../../lib/store/layout.ts";
import { namesIn, readTextIfReadable, statIfExists } from "../system/files.ts";

/**
 * Launches of which the journal knows nothing, as a power cut or a full disk took its last lines: their claims tell of them.
 *
 * @returns the records that are missing
 */
export function findUnjournaled(root: string, plan: Plan, history: History, stage: Stage): StartRecord[] {
  const made = new Set(Array.from(Deno.readDirSync(root), (entry) => entry.name));
  const journaled = highestLaunches(history[stage]);
  const pastOf = (id: string, test?: string) => history[stage].get(runKey(id, test)) ?? NOT_STARTED;
  return plan.experiments.flatMap((experiment) => {
    const { id } = experiment;
    const dir = join(root, experimentDir(experiment));
    const settled = testNames(plan, stage).every((name) => ["succeeded", "running"].includes(pastOf(id, name).state));
    if (settled || !made.has(experimentDir(experiment))) return [];
    const records = new Map<string, StartRecord>();
    for (const launch of claimedLaunches(dir, stage).filter((number) => number > (journaled.get(id) ?? 0))) {
      const subject = stage === "test" ? readSubject(launchPaths(dir, stage, launch).script) : {};
      const time = statIfExists(launchPaths(dir, stage, launch).claim)?.mtime?.getTime() ?? Date.now();
      const { attempts } = pastOf(id, subject.test);
      // Of a test's launches the last one counts.
      records.set(runKey(id, subject.test), {
        type: "start",
        time,
        id,
        stage,
        ...subject,
        launch,
        attempt: attempts + 1,
      });
    }
    return [...records.values()];
  });
}

// In ascending order.
function claimedLaunches(dir: string, stage: Stage): number[] {
  // A run may have taken its directory away, or made it unreadable.
  return namesIn(dir).flatMap((name) => {
    const match = /^(train|test)\.(\d+)\.pid$/.exec(name);
    return match?.[1] === stage ? [Number(match[2])] : [];
  }).sort((a, b) => a - b);
}

// Which of several tests a launch is, and where its results are: its script knows.
function readSubject(script: string): Pick<StartRecord, "test" | "test_dir"> {
  const text = readTextIfReadable(script) ?? "";
  const test = /^ *GRID_TEST_NAME=([\w.-]+)/m.exec(text)?.[1];
  const dir = /^ *GRID_TEST_DIR=.*\/(test_[\w.-]+)/m.exec(text)?.[1];
  return { ...(test !== undefined && { test }), ...(dir !== undefined && { test_dir: dir }) };
}
