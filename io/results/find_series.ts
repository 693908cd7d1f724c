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
    path: /(?:^|\/)(?!(?:training|validation|testing)_(?:set_agg_)?statistics\.csv$)(?:[^/]*\.[ct]sv|training\.log)$/,
    isGuess: true,
  },
  { format: "mlflow", path: /(?:^|\/)(?:mlflow\.db|mlruns)$/ },
];

// The names of all of them.
const NAMES =
  /tfevents|\.(?:csv|tsv|jsonl|db)$|^(?:training\.log|log\.txt|mlruns|scalars\.json)$|^metrics\.json$|^trainer_state\.json$|^(?:all|train|eval)_results\.json$/;

const MAX_DEPTH = 6;
const MAX_DIRECTORIES = 2_000;
const MAX_ENTRIES = 50_000;
const MAX_FILES = 1_000;

/** Directories that hold no results, but may hold many files. */
const PASSED_OVER: ReadonlySet<string> = new Set(["models", "wandb", "node_modules", "__pycache__", "artifacts"]);

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
    const files = filesBelow(
      listing,
      (path, name) => NAMES.test(name) && TABLE.some((row) => row.path.test(path)),
      notes,
    );
    return TABLE.flatMap((row, index) => {
      const mine = files.filter((path) => TABLE.findIndex((other) => other.path.test(path)) === index);
      return mine.length === 0 ? [] : sourcesOf(listing, mine, { format: row.format, isGuess: row.isGuess === true });
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
  const glob = spec.file.replace(/^(?:\.\/+)+/, "").replace(/\/+$/, "");
  const pattern = globToRegExp(glob, { extended: true, globstar: true });
  const isDeep = glob.includes("/");
  const files = filesBelow(
    isDeep ? listing : { ...listing, directories: [] },
    (path) => pattern.test(path),
    notes,
  );
  // The name of a directory is no reason to walk.
  const directory = !isDeep && listing.directories.includes(glob) ? [glob] : [];
  const step = spec.step === undefined ? undefined : { step: spec.step };
  return sourcesOf(listing, [...files, ...directory], { format, isGuess: false, spec, ...step });
}

// Paths of files, and of directories `mlruns`, which a format reads as a whole.
function filesBelow(
  listing: Listing,
  isWanted: (path: string, name: string) => boolean,
  notes: Notes,
): string[] {
  const found: string[] = [];
  let directories = 0;
  let entries = 0;
  let isCut = false;
  const visit = (path: string, { files, directories: inner, links }: Listing, depth: number): void => {
    for (const name of files.keys()) if (isWanted(below(path, name), name)) found.push(below(path, name));
    for (const name of inner) {
      const relative = below(path, name);
      if (name === "mlruns") {
        if (isWanted(relative, name)) found.push(relative);
        continue;
      }
      if (PASSED_OVER.has(name) || name.startsWith(".") || name.startsWith("test_") || links.has(name)) continue;
      if (depth === MAX_DEPTH) continue;
      if (++directories > MAX_DIRECTORIES || entries > MAX_ENTRIES || found.length > MAX_FILES) {
        isCut = true;
        return;
      }
      const next = list(below(listing.path, relative), notes);
      entries += next.files.size + next.directories.length;
      visit(relative, next, depth + 1);
    }
  };
  visit("", listing, 0);
  if (isCut || found.length > MAX_FILES) {
    notes.unreadable(listing.path, "has too many files: not all were searched for results");
  }
  return found.slice(0, MAX_FILES);
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
    files: files.sort((a, b) => timeOf(a) - timeOf(b) || (a < b ? -1 : 1)),
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

// Seconds since the epoch, which writers put in the name.
function timeOf(path: string): number {
  return Number(/tfevents\.(\d+)/.exec(path)?.[1] ?? 0);
}
