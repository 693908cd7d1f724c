/** Reads all grids and trees that a command names. */
import { basename, join } from "@std/path";
import type { ResultConflicts } from "../../lib/analysis/describe_analysis.ts";
import type { Launches } from "../../lib/analysis/describe_doubts.ts";
import type { Unreadable } from "../../lib/analysis/describe_unreadable.ts";
import type { Metric } from "../../lib/grid/settings/settings.ts";
import { relativePath, shownPath } from "../../lib/messages/printable.ts";
import { InputError } from "../../lib/messages/problem.ts";
import { firstOf, plural } from "../../lib/messages/text.ts";
import { findTargets, type Target } from "../grid/find_grid.ts";
import { list } from "../results/listing.ts";
import { SILENT } from "../results/read_part.ts";
import {
  addFinishedRuns,
  type ExperimentCollection,
  type Gathering,
  gatherRoot,
  type ReadRoot,
  startGathering,
} from "./gather.ts";
import { createParallelReader, type ReadMode } from "./read_parallel.ts";

/** What was read, beyond the experiments. */
export interface ReadTargets extends TargetFacts {
  readonly roots: readonly ReadRoot[];
  /** Names of the grids by root, if there are several. */
  readonly grids: ReadonlyMap<string, string> | undefined;
  readonly launches: Launches;
}

/** The facts of an analysis that do not depend on its tables. */
export interface TargetFacts {
  /** Number of experiments that have not started. */
  readonly pending: number;
  /** Number of experiments whose directories were deleted. They are pending. */
  readonly deleted: number;
  /** Number of succeeded tests whose directories were deleted. They are left out. */
  readonly deletedTests: number;
  /** Number of experiments with results that are no longer in their grids, and are left out. */
  readonly dropped: number;
  /** Number of experiments whose checkpoints were removed on request: nothing is read from them any more. */
  readonly cleaned: number;
  /** The distinct metrics of the grids. */
  readonly metrics: readonly Metric[];
  /** What could not be read. */
  readonly unreadable: readonly Unreadable[];
  /** Paths, for display, of hidden directories with experiments, which are left out. */
  readonly hidden: readonly string[];
  /** Keys of lists in `metrics.json` that are too long to become columns. */
  readonly leftOut: readonly string[];
  /** Results of which two files have different values. */
  readonly conflicts: readonly ResultConflicts[];
  /** Whether there are runs that no grid made. Their names do not have the values of parameters. */
  readonly hasFinishedRuns: boolean;
  /** Where files are written unless the user names another directory. */
  readonly home: string;
}

export interface ReadOptions {
  /** Directory of the grids, as typed: without targets its newest grid is read. */
  readonly expdir: string;
  /** Maximum number of threads. */
  readonly cores: number;
  /** Called with the number of tasks done and the number of tasks known so far. */
  readonly progress: (done: number, total: number) => void;
  /** What is read: by default what an analysis needs; for a report also details, such as curves and the ends of logs. */
  readonly mode?: ReadMode;
}

/**
 * Reads all experiments into a collection.
 *
 * @param targets as for {@link findTargets}
 * @throws {InputError} if a target has nothing to analyze, or nothing can be read
 */
export async function readTargets(
  collection: ExperimentCollection,
  targets: readonly string[],
  { expdir, cores, progress, mode }: ReadOptions,
): Promise<ReadTargets> {
  using reader = createParallelReader(cores, mode);
  const gathering = startGathering(collection, reader, { show: progress, forReport: mode !== undefined });
  const directories = findTargets(targets, expdir);
  await gatherAll(gathering, directories);
  addFinishedRuns(gathering);
  const { roots, unreadable, hidden, leftOut, conflicts } = gathering;
  const sumOf = (key: "pending" | "deleted" | "deletedTests" | "dropped" | "cleaned") =>
    roots.reduce((sum, root) => sum + root[key], 0);
  return {
    roots,
    grids: roots.length > 1 ? nameRoots(roots.map(({ root }) => root), Deno.cwd()) : undefined,
    launches: {
      fingerprints: new Map(roots.flatMap((root) => [...root.fingerprints])),
      launchedWith: roots.flatMap((root) => root.launchedWith),
    },
    pending: sumOf("pending"),
    deleted: sumOf("deleted"),
    deletedTests: sumOf("deletedTests"),
    dropped: sumOf("dropped"),
    cleaned: sumOf("cleaned"),
    metrics: metricsOf(roots),
    unreadable,
    hidden,
    leftOut: [...leftOut],
    conflicts: Array.from(conflicts, ([column, conflict]) => ({ column, ...conflict })),
    hasFinishedRuns: gathering.finishedRuns.length > 0,
    home: directories[0]!.root,
  };
}

// Throws if a target has nothing to analyze, or nothing could be read.
async function gatherAll(gathering: Gathering, targets: readonly Target[]): Promise<void> {
  const empty: { source: string; message: string }[] = [];
  for (const { source, root } of targets) {
    if (!await gatherRoot(gathering, root)) empty.push({ source, message: `${NOTHING}${describeLinks(root)}` });
  }
  const unreadable = gathering.unreadable.map(({ path, reason }) => ({ source: path, message: reason }));
  if (empty.length > 0) throw inputError([...unreadable, ...empty]);
  if (gathering.roots.length > 0) return;
  throw inputError(unreadable);
}

function inputError(problems: readonly { readonly source: string; readonly message: string }[]): InputError {
  return new InputError(problems.map((problem) => ({ severity: "error", ...problem })));
}

const NOTHING = "nothing to analyze: expected a grid directory, directories with a training_configuration.yaml " +
  "and models/model_best.*, or runs with files of Lightning, Hydra, TensorBoard, MLflow or others";

const MAX_LINKS = 5;

// The directories behind links in a directory and in its directories, which a search does not enter.
function describeLinks(root: string): string {
  const { directories, links } = list(root, SILENT);
  const inner = directories.filter((name) => !links.has(name) && !name.startsWith("."));
  const found = [
    ...links,
    ...inner.flatMap((name) => Array.from(list(join(root, name), SILENT).links, (link) => join(name, link))),
  ];
  if (found.length === 0) return "";
  const shown = firstOf(found.map((path) => shownPath(join(root, path), Deno.cwd())), MAX_LINKS);
  const those = found.length === 1 ? "a link to a directory is" : `${found.length} links to directories are`;
  return `; ${those} not followed, analyze ${plural(found.length, "it", "them")} by name: ${shown}`;
}

function metricsOf(roots: readonly ReadRoot[]): Metric[] {
  const metrics = roots.flatMap(({ metrics }) => metrics);
  return [...new Map(metrics.map((metric) => [`${metric.goal} ${metric.name}`, metric])).values()];
}

// Directories with the same name are shown with their paths.
function nameRoots(roots: readonly string[], cwd: string): Map<string, string> {
  const counts = Map.groupBy(roots, (root) => basename(root));
  return new Map(
    roots.map((root) => [root, counts.get(basename(root))!.length === 1 ? basename(root) : relativePath(root, cwd)]),
  );
}
