/**
 * An open grid directory: its plan and the state of its runs.
 *
 * The journal is read once. The process that holds the directory folds in the records that it writes.
 */
import { dirname, join } from "@std/path";
import type { JobQueue } from "../../lib/cluster/job_queue.ts";
import { gridKey } from "../../lib/launch/launch_context.ts";
import { type Plan, startingIn } from "../../lib/plan/plan.ts";
import {
  addFingerprint,
  addSubmission,
  type Fingerprints,
  type JournalRecord,
  type RecordedFingerprint,
  type RunRecord,
  type Submission,
  type Submissions,
} from "../../lib/run/journal_record.ts";
import { copyRunTable, foldInto, isRunRecord, type MutableRunTable } from "../../lib/run/journal_state.ts";
import { recover, type Recovery, unfinishedRuns } from "../../lib/run/recover.ts";
import { isSubmitted, type RunKey, runOf, type RunTable, tableKey } from "../../lib/run/run_state.ts";
import { STAGES } from "../../lib/run/stage.ts";
import type { JournalReading } from "../../lib/store/journal_format.ts";
import { experimentDir, type GridPaths, gridPaths } from "../../lib/store/layout.ts";
import { absolutePath } from "../system/absolute_path.ts";
import { type HostIdentity, readHostIdentity } from "../system/place.ts";
import { hasOpen } from "../system/processes/processes.ts";
import { type GridContent, readJournal, readPlan, replacePlan, writePlan } from "./grid_dir.ts";
import { openJournal } from "./journal.ts";
import { forgetDeleted, type GridListing, listGrid } from "./launches/deleted_runs.ts";
import { inspectLaunch, recallQueue } from "./launches/launch_records.ts";
import { type CompletedGrid, recordMissing, recordRequeued, recordUnqueued } from "./launches/missing_records.ts";
import { acquireLock, type Holder, lockState, watchLock } from "./lock/lock.ts";
import { LockedError } from "./lock/lock_errors.ts";

/** An open grid directory. */
export interface GridSession {
  /** Absolute. */
  readonly root: string;
  /** The absolute path as given by the caller, for messages. */
  readonly path: string;
  /**
   * The paths of its files.
   *
   * @internal
   */
  readonly paths: GridPaths;
  /** Its experiments. */
  readonly plan: Plan;
  /** The states of their runs. */
  readonly runs: RunTable;
  /** What its launches were started with. */
  readonly fingerprints: Fingerprints;
  /**
   * Job arrays that were submitted to a cluster.
   *
   * @internal
   */
  readonly submissions: Submissions;
  /** UUIDs of the GPUs that the last scheduler may use; empty on CPUs. */
  readonly devices: readonly string[];
  /** Messages about lines of the journal that were skipped. */
  readonly warnings: readonly string[];
}

/** A snapshot of a grid directory, and its scheduler. */
export interface OpenGrid extends GridSession {
  /** `undefined` if no scheduler is running. */
  readonly scheduler: Holder | undefined;
  /**
   * Records that the journal lacks, found in the files next to the runs.
   *
   * @internal
   */
  readonly unjournaled: readonly RunRecord[];
  /**
   * The last scheduler, which may be running.
   *
   * @internal
   */
  readonly lastScheduler: JournalReading["lastScheduler"];
  /** Directories of experiments that were deleted, relative to the grid directory. Their runs are pending. */
  readonly deleted: readonly string[];
}

