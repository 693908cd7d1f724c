/** Finds what can be removed from a grid directory: former directories of experiments, and checkpoints. */
import { dirname, globToRegExp, join } from "@std/path";
import { isBeingWritten } from "../../lib/checkpoints/checkpoint.ts";
import { resultSettings } from "../../lib/grid/settings/result_settings.ts";
import type { KeptFor } from "../../lib/inspect/cleaning.ts";
import { type Experiment, type Plan, trainingSpec } from "../../lib/plan/plan.ts";
import type { Fingerprints } from "../../lib/run/journal_record.ts";
import type { RunTable } from "../../lib/run/run_state.ts";
import { isLaunchEntry } from "../../lib/store/launch_format.ts";
import { experimentDir, formerDir, gridPaths, SNAPSHOTS } from "../../lib/store/layout.ts";
import type { HeldSession } from "../grid/session.ts";
import { readManifest } from "../grid/snapshot/snapshot.ts";
import { findCheckpoint } from "../results/find_checkpoint.ts";
import { list } from "../results/listing.ts";
import { SILENT } from "../results/read_part.ts";
import { hasResults, readTraining } from "../results/read_results.ts";
import { readSeries } from "../results/read_series.ts";
import { explain } from "../system/file_errors.ts";
import { entriesIn, lstatIfExists, namesIn, statIfExists } from "../system/files.ts";
import { journalRecords } from "./journal_records.ts";

/** A file or directory that can be removed. */
export interface Cleanable {
  /**
   * `former`: the former directory of an experiment, with everything in it; `snapshot`: a snapshot of the code in which no run
   * started whose results count.
   */
  readonly kind: "former" | "checkpoint" | "snapshot";
  /** Relative to the grid directory. No part of it is a link. */
  readonly path: string;
  readonly bytes: number;
  /** The id of its experiment; empty for snapshots. */
  readonly id: string;
}

/** What can be removed, and what is kept. */
export interface FoundCleanable {
  readonly items: readonly Cleanable[];
  /** Number of experiments with checkpoints that are kept, by the reason. */
  readonly kept: ReadonlyMap<KeptFor | "results", number>;
}

/** A grid directory, and whose checkpoints are kept. */
export interface CleaningRequest {
  /** Absolute, without links. */
  readonly root: string;
  readonly plan: Plan;
  readonly runs: RunTable;
  readonly fingerprints: Fingerprints;
  /** Why the checkpoints of an experiment are kept; `undefined` without `--checkpoints`. */
  readonly keptFor: ((experiment: Experiment) => KeptFor | undefined) | undefined;
}

/** Finds what can be removed. Nothing is written. */
export function findCleanable(request: CleaningRequest): FoundCleanable {
  const { root, plan, keptFor } = request;
  const kept = new Map<KeptFor | "results", number>();
  const checkpoints = keptFor === undefined ? [] : plan.experiments.flatMap((experiment) => {
    const files = findCheckpoints(root, plan, experiment);
    if (files.length === 0) return [];
    const reason = keptFor(experiment) ?? (hasOtherResults(root, plan, experiment) ? undefined : "results");
    if (reason === undefined) return files;
    kept.set(reason, (kept.get(reason) ?? 0) + 1);
    return [];
  });
  return { items: [...findFormer(root, plan), ...findSnapshots(request), ...checkpoints], kept };
}

// The next runs start in the current one, and those of results that count can be repeated by hand.
function findSnapshots({ root, plan, runs, fingerprints }: CleaningRequest): Cleanable[] {
  const home = join(root, SNAPSHOTS);
  if (plan.snapshot === undefined && lstatIfExists(home) === undefined) return [];
  if (lstatIfExists(home)?.isDirectory !== true) return [];
  const launches = [...runs.train.values(), ...runs.test.values()].flatMap(({ newest }) => newest ?? []);
  const unknown = launches.some(({ launchedWith }) => launchedWith === undefined || !fingerprints.has(launchedWith));
  if (unknown) return [];
  const used = new Set(launches.map(({ launchedWith }) => fingerprints.get(launchedWith!)?.settings.snapshot));
  return [...namesIn(home)].filter((name) => /^[1-9]\d{0,8}$/.test(name)).sort().flatMap((name): Cleanable[] => {
    const path = `${SNAPSHOTS}/${name}`;
    const hash = readManifest(root, Number(name))?.hash.slice(0, 8);
    if (Number(name) === plan.snapshot?.number || hash === undefined || used.has(hash)) return [];
    if (lstatIfExists(join(root, path))?.isDirectory !== true) return [];
    return [{ kind: "snapshot", path, bytes: bytesIn(join(root, path)), id: "" }];
  });
}

