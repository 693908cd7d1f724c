/** Finds runs and tests whose directories were deleted. */
import { join } from "@std/path";
import { type DeletedExperiment, findDeleted } from "../../../lib/plan/deleted.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import type { DeletedRecord } from "../../../lib/run/journal_record.ts";
import { copyRunTable, foldInto } from "../../../lib/run/journal_state.ts";
import { runsOfStage, type RunTable } from "../../../lib/run/run_state.ts";
import { experimentDir } from "../../../lib/store/layout.ts";
import { lstatIfExists } from "../../system/files.ts";

/** The entries of a grid directory, read once: it may have a directory for each of a hundred thousand experiments. */
export interface GridListing {
  /** Absolute. */
  readonly root: string;
  readonly names: ReadonlySet<string>;
}

/** Lists a grid directory. */
export function listGrid(root: string): GridListing {
  return { root, names: new Set(Array.from(Deno.readDirSync(root), ({ name }) => name)) };
}

/** Journal records for deleted directories, and these directories relative to the grid directory. */
export interface Deletions {
  readonly records: readonly DeletedRecord[];
  readonly dirs: readonly string[];
}

/** Finds experiments whose directories were deleted. Does not access the disk. */
export function findDeletedRuns({ names }: GridListing, plan: Plan, runs: RunTable, time: number): Deletions {
  const deleted = findDeleted(plan, runs, (experiment) => names.has(experimentDir(experiment)));
  return {
    records: deleted.flatMap(({ runs }) => runs.map((key): DeletedRecord => ({ type: "deleted", time, ...key }))),
    dirs: deleted.filter(isPresent).map(({ experiment }) => experimentDir(experiment)),
  };
}

// An experiment that the grid file no longer has is not run again.
function isPresent({ experiment }: DeletedExperiment): boolean {
  return !experiment.dropped;
}

/** The runs without those whose directories were deleted, and these directories. */
export function forgetDeleted(
  listing: GridListing,
  plan: Plan,
  runs: RunTable,
): { runs: RunTable; dirs: readonly string[] } {
  const { records, dirs } = findDeletedRuns(listing, plan, runs, Date.now());
  return { runs: without(runs, records), dirs };
}

/** The runs without succeeded tests whose directories were deleted. Checks the directory of each test. */
export function forgetDeletedTests(root: string, plan: Plan, runs: RunTable): RunTable {
  return without(runs, findDeletedTests({ root }, plan, runs, Date.now()).records);
}

function without(runs: RunTable, records: readonly DeletedRecord[]): RunTable {
  if (records.length === 0) return runs;
  const remaining = copyRunTable(runs);
  for (const record of records) foldInto(remaining, record);
  return remaining;
}

/** Finds succeeded tests whose directories were deleted. Checks the directory of each. */
export function findDeletedTests(
  { root }: Pick<GridListing, "root">,
  plan: Plan,
  runs: RunTable,
  time: number,
): Deletions {
  const homes = new Map(plan.experiments.map((experiment) => [experiment.id, experimentDir(experiment)]));
  const deletions: { readonly records: DeletedRecord[]; readonly dirs: string[] } = { records: [], dirs: [] };
  for (const [key, { testDirs, newest }] of runsOfStage(runs, "test")) {
    const home = homes.get(key.id);
    if (home === undefined || !newest?.hasDir) continue;
    for (const testDir of testDirs.filter((name) => lstatIfExists(join(root, home, name)) === undefined)) {
      deletions.records.push({ type: "deleted", time, ...key, test_dir: testDir });
      deletions.dirs.push(`${home}/${testDir}`);
    }
  }
  return deletions;
}
