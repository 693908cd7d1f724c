/** Recovers the unfinished runs of an earlier scheduler, before new ones are started. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import type { JobQueue } from "../../../lib/cluster/job_queue.ts";
import { dependsOnQueue } from "../../../lib/cluster/requeue.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import { isAssumedDead } from "../../../lib/run/assume.ts";
import {
  type Inspection,
  PATIENCE_MS,
  recover,
  unfinishedRuns,
  type UnknownInspection,
} from "../../../lib/run/recover.ts";
import { isSubmitted, type Run, type RunKey, runOf } from "../../../lib/run/run_state.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import type { DeletedDirs } from "../../../lib/status/notices/describe_deleted.ts";
import { experimentDir, TEST_LOG, trainLog } from "../../../lib/store/layout.ts";
import { systemOfGrid } from "../../cluster/batch_systems.ts";
import type { Launch } from "../../executor/executor.ts";
import { findDeletedRuns, findDeletedTests, type GridListing, listGrid } from "../../grid/launches/deleted_runs.ts";
import { inspectLaunch, inspectRecords, voidLaunch } from "../../grid/launches/launch_records.ts";
import { recordMissing, recordRequeued } from "../../grid/launches/missing_records.ts";
import type { HeldSession } from "../../grid/session.ts";
import type { HostIdentity } from "../../system/place.ts";
import { ageOf, leaderUnder } from "../../system/processes/processes.ts";
import { judgeEnded } from "../early_stopping/judge_ended.ts";
import { endLeftovers, refuseLivingJobs } from "./end_leftovers.ts";
import { removeUnusedTest } from "./remove_unused_test.ts";

/** A run of an earlier scheduler. */
export interface FormerRun {
  readonly key: RunKey;
  /** The index of its experiment. */
  readonly experiment: number;
  readonly run: Run;
  readonly launch: Launch;
}

/** A run of a former scheduler that still lives. */
export interface LivingRun extends FormerRun {
  /** For how long: milliseconds. */
  readonly elapsed: number;
}

/** What was recovered of a stage. */
export interface RecoveredStage {
  /** Runs that are still running. */
  readonly adopted: readonly LivingRun[];
  /** Runs that may or may not be alive. */
  readonly unknown: readonly (FormerRun & { readonly seen: UnknownInspection })[];
  /** Number of runs that belong to another grid directory, of which this one is a copy. */
  readonly copied: number;
  /** Pids of processes of ended runs that survived SIGKILL. */
  readonly survivors: readonly number[];
}

/** The result of a recovery. Missing records have been added to the journal. */
export interface RecoveredRuns extends RecoveredStage {
  /** Directories that were deleted. Their runs are pending again. */
  readonly deleted: DeletedDirs;
  /** Runs of the other stage that may or may not be alive. */
  readonly elsewhere: RecoveredStage["unknown"];
}

/** Options of a recovery. */
export interface RecoverOptions {
  /** The stage whose living runs are adopted. */
  readonly stage: Stage;
  /** The identity of this host. */
  readonly here: HostIdentity;
  /** Hosts on which no run is running any more, according to the user. */
  readonly assumeDead: readonly string[];
  /**
   * What is known of the cluster that has runs of the grid. `follows`: the stage runs there, and what it has is adopted.
   * `cancelled`: the jobs of this grid were cancelled and are gone. `undefined`: the stage runs on this machine.
   */
  readonly cluster?: { readonly kind: "follows"; readonly name: string | undefined } | { readonly kind: "cancelled" };
}

/**
 * Resolves every launch that has a start but no end in the journal: by its exit record; adopted if it is running; claimed as
 * void if it is unclaimed; lost if its process is gone. Both stages are recovered, as the one decides what the other has to do.
 * Finally kills processes that earlier schedulers left behind.
 *
 * @throws {LockedError} if the stage is to run here, and a cluster has jobs of it
 */