// Only those in the journal: a user may have given a copy such a name.
function findFormer(root: string, plan: Plan): Cleanable[] {
  const numbers = new Map<string, number[]>();
  for (const record of journalRecords(gridPaths(root).journal, (line) => line.includes('"again"'))) {
    if (record.type === "again") numbers.set(record.id, [...numbers.get(record.id) ?? [], record.former]);
  }
  return plan.experiments.flatMap((experiment) =>
    [...new Set(numbers.get(experiment.id))].flatMap((number): Cleanable[] => {
      const path = formerDir(experimentDir(experiment), number);
      if (lstatIfExists(join(root, path))?.isDirectory !== true) return [];
      return [{ kind: "former", path, bytes: bytesIn(join(root, path)), id: experiment.id }];
    })
  );
}

function bytesIn(dir: string): number {
  return entriesIn(dir).reduce((sum, { name, isDirectory }) => {
    const path = join(dir, name);
    return sum + (isDirectory ? bytesIn(path) : lstatIfExists(path)?.size ?? 0);
  }, 0);
}

// Regular files that match the checkpoint glob of the grid. Directories that are links are not searched, because others may use
// what they lead to.
function findCheckpoints(root: string, plan: Plan, experiment: Experiment): Cleanable[] {
  const { checkpoint: glob } = trainingSpec(plan.groups[experiment.group]!).settings;
  const pattern = globToRegExp(join("**", glob), { extended: true, globstar: true });
  const home = experimentDir(experiment);
  if (lstatIfExists(join(root, home))?.isDirectory !== true) return [];
  const visit = (relative: string): Cleanable[] =>
    entriesIn(join(root, home, relative)).flatMap((entry): Cleanable[] => {
      const path = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory) return visit(path);
      if (!entry.isFile || !pattern.test(path) || isBeingWritten(entry.name)) return [];
      // A glob such as `*` matches them, too.
      if (path.split("/").some(isLaunchEntry) || RESULTS.test(entry.name)) return [];
      const bytes = lstatIfExists(join(root, home, path))?.size ?? 0;
      return [{ kind: "checkpoint", path: `${home}/${path}`, bytes, id: experiment.id }];
    });
  return visit("");
}

// Files that are no checkpoints, whatever the glob: configurations, results, logs, reports.
const RESULTS = /\.(?:ya?ml|json|csv|log|html)$/;

// Whether the experiment has all its results without its checkpoint. Many trainers write results only into the checkpoint.
function hasOtherResults(root: string, plan: Plan, experiment: Experiment): boolean {
  const { settings } = trainingSpec(plan.groups[experiment.group]!);
  const glob = settings.checkpoint;
  const dir = join(root, experimentDir(experiment));
  const listing = list(dir, SILENT);
  const series = readSeries(listing, resultSettings(settings).results, SILENT);
  if (!hasResults(listing) && series.length === 0) return false;
  const resultsWith = (checkpoint: string | undefined) => {
    const source = { checkpoint, trainer: "custom", settings: resultSettings(settings), series: () => series } as const;
    const { facts, ...results } = readTraining(listing, source, SILENT);
    return JSON.stringify([results, facts], (_, value) => value instanceof Map ? [...value] : value);
  };
  return resultsWith(findCheckpoint(dir, glob)) === resultsWith(undefined);
}

/** What was removed. */
export interface Removed {
  readonly count: number;
  readonly bytes: number;
}

/**
 * Removes items. Before the first checkpoint of an experiment is removed, this is in the journal on disk, so that a later
 * command can explain the missing checkpoint even if this process is killed.
 *
 * @param session holds the grid
 * @throws if one cannot be removed; those before it are gone
 */
export async function removeItems(session: HeldSession, items: readonly Cleanable[]): Promise<Removed> {
  const told = new Set<string>();
  let [count, bytes] = [0, 0];
  for (const item of items) {
    if (item.kind === "checkpoint" && !told.has(item.id)) {
      told.add(item.id);
      session.record({ type: "cleaned", time: Date.now(), id: item.id, stage: "train" });
      await session.flush();
    }
    if (!removeItem(session.root, item)) continue;
    count++;
    bytes += item.bytes;
  }
  return { count, bytes };
}

// Removes nothing outside of the grid directory, whatever names its plan has, and nothing behind a link: no part of the path
// was a link when the item was found.
function removeItem(root: string, { kind, path }: Cleanable): boolean {
  const full = join(root, path);
  const parent = dirname(full);
  if (!`${parent}/`.startsWith(`${root}/`) || statIfExists(parent) === undefined) return false;
  if (Deno.realPathSync(parent) !== parent) return false;
  const info = lstatIfExists(full);
  const isTree = kind !== "checkpoint";
  if (isTree ? info?.isDirectory !== true : info?.isFile !== true) return false;
  try {
    Deno.removeSync(full, { recursive: isTree });
  } catch (error) {
    throw explain(error, `cannot remove ${full}`);
  }
  return true;
}
