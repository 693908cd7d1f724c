/** Finds the files in which trainers leave series. */
import { globToRegExp } from "@std/path";
import { formatOfFile } from "../../lib/results/formats/format.ts";
import { isTrainerState, newestStates } from "../../lib/results/formats/hugging_face.ts";
import { type Section, sectionOf } from "../../lib/results/series.ts";
import type { FileSpec, FormatName, LogSpec, ResultSpec } from "../../lib/run/result_spec.ts";
import { TEST_LOG, TRAIN_LOG } from "../../lib/store/layout.ts";
import { below, list, type Listing } from "./listing.ts";
import { modifiedAt } from "./read_checkpoint.ts";
import type { Notes } from "./read_part.ts";

/** Files that are read together. */
export interface SeriesSource {
  readonly format: FormatName | "log";
  /** Relative to the directory of the run; of event files in the order of time. */
  readonly files: readonly string[];
  /** That of the names without one. */
  readonly section: Section | undefined;
  /** What is counted, if it is known. */
  readonly step?: string;
  /** Whether the file may be something else: its content has to tell. */
  readonly isGuess: boolean;
  /**
   * The directory of a writer relative to that of another one, as `add_scalars` of torch and tensorboardX creates them. It begins
   * with the name of the series.
   */
  readonly writer?: string;
  /** What the grid file says of it. */
  readonly spec?: ResultSpec;
}

/** A row of the table of files that are read without being named. The order is that of precedence. */
interface TableRow {
  readonly format: FormatName;
  readonly path: RegExp;
  readonly isGuess?: boolean;
}

const TABLE: readonly TableRow[] = [
  { format: "tensorboard", path: /tfevents[^/]*$/ },
  { format: "csv", path: /(?:^|\/)version_\d+\/metrics\.csv$/ },
  { format: "hugging_face", path: /(?:^|\/)(?:trainer_state|(?:all|train|eval)_results)\.json$/ },
  { format: "json_lines", path: /(?:^|\/)(?:log\.txt|scalars\.json)$/ },
  { format: "json_lines", path: /(?:^|\/)(?:metrics\.json|[^/]*\.jsonl)$/, isGuess: true },
  { format: "csv", path: /(?:^|\/)(?:results|summary)\.csv$/ },
  {
    format: "csv",
    // Not the tables of an analysis, which may have been written beside them.
    path:
      /(?:^|\/)(?!(?:training|validation|testing)_(?:set_agg_)?statistics\.csv$|\w+_grid_(?:analysis|summary|long)\.csv$)(?:[^/]*\.[ct]sv|training\.log)$/,
    isGuess: true,
  },
  { format: "mlflow", path: /(?:^|\/)(?:mlflow\.db|mlruns)$/ },
];

const STATISTICS = /^(?:training|validation)_(?:set_agg_)?statistics\.csv$/;

/** What the name of a file says of its directory: that it holds event files, results for sure, or what may be results. */
export function evidenceOf(name: string): "events" | "sure" | "guess" | undefined {
  if (STATISTICS.test(name)) return "sure";
  const row = TABLE.find(({ path }) => path.test(name));
  if (row === undefined || row.format === "mlflow") return undefined;
  if (row.format === "tensorboard") return "events";
  return row.isGuess && name !== "metrics.csv" ? "guess" : "sure";
}

const MAX_DEPTH = 6;
const MAX_DIRECTORIES = 2_000;
const MAX_ENTRIES = 50_000;
const MAX_FILES = 1_000;

/** Directories that hold no results, but may hold many files. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  "models",
  "wandb",
  "node_modules",
  "__pycache__",
  "artifacts",
  "checkpoints",
]);

/**
 * Finds files.
 *
 * @param listing the directory of the run
 * @param specs what the grid file names; `undefined` for the files that are found without
 * @returns the first have precedence
 */
export function findSeries(
  listing: Listing,
  specs: readonly ResultSpec[] | undefined,
  notes: Notes,
): readonly SeriesSource[] {
  if (specs === undefined) {
    const byRow = Map.groupBy(filesOfTable(listing, notes), ({ row }) => row);
    return TABLE.flatMap((row) => {
      const files = byRow.get(row)?.map(({ path }) => path);
      return files === undefined
        ? []
        : sourcesOf(listing, files, { format: row.format, isGuess: row.isGuess === true });
    });
  }
  return specs.flatMap((spec) => "log" in spec ? logOf(listing, spec) : named(listing, spec, notes));
}