export async function recoverRuns(session: HeldSession, options: RecoverOptions): Promise<RecoveredRuns> {
  const { stage, cluster } = options;
  const listing = listGrid(session.root);
  const deleted = recordDeleted(session, listing, stage);
  const trainings = unfinishedRuns(session.runs, "train");
  recordMissing(session, listing);
  judgeRecorded(session, trainings);
  const answer = cluster?.kind !== "cancelled" && dependsOnQueue(session)
    ? await systemOfGrid(session.submissions).askQueue()
    : undefined;
  const queue = answer?.kind === "answered" ? answer.queue : undefined;
  if (queue !== undefined) recordRequeued(session, queue);
  const [other, own] = [
    await recoverStage(session, otherStage(stage), options, queue),
    await recoverStage(session, stage, options, queue),
  ];
  return { ...own, deleted, elsewhere: other.unknown };
}

// Judges trainings whose ends were missing in the journal until now.
function judgeRecorded(session: HeldSession, keys: readonly RunKey[]): void {
  const { plan, runs } = session;
  const indices = indicesOf(plan, new Set(keys.map(({ id }) => id)));
  const ended = keys.flatMap((key) => {
    const [run, experiment] = [runOf(runs, key), indices.get(key.id)];
    if (run.state.kind !== "ended" || experiment === undefined) return [];
    const launch = launchOfRun(experimentDir(plan.experiments[experiment]!), "train", run);
    return [{ key, experiment, run, launch, time: run.state.at }];
  });
  judgeEnded(session, ended.sort((a, b) => a.time - b.time));
}

function otherStage(stage: Stage): Stage {
  return stage === "train" ? "test" : "train";
}

const NOTHING: RecoveredStage = { adopted: [], unknown: [], copied: 0, survivors: [] };

// `queue`: what squeue has listed; `undefined` if it was not asked, or does not answer.
async function recoverStage(
  session: HeldSession,
  stage: Stage,
  options: RecoverOptions,
  queue: JobQueue | undefined,
): Promise<RecoveredStage> {
  const { root, plan } = session;
  if (session.runs[stage].size === 0) return NOTHING;
  const keys = unfinishedRuns(session.runs, stage);
  const indices = indicesOf(plan, new Set(keys.map(({ id }) => id)));
  const formerRun = (key: RunKey): FormerRun => {
    const run = runOf(session.runs, key);
    const experiment = indices.get(key.id)!;
    return { key, experiment, run, launch: launchOfRun(experimentDir(plan.experiments[experiment]!), stage, run) };
  };
  const known = keys.filter(({ id }) => indices.has(id)).map(formerRun);
  const { inspected, handed, left } = divide(session, known, stage, options, queue);
  const emptyCluster = inspected.some(({ run }) => isSubmitted(run))
    ? await findEmptyCluster(session, options, queue)
    : undefined;
  const seen = await Promise.all(
    inspected.map(async (former) =>
      [former.key, await inspectFormer(root, former, { ...options, emptyCluster })] as const
    ),
  );
  if (stage === "train") judgeEnded(session, endedRuns(seen).map(formerRun));
  const { records, adopt, unknown } = recover(session.runs, seen, Date.now());
  for (const record of records) {
    if (record.type === "void") removeUnusedTest(root, formerRun(record));
    session.record(record);
  }
  const adopted = [
    ...await addElapsed(adopt.map(formerRun), new Map(seen)),
    ...handed.map((former) => ({ ...former, elapsed: elapsedOf(former) })),
  ];
  const unknownRuns = unknown.map(({ key, seen }) => ({ ...formerRun(key), seen }));
  const living = [...adopted, ...unknownRuns, ...left].map(({ launch }) => launch);
  const survivors = await endLeftovers(session, stage, living);
  const copied = seen.filter(([, { kind }]) => kind === "copied").length;
  return { adopted, unknown: unknownRuns, copied, survivors };
}

/** Unfinished runs, by what is done about them. */
interface DividedRuns {
  /** Their records and processes are inspected. */
  readonly inspected: readonly FormerRun[];
  /** They are handed to the executor of the cluster, which follows them. */
  readonly handed: readonly FormerRun[];
  /** They are left to a cluster. */
  readonly left: readonly FormerRun[];
}