/** A grid directory that is locked: only this process may change it until the session is disposed of. */
export interface HeldSession extends GridSession, AsyncDisposable {
  /** Identifies the directory in the marks of its runs. */
  readonly key: string;
  /** The real path, without links. */
  readonly root: string;
  /**
   * Appends a record to the journal, and folds it into {@link runs}.
   *
   * @throws if the journal cannot be written, for example because the disk is full; nothing has changed then
   */
  record(record: JournalRecord): void;
  /** Waits until all records are on disk. */
  flush(): Promise<void>;
  /**
   * Calls a function when the lock's file was removed: `restored` when it is locked again, `taken` when another scheduler may
   * have the grid, and nothing more should be started.
   */
  onLockRemoved(tell: (lock: "restored" | "taken") => void): void;
  /**
   * Replaces the plan. The previous grid file and its provenance are kept under numbered names.
   *
   * @internal
   */
  replacePlan(content: GridContent): void;
  /** Changes the directory in which runs start (absolute), and records where the grid directory is now. */
  setWorkdir(cwd: string): void;
}

/**
 * Opens a grid directory for reading. Does not write, and does not wait for a lock.
 *
 * @param root the grid directory
 * @throws {PlanError} if its plan is corrupt
 */
export function openGrid(root: string): OpenGrid {
  const absolute = absolutePath(root);
  const paths = gridPaths(absolute);
  // Before the journal is read: a scheduler that ends in between has recorded everything.
  const { held, holder: scheduler } = lockState(paths.lock);
  const plan = readPlan(paths);
  const journal = readJournal(paths);
  const listing = listGrid(absolute);
  const { runs: current, unjournaled } = held
    ? { runs: journal.runs, unjournaled: [] }
    : completeRuns(listing, { plan, ...journal });
  const { runs, dirs: deleted } = forgetDeleted(listing, plan, current);
  const grid = { root: absolute, path: absolute, paths, plan, ...journal, runs, unjournaled, scheduler, deleted };
  const queue = recallQueue(absolute);
  return queue === undefined ? grid : afterRequeues(grid, queue);
}

/**
 * A snapshot that takes the queue of the cluster into account: runs whose elements were requeued are pending, and runs whose elements
 * were cancelled no longer count as submitted.
 *
 * @param queue what the queue has listed since the grid was opened
 */
export function afterRequeues(grid: OpenGrid, queue: JobQueue): OpenGrid {
  if (grid.scheduler !== undefined) return grid;
  const memory = recordInMemory(grid);
  recordRequeued(memory, queue);
  recordUnqueued(memory, queue);
  const { runs, unjournaled } = memory;
  return unjournaled.length === 0 ? grid : { ...grid, runs, unjournaled: [...grid.unjournaled, ...unjournaled] };
}

/**
 * Locks a grid directory: no other scheduler can run it until the session is disposed of or this process ends, even by a crash.
 *
 * @param root the grid directory
 * @throws {LockedError} if another scheduler is running
 * @throws {PlanError} if its plan is corrupt
 */