function logOf({ files }: Listing, spec: LogSpec): SeriesSource[] {
  const log = [TRAIN_LOG, TEST_LOG].find((name) => files.has(name));
  return log === undefined ? [] : [{ format: "log", files: [log], section: undefined, isGuess: false, spec }];
}

function named(listing: Listing, spec: FileSpec, notes: Notes): SeriesSource[] {
  const format = spec.format ?? formatOfFile(spec.file);
  if (format === undefined) return [];
  const files = matching(listing, spec.file, notes);
  const step = spec.step === undefined ? undefined : { step: spec.step };
  return sourcesOf(listing, files, { format, isGuess: false, spec, ...step });
}

// Paths of files, and of directories, that match a glob. Only directories that lead to one are listed.
function matching(root: Listing, glob: string, notes: Notes): string[] {
  const parts = glob.split("/").filter((part) => part !== "" && part !== ".");
  const found = new Set<string>();
  const budget = createBudget(root, notes);
  const visit = (path: string, listing: Listing, [part, ...rest]: readonly string[], depth: number): void => {
    if (part === undefined) return;
    const isAnyDepth = part === "**";
    if (isAnyDepth) visit(path, listing, rest, depth);
    const pattern = isAnyDepth ? undefined : globToRegExp(part, { extended: true, globstar: false });
    if (rest.length === 0) {
      const names = [...listing.files.keys(), ...listing.directories];
      for (const name of names) if (pattern?.test(name)) found.add(below(path, name));
      return;
    }
    for (const name of listing.directories) {
      const isNext = pattern === undefined ? depth < MAX_DEPTH && !isPassedOver(listing, name) : pattern.test(name);
      const inner = isNext ? budget.list(below(path, name)) : undefined;
      if (inner !== undefined) visit(below(path, name), inner, isAnyDepth ? [part, ...rest] : rest, depth + 1);
    }
  };
  visit("", root, parts, 0);
  return budget.limit([...found]);
}

function isPassedOver({ links }: Listing, name: string): boolean {
  return PASSED_OVER.has(name) || name.startsWith(".") || name.startsWith("test_") || links.has(name);
}

/** Bounds what is listed. */
interface Budget {
  /** The listing of a directory; `undefined` if there are too many. */
  list(path: string): Listing | undefined;
  limit<T>(files: readonly T[]): T[];
}

function createBudget(root: Listing, notes: Notes): Budget {
  let directories = 0;
  let entries = 0;
  let isTold = false;
  const tell = () => {
    if (!isTold) notes.unreadable(root.path, "has too many files: not all were searched for results");
    isTold = true;
  };
  return {
    list(path) {
      if (++directories > MAX_DIRECTORIES || entries > MAX_ENTRIES) {
        tell();
        return undefined;
      }
      const listing = list(below(root.path, path), notes);
      entries += listing.files.size + listing.directories.length;
      return listing;
    },
    limit(files) {
      if (files.length > MAX_FILES) tell();
      return files.slice(0, MAX_FILES);
    },
  };
}

interface FileOfTable {
  readonly path: string;
  readonly row: TableRow;
}

// A directory that a format reads as a whole is one of them, and is not searched.
function filesOfTable(root: Listing, notes: Notes): FileOfTable[] {
  const found: FileOfTable[] = [];
  const budget = createBudget(root, notes);
  const take = (path: string): boolean => {
    const row = TABLE.find((row) => row.path.test(path));
    if (row !== undefined) found.push({ path, row });
    return row !== undefined;
  };
  const visit = (path: string, listing: Listing, depth: number): void => {
    for (const name of listing.files.keys()) take(below(path, name));
    for (const name of listing.directories) {
      if (isPassedOver(listing, name) || take(below(path, name)) || depth === MAX_DEPTH) continue;
      const inner = budget.list(below(path, name));
      if (inner !== undefined) visit(below(path, name), inner, depth + 1);
    }
  };
  visit("", root, 0);
  return budget.limit(found);
}