function divide(
  session: HeldSession,
  known: readonly FormerRun[],
  stage: Stage,
  options: RecoverOptions,
  queue: JobQueue | undefined,
): DividedRuns {
  const { cluster } = options;
  const [submitted, local] = partition(known, ({ run }) => isSubmitted(run));
  if (submitted.length === 0 || cluster?.kind === "cancelled") return { inspected: known, handed: [], left: [] };
  if (stage !== options.stage) return { inspected: local, handed: [], left: submitted };
  if (cluster !== undefined) {
    const [elsewhere, handed] = partition(submitted, (former) => isElsewhere(former, session.root, options));
    return { inspected: [...local, ...elsewhere], handed, left: [] };
  }
  if (queue !== undefined) refuseLivingJobs(session, submitted, queue);
  return { inspected: known, handed: [], left: [] };
}

// The runs whose ends nobody recorded, in the order in which they have ended. What is lost or was interrupted runs again, and is
// judged then: a verdict now would make of it something else than what readers were told.
function endedRuns(seen: readonly (readonly [RunKey, Inspection])[]): RunKey[] {
  return seen.flatMap(([key, inspection]) => inspection.kind === "ended" ? [{ key, time: inspection.time }] : [])
    .toSorted((a, b) => a.time - b.time)
    .map(({ key }) => key);
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [T[], T[]] {
  const parts: [T[], T[]] = [[], []];
  for (const item of items) parts[isFirst(item) ? 0 : 1].push(item);
  return parts;
}

// Whether a run was started by another cluster, whose queue is not seen here.
function isElsewhere({ run, launch }: FormerRun, root: string, { here, cluster }: RecoverOptions): boolean {
  if (run.queued !== undefined || cluster?.kind !== "follows" || cluster.name === undefined) return false;
  try {
    const seen = inspectRecords(join(root, launch.dir), launch.stage, launch.number, here);
    return seen.kind === "clustered" && seen.cluster !== cluster.name;
  } catch {
    return false;
  }
}

function recordDeleted(session: HeldSession, listing: GridListing, stage: Stage): DeletedDirs {
  const runs = findDeletedRuns(listing, session.plan, session.runs, Date.now());
  for (const record of runs.records) session.record(record);
  const tests = stage === "test"
    ? findDeletedTests(listing, session.plan, session.runs, Date.now())
    : { records: [], dirs: [] };
  for (const record of tests.records) session.record(record);
  return { runs: runs.dirs, tests: tests.dirs };
}

// For a process, the age comes from the kernel, whose clock is never set. For other runs it comes from the start in the journal.
async function addElapsed(
  runs: readonly FormerRun[],
  seen: ReadonlyMap<RunKey, Inspection>,
): Promise<LivingRun[]> {
  const ages = await ageOf(runs.map(({ key }) => {
    const inspection = seen.get(key);
    if (inspection?.kind === "supervised") return leaderUnder(inspection.supervisor) ?? 0;
    return inspection?.kind === "alive" ? inspection.pid : 0;
  }));
  return runs.map((former, index) => ({ ...former, elapsed: ages[index] ?? elapsedOf(former) }));
}

function elapsedOf({ run: { newest, queued } }: FormerRun): number {
  const now = Date.now();
  return Math.max(0, now - ((queued ?? newest)?.started ?? now));
}

// The indices of the experiments with these ids.
function indicesOf({ experiments }: Plan, ids: ReadonlySet<string>): Map<string, number> {
  const indices = new Map<string, number>();
  experiments.forEach(({ id }, index) => ids.has(id) && indices.set(id, index));
  return indices;
}

function launchOfRun(dir: string, stage: Stage, { newest, queued, lastLaunch }: Run): Launch {
  const log = stage === "train" ? trainLog(lastLaunch) : `${(queued ?? newest)?.testDir}/${TEST_LOG}`;
  return { stage, number: lastLaunch, dir, log };
}

const LOOK_MS = 100;
// Records that were written on another machine may be visible later than the end of its job.
const CANCELLED_MS = 5_000;

// The name of the cluster that has no element of this grid any more; `undefined` if none is known.
async function findEmptyCluster(
  { submissions }: Pick<HeldSession, "submissions">,
  { cluster }: RecoverOptions,
  queue: JobQueue | undefined,
): Promise<string | undefined> {
  if (cluster?.kind !== "cancelled" && (cluster !== undefined || queue === undefined)) return undefined;
  const answer = await systemOfGrid(submissions).askFacts();
  return answer.kind === "answered" ? answer.facts.cluster : undefined;
}

// What a launch shows. `emptyCluster`: the cluster that has no element of this grid any more.
async function inspectFormer(
  root: string,
  { launch }: FormerRun,
  { here, assumeDead, cluster, emptyCluster }: RecoverOptions & { readonly emptyCluster: string | undefined },
): Promise<Inspection> {
  const isCancelled = cluster?.kind === "cancelled";
  const seen = await inspectPatiently(join(root, launch.dir), launch, here, isCancelled ? CANCELLED_MS : 0);
  if (seen.kind === "clustered") {
    if (seen.cluster === emptyCluster) return { kind: "dead", ...(isCancelled && { told: "stop" as const }) };
    return isAssumedDead(seen.cluster, assumeDead) ? { kind: "dead" } : seen;
  }
  return seen.kind === "foreign" && isAssumedDead(seen.host, assumeDead) ? { kind: "dead" } : seen;
}

// `clusteredMs`: how long the exit record of a launch that a cluster ran is waited for.
async function inspectPatiently(
  dir: string,
  { stage, number }: Launch,
  here: HostIdentity,
  clusteredMs: number,
): Promise<Inspection> {
  const inspect = () => inspectLaunch(dir, stage, number, here);
  let seen = inspect();
  if (seen.kind === "unclaimed") {
    if (voidLaunch(dir, stage, number)) return { kind: "void" };
    seen = inspect();
  }
  const patience = () =>
    seen.kind === "clustered" ? clusteredMs : seen.kind === "dead" || seen.kind === "claimed" ? PATIENCE_MS : 0;
  for (let waited = 0; waited < patience(); waited += LOOK_MS) {
    await delay(LOOK_MS);
    seen = inspect();
  }
  // The supervisor that created the claim would have filled it by now.
  return seen.kind === "claimed" ? { kind: "dead" } : seen;
}

// How often to read the records of runs on other hosts, which may be on a network file system.
const UNKNOWN_MS = 1_000;

/**
 * Waits for runs that may or may not be running, until their exit records exist or they are seen to be gone.
 *
 * @param isOver returns whether to stop waiting
 * @returns how many are still not known
 */
export async function waitForUnknown(
  session: HeldSession,
  unknown: readonly FormerRun[],
  here: HostIdentity,
  isOver: () => boolean,
): Promise<number> {
  let waiting = unknown;
  // How often in a row each looked gone. A hidden process can be told to have ended.
  const gone = new Map<FormerRun, number>();
  while (waiting.length > 0 && !isOver()) {
    waiting = waiting.filter((former) => {
      const { key, launch } = former;
      const seen = inspectLaunch(join(session.root, launch.dir), launch.stage, launch.number, here);
      gone.set(former, seen.kind === "dead" ? (gone.get(former) ?? 0) + 1 : 0);
      const isSettled = seen.kind === "ended" || gone.get(former)! * UNKNOWN_MS > PATIENCE_MS;
      if (!isSettled) return true;
      const time = seen.kind === "ended" ? seen.time : Date.now();
      if (key.stage === "train") judgeEnded(session, [former]);
      for (const record of recover(session.runs, [[key, seen]], time).records) session.record(record);
      return false;
    });
    if (waiting.length > 0) await delay(UNKNOWN_MS);
  }
  return waiting.length;
}
