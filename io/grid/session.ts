/**
 * A grid directory that is open: its plan, and what is known of its runs.
 *
 * Its journal is read once. Whoever holds the directory folds in at once what it writes, so that nothing is read again.
 */
import { join, resolve } from "@std/path";
import { gridKey } from "../../lib/launch/mark.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import type { JournalRecord } from "../../lib/run/journal_record.ts";
import { copyRunTable, foldInto, isRunRecord, type MutableRunTable } from "../../lib/run/journal_state.ts";
import { recover, unfinishedRuns } from "../../lib/run/recover.ts";
import { runOf, type RunTable, tableKey } from "../../lib/run/run_table.ts";
import type { JournalReading } from "../../lib/store/journal_format.ts";
import { experimentDir, type GridPaths, gridPaths } from "../../lib/store/layout.ts";
import { readHostIdentity } from "../system/place.ts";
import { hasOpen } from "../system/processes.ts";
import { type GridContent, readJournal, readPlan, replacePlan } from "./grid_dir.ts";
import { openJournal } from "./journal.ts";
import { inspectLaunch } from "./launch_records.ts";
import { acquireLock, type Holder, LockedError, lockState } from "./lock.ts";
import { findUnjournaled } from "./unjournaled.ts";
import { watchLock } from "./watch_lock.ts";

/** An open grid directory. */
export interface GridSession {
  /** Absolute. */
  readonly root: string;
  /** As it was given, absolute: for messages. */
  readonly path: string;
  readonly paths: GridPaths;
  readonly plan: Plan;
  readonly runs: RunTable;
  /** UUIDs of the GPUs that the last scheduler may give to runs; none on CPUs. */
  readonly devices: readonly string[];
  /** What could not be read, to be told. */
  readonly warnings: readonly string[];
}

/** A grid directory as it is now, and who is running it. */
export interface OpenGrid extends GridSession {
  /** `undefined` when no scheduler is running. */
  readonly scheduler: Holder | undefined;
}

/** A grid directory that this process alone may change, until it is disposed of. */
export interface HeldSession extends GridSession, AsyncDisposable {
  /** Tells the directory from all others: its runs bear it. */
  readonly key: string;
  /** Its real path: runs are found by it, whatever way led there. */
  readonly root: string;
  /**
   * Writes a record to the journal, and folds it into {@link runs}.
   *
   * @throws when the journal cannot be written, a full disk for instance; nothing has changed then
   */
  record(record: JournalRecord): void;
  /** Waits until everything that was recorded is on the disk. */
  flush(): Promise<void>;
  /**
   * Calls a function when the lock's file was removed: `restored` when it is locked again, `taken` when another scheduler may
   * have the grid, and nothing more should be started.
   */
  onLockRemoved(tell: (lock: "restored" | "taken") => void): void;
  /** Gives the grid another plan; the former grid file and its provenance are kept beside the new ones. */
  replacePlan(content: GridContent): void;
}

/**
 * Opens a grid directory to read it. Nothing is written, and nothing waited for.
 *
 * @param root the grid directory
 * @throws {PlanError} when its plan is damaged
 */
export function openGrid(root: string): OpenGrid {
  const absolute = resolve(root);
  const paths = gridPaths(absolute);
  const plan = readPlan(paths);
  const journal = readJournal(paths);
  const { held, holder: scheduler } = lockState(paths.lock);
  const runs = !held ? withLaunchRecords(absolute, plan, journal.runs) : journal.runs;
  return { root: absolute, path: absolute, paths, plan, ...journal, runs, scheduler };
}

/**
 * Takes a grid directory for this process: from now on no other scheduler can, until the session is disposed of or the process
 * ends, however it ends.
 *
 * @param root the grid directory
 * @throws {LockedError} when another scheduler is running
 * @throws {PlanError} when its plan is damaged
 */
export async function holdGrid(root: string): Promise<HeldSession> {
  const real = Deno.realPathSync(root);
  const paths = gridPaths(real);
  await using stack = new AsyncDisposableStack();
  const lock = stack.adopt(await acquireLock(paths.lock), (lock) => lock.release());
  // Opened before anything is read: it cuts off a torn line, which is then not read either.
  const journal = stack.adopt(openJournal(paths.journal), (journal) => journal.close());
  let plan = readPlan(paths);
  const { runs: read, devices, warnings, lastScheduler } = readJournal(paths);
  refuseLiving(lastScheduler, paths.journal);
  const runs: MutableRunTable = copyRunTable(read);
  let tellRemoved = (_lock: "restored" | "taken") => {};
  stack.defer(watchLock(lock, (state) => tellRemoved(state)));
  const held = stack.move();
  return {
    root: real,
    key: gridKey(plan.id, Deno.statSync(real).ino),
    path: resolve(root),
    paths,
    runs,
    devices,
    warnings,
    get plan() {
      return plan;
    },
    record(record) {
      journal.append(record);
      if (isRunRecord(record)) foldInto(runs, record);
    },
    flush: journal.flush,
    onLockRemoved: (tell) => void (tellRemoved = tell),
    replacePlan(content) {
      replacePlan(paths, content);
      plan = content.plan;
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

// Where locks have no effect and the lock's file is gone: the last scheduler still has the journal open.
function refuseLiving(last: JournalReading["lastScheduler"], journal: string): void {
  if (last === undefined || last.pid === Deno.pid || last.host !== readHostIdentity().host) return;
  if (hasOpen(last.pid, journal)) throw new LockedError(last);
}

/**
 * The runs of a grid that no scheduler is running, with what the records beside them tell: how the runs that a scheduler left
 * behind ended is written into no journal.
 */
export function withLaunchRecords(root: string, plan: Plan, journaled: RunTable): RunTable {
  const here = readHostIdentity();
  const runs = copyRunTable(journaled);
  const dirs = new Map(plan.experiments.map((experiment) => [experiment.id, experimentDir(experiment)]));
  for (const stage of ["train", "test"] as const) {
    for (const record of findUnjournaled(root, plan, journaled, stage)) foldInto(runs, record);
    const seen = unfinishedRuns(runs, stage).filter(({ id }) => dirs.has(id)).map((key) =>
      [key, inspectLaunch(join(root, dirs.get(key.id)!), stage, runOf(runs, key).lastLaunch, here)] as const
    );
    const { records, unknown } = recover(runs, seen, Date.now());
    for (const record of records) foldInto(runs, record);
    for (const { key, seen } of unknown) {
      const host = seen.kind === "foreign" ? seen.host : here.host;
      runs[stage].set(tableKey(key), { ...runOf(runs, key), state: { kind: "unknown", host } });
    }
  }
  return runs;
}