export async function holdGrid(root: string): Promise<HeldSession> {
  const real = Deno.realPathSync(root);
  const paths = gridPaths(real);
  await using stack = new AsyncDisposableStack();
  const lock = stack.adopt(await acquireLock(paths.lock), (lock) => lock.release());
  // Opened before it is read, because opening removes an incomplete last line.
  const journal = stack.adopt(openJournal(paths.journal), (journal) => journal.close());
  let plan = readPlan(paths);
  const { runs: read, fingerprints: recorded, submissions: submitted, devices, warnings, lastScheduler } = readJournal(
    paths,
  );
  refuseLiving(lastScheduler, paths.journal);
  const runs: MutableRunTable = copyRunTable(read);
  const fingerprints = new Map<string, RecordedFingerprint>(recorded);
  const submissions = new Map<number, Submission>(submitted);
  let tellRemoved = (_lock: "restored" | "taken") => {};
  stack.defer(watchLock(lock, (state) => tellRemoved(state)));
  const held = stack.move();
  const path = absolutePath(root);
  const expdir = dirname(path);
  return {
    root: real,
    key: gridKey(plan.id, Deno.statSync(real).ino),
    path,
    paths,
    runs,
    fingerprints,
    submissions,
    devices,
    warnings,
    get plan() {
      return plan;
    },
    record(record) {
      journal.append(record);
      if (isRunRecord(record)) foldInto(runs, record);
      else if (record.type === "fingerprint") addFingerprint(fingerprints, record);
      else if (record.type === "submit" || record.type === "submitted") addSubmission(submissions, record);
    },
    flush: journal.flush,
    onLockRemoved: (tell) => void (tellRemoved = tell),
    replacePlan(content) {
      const next = { ...content.plan, expdir };
      replacePlan(paths, { ...content, plan: next });
      plan = next;
    },
    setWorkdir(cwd) {
      if (plan.cwd === cwd && plan.expdir === expdir && plan.cwdChosen) return;
      plan = { ...startingIn(plan, cwd), expdir, cwdChosen: true };
      writePlan(paths.plan, plan);
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

// For file systems where locks have no effect, when the lock file is gone: the last scheduler still has the journal open.
function refuseLiving(last: JournalReading["lastScheduler"], journal: string): void {
  if (last === undefined || last.pid === Deno.pid || last.host !== readHostIdentity().host) return;
  if (hasOpen(last.pid, journal)) throw new LockedError(last, dirname(journal));
}

/**
 * The runs of a grid without a running scheduler, updated from the records next to the runs: if a scheduler was killed, the
 * ends of its runs are missing in the journal. Runs whose directory was deleted are pending.
 */
export function withLaunchRecords(
  grid: Pick<GridSession, "root" | "plan" | "runs" | "submissions">,
): RunTable {
  const listing = listGrid(grid.root);
  return forgetDeleted(listing, grid.plan, completeRuns(listing, grid).runs).runs;
}

/** A grid whose records are kept in memory. */
interface GridInMemory extends CompletedGrid {
  readonly runs: MutableRunTable;
  /** The records so far. */
  readonly unjournaled: readonly RunRecord[];
}

function recordInMemory(
  { root, plan, runs: known, submissions }: Pick<GridSession, "root" | "plan" | "runs" | "submissions">,
): GridInMemory {
  const runs = copyRunTable(known);
  const unjournaled: RunRecord[] = [];
  return {
    root,
    plan,
    runs,
    submissions,
    unjournaled,
    record(record) {
      foldInto(runs, record);
      unjournaled.push(record);
    },
  };
}

// What a scheduler would record if it took the grid now, except for what it would only know after a second look.
function completeRuns(
  listing: GridListing,
  { plan, runs, submissions }: Pick<GridSession, "plan" | "runs" | "submissions">,
): GridInMemory {
  const here = readHostIdentity();
  const memory = recordInMemory({ root: listing.root, plan, runs, submissions });
  recordMissing(memory, listing);
  for (const stage of STAGES) {
    const open = unfinishedRuns(memory.runs, stage).filter((key) => !isSubmitted(runOf(memory.runs, key)));
    const dirs = dirsOf(plan, open);
    const seen = open.filter(({ id }) => dirs.has(id)).map((key) =>
      [
        key,
        inspectLaunch(join(listing.root, dirs.get(key.id)!), stage, runOf(memory.runs, key).lastLaunch, here),
      ] as const
    );
    const { records, unknown } = recover(memory.runs, seen, Date.now());
    records.forEach(memory.record);
    markUnknown(memory.runs, unknown, here);
  }
  return memory;
}

// The directories of experiments by id.
function dirsOf({ experiments }: Plan, keys: readonly RunKey[]): Map<string, string> {
  const ids = new Set(keys.map(({ id }) => id));
  if (ids.size === 0) return new Map();
  return new Map(
    experiments.filter(({ id }) => ids.has(id)).map((experiment) => [experiment.id, experimentDir(experiment)]),
  );
}

/** Marks runs as unknown that may still be running elsewhere. */
export function markUnknown(runs: MutableRunTable, unknown: Recovery["unknown"], here: HostIdentity): void {
  for (const { key, seen } of unknown) {
    const host = "host" in seen ? seen.host : here.host;
    runs[key.stage].set(tableKey(key), { ...runOf(runs, key), state: { kind: "unknown", host } });
  }
}
