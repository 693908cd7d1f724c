/** The contracts of executors and of backends, on Grid Engine. */
import { type ClusterExecutor, createClusterExecutor } from "../../io/cluster/executor.ts";
import type { ClusterLaunch } from "../../io/executor/executor.ts";
import { gridEngine } from "../../io/gridengine/gridengine.ts";
import { createClusterBackend } from "../../io/stage/backend/cluster.ts";
import { readHostIdentity } from "../../io/system/place.ts";
import type { JobOptions } from "../../lib/cluster/plan_arrays.ts";
import { DEFAULT_SETTINGS } from "../../lib/grid/settings/parse_settings.ts";
import { GRID_ENGINE } from "../../lib/gridengine/gridengine.ts";
import { addSubmission, type JournalRecord, type Submission } from "../../lib/run/journal_record.ts";
import { keyOfTest, testExecutor } from "../io/executor/contract.ts";
import { testBackend } from "../io/stage/backend/contract.ts";
import { testsOnGridEngine } from "./cluster.ts";

const test = testsOnGridEngine();
const here = readHostIdentity();
const cluster: ClusterLaunch = {
  options: GRID_ENGINE.options(DEFAULT_SETTINGS) as JobOptions,
  retries: 0,
  timeout: undefined,
};

/** The job arrays in the journal of each grid directory, which several executors share. */
const journals = new Map<string, Map<number, Submission>>();

function createExecutor(root: string): ClusterExecutor {
  const submissions = journals.get(root) ?? new Map<number, Submission>();
  journals.set(root, submissions);
  return createClusterExecutor({
    root,
    gridKey: keyOfTest(root),
    system: gridEngine,
    here,
    journal: {
      submissions,
      record(record: JournalRecord) {
        if (record.type === "submit" || record.type === "submitted") addSubmission(submissions, record);
      },
      flush: () => Promise.resolve(),
    },
    limits: { system: "sge", maxArraySize: 75_000, maxConcurrentRuns: Infinity },
    poll: 1_000,
    patience: 1_000,
    elements: { grace: 1, look: 1, failures: 0, unlessSuccess: false, judged: false, cluster: "grid" },
    tell() {},
  });
}

testExecutor("Grid Engine", (root) => ({ executor: createExecutor(root), given: { cluster } }), register);
testBackend("the backend of Grid Engine", () => createClusterBackend({ system: "sge", detach: false }), register);
testBackend(
  "the backend of Grid Engine, detached",
  () => createClusterBackend({ system: "sge", detach: true }),
  register,
);

function register(name: string, run: () => Promise<void>): void {
  test(name, async ({ env }) => {
    for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
    await run();
  });
}