type SourceKind = Pick<SeriesSource, "format" | "isGuess" | "spec" | "step">;

// What is read together.
function sourcesOf(listing: Listing, files: readonly string[], kind: SourceKind): SeriesSource[] {
  const newest = ofNewestVersions(files);
  if (kind.format === "tensorboard") return eventSources(newest, kind);
  if (kind.format === "hugging_face") {
    return [{ ...kind, files: ofNewestTrainer(listing.path, newest), section: undefined }];
  }
  // Attempts may have left the same file in several directories.
  const byName = Map.groupBy(newest, (path) => path.split("/").at(-1)!);
  return Array.from(byName.values(), (same) => ({
    ...kind,
    files: [same.length === 1 ? same[0]! : newestOf(listing.path, same)],
    section: undefined,
  }));
}

function newestOf(root: string, paths: readonly string[]): string {
  let newest = { path: paths[0]!, time: -1 };
  for (const path of paths) {
    const time = modifiedAt(below(root, path)) ?? 0;
    if (time > newest.time || time === newest.time && path > newest.path) newest = { path, time };
  }
  return newest.path;
}

// The files of the Trainer in a directory and its checkpoints. There may be several directories.
function ofNewestTrainer(root: string, paths: readonly string[]): readonly string[] {
  const trainers = Map.groupBy(paths, (path) => directoryOf(path).replace(/(?:^|\/)checkpoint-\d+$/, ""));
  const newest = trainers.size === 1 ? paths[0]! : newestOf(root, paths);
  const files = [...trainers.values()].find((files) => files.includes(newest))!;
  // The last one is named as their source.
  return [...files.filter((path) => !isTrainerState(path)), ...newestStates(files.filter(isTrainerState))];
}

const VERSION = /^(|.*\/)version_(\d+)\/[^/]*$/;

// Without those in `version_2` where there is a `version_3` beside it.
function ofNewestVersions(paths: readonly string[]): readonly string[] {
  const newest = new Map<string, number>();
  for (const path of paths) {
    const [, parent, version] = VERSION.exec(path) ?? [];
    if (parent !== undefined) newest.set(parent, Math.max(newest.get(parent) ?? 0, Number(version)));
  }
  if (newest.size === 0) return paths;
  return paths.filter((path) => {
    const [, parent, version] = VERSION.exec(path) ?? [];
    return parent === undefined || newest.get(parent) === Number(version);
  });
}

// Event files of one directory are of one run, those of several directories of several attempts or writers.
function eventSources(paths: readonly string[], kind: SourceKind): SeriesSource[] {
  const byDirectory = Map.groupBy(paths, directoryOf);
  const groups = new Map<string, { section: Section | undefined; writer: string | undefined; files: string[] }>();
  for (const [directory, files] of byDirectory) {
    const section = sectionOf(directory.slice(directory.lastIndexOf("/") + 1));
    const outer = section === undefined ? ancestorsOf(directory).find((path) => byDirectory.has(path)) : undefined;
    const writer = outer === undefined ? undefined : outer === "" ? directory : directory.slice(outer.length + 1);
    const key = writer === undefined ? `section ${section}` : `writer ${writer}`;
    const group = groups.get(key) ?? { section, writer, files: [] };
    group.files.push(...files);
    groups.set(key, group);
  }
  return Array.from(groups.values(), ({ section, writer, files }) => ({
    ...kind,
    files: files.sort((a, b) => timeOf(a) - timeOf(b) || numberOf(a) - numberOf(b) || (a < b ? -1 : 1)),
    section,
    ...(writer !== undefined && { writer }),
  })).sort((a, b) => Number(a.writer !== undefined) - Number(b.writer !== undefined));
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

function ancestorsOf(directory: string): string[] {
  const ancestors: string[] = [];
  for (let path = directory; path !== "";) ancestors.push(path = directoryOf(path));
  return ancestors;
}

// A process numbers its writers: several may begin within a second.
function numberOf(path: string): number {
  return Number(/\.(\d+)(?:\.v2)?$/.exec(path)?.[1] ?? 0);
}

// Seconds since the epoch, which writers put in the name.
function timeOf(path: string): number {
  return Number(/tfevents\.(\d+)/.exec(path)?.[1] ?? 0);
}
