/** Finds runs that no grid made in a directory: those of Lightning, Hydra, TensorBoard and others. */
import { read } from "../../lib/messages/reading.ts";
import { createTensorboardParser } from "../../lib/results/formats/tensorboard.ts";
import { PARAMETER_FILES } from "../../lib/results/run_parameters.ts";
import { sectionOf } from "../../lib/results/series.ts";
import { dirName } from "../../lib/store/layout.ts";
import { evidenceOf } from "./find_series.ts";
import { below, isFile, list, type Listing } from "./listing.ts";
import { listStoredRuns, type StoredRun } from "./read_mlflow.ts";
import { guarded, type Notes, readBytes, reasonOf, SILENT } from "./read_part.ts";

/** A run. */
export interface FoundRun {
  /** Relative to the directory that was searched; empty for that directory itself. */
  readonly path: string;
  /** Those of {@link PARAMETER_FILES} that it has. */
  readonly parameters: readonly string[];
  /** Names of its subdirectories that belong to other runs. */
  readonly apart: readonly string[];
  /** Whether it counts only if it has results. */
  readonly needsResults: boolean;
  /** Of a run in a store of MLflow: the path of the store, relative to that of the run, and the run in it. */
  readonly stored?: { readonly store: string; readonly run: StoredRun };
}

const MAX_RUNS = 10_000;
const MAX_DEPTH = 16;
const MAX_DIRECTORIES = 100_000;
const MAX_ENTRIES = 2_000_000;

/** Directories that hold no runs, but may hold many files. */
const PASSED_OVER: ReadonlySet<string> = new Set(["wandb", "node_modules", "__pycache__", "site-packages"]);

/** What the parameters of a directory say of it; the highest level in a tree tells what its runs are. */
type Parameters = typeof NONE | typeof COMMON | typeof FRAMEWORK | typeof HYDRA;
const NONE = 0;
// A file with a common name, such as `config.yaml`.
const COMMON = 1;
// What Lightning or Hugging Face wrote.
const FRAMEWORK = 2;
// Hydra starts a job for each run, whatever else the job writes.
const HYDRA = 3;

interface Candidate extends FoundRun {
  readonly level: Parameters;
  /** Whether all that is known of it are event files. */
  readonly isEvents: boolean;
}

const CHECKPOINT = /^checkpoint-\d+$/;
// The directories that add_hparams() of torch makes.
const TIME = /^\d{10}\.\d+$/;

/**
 * Searches a directory. Links to directories are not followed, hidden directories are not searched.
 *
 * @param root absolute path
 * @returns in the order of their paths: `version_2` before `version_10`
 */
export function findRuns(root: string, notes: Notes): FoundRun[] {
  let directories = 0;
  let entries = 0;
  let isCut = false;
  let tooDeep: string | undefined;

  function visit(path: string, depth: number): Candidate[] {
    if (isCut) return [];
    const listing = list(below(root, path), notes);
    entries += listing.files.size + listing.directories.length;
    if (++directories > MAX_DIRECTORIES || entries > MAX_ENTRIES) {
      isCut = true;
      return [];
    }
    const { parameters, level } = parametersIn(listing);
    const { evidence, isEventsOnly } = evidenceIn(listing);
    const own = (more: Partial<Candidate> = {}): Candidate => ({
      path,
      parameters,
      level,
      isEvents: isEventsOnly && level === NONE,
      apart: [],
      needsResults: level <= COMMON,
      ...more,
    });
    const isCertain = level >= FRAMEWORK || level === COMMON && evidence !== undefined && evidence !== "guess";
    if (path !== "" && isCertain) return [own()];
    if (depth === MAX_DEPTH) {
      if (listing.directories.length > 0) tooDeep ??= path;
      return evidence === undefined ? [] : [own()];
    }
    const inner = listing.directories.flatMap((name) => {
      const isPassedOver = name.startsWith(".") || listing.links.has(name) || PASSED_OVER.has(name) ||
        name === "mlruns" ||
        CHECKPOINT.test(name) && level === FRAMEWORK;
      return isPassedOver ? [] : visit(below(path, name), depth + 1);
    });
    // What is logged by a run itself is its own.
    const isRun = path !== "" && (evidence === "events" || evidence === "sure");
    const stored = isRun ? [] : storesIn(listing, path === "").flatMap((store) => runsOf(own, listing, store, notes));
    return stored.length === 0
      ? settle(root, own, evidence, inner)
      : [...stored, ...settle(root, own, undefined, inner)];
  }

  const found = visit("", 0);
  if (isCut) notes.unreadable(root, `has more than ${MAX_DIRECTORIES} directories: not all were searched for runs`);
  if (tooDeep !== undefined) notes.unreadable(below(root, tooDeep), "is nested too deeply: not searched for runs");
  if (found.length > MAX_RUNS) {
    notes.unreadable(root, `has ${found.length} runs: only the first ${MAX_RUNS} are read`);
  }
  const order = new Intl.Collator("en", { numeric: true });
  return found.sort((a, b) => order.compare(a.path, b.path)).slice(0, MAX_RUNS).map(
    ({ level: _, isEvents: __, ...run }) => run,
  );
}

// The stores of MLflow in a directory, which may be one itself.
function storesIn({ path, files, directories, links }: Listing, isRoot: boolean): string[] {
  const isStore = isRoot && directories.some((name) => /^\d+$/.test(name) && isFile(below(path, `${name}/meta.yaml`)));
  return [
    ...(isStore ? [""] : []),
    ...(files.has("mlflow.db") ? ["mlflow.db"] : []),
    ...(directories.includes("mlruns") && !links.has("mlruns") ? ["mlruns"] : []),
  ];
}

function runsOf(
  own: (more?: Partial<Candidate>) => Candidate,
  { path }: Listing,
  store: string,
  notes: Notes,
): Candidate[] {
  try {
    return listStoredRuns(below(path, store)).map((run) =>
      own({ parameters: [], level: COMMON, isEvents: false, needsResults: false, stored: { store, run } })
    );
  } catch (error) {
    notes.unreadable(below(path, store), reasonOf(error));
    return [];
  }
}

// Whether a directory is a run, and which of the runs in it are parts of it.
function settle(
  root: string,
  own: (more?: Partial<Candidate>) => Candidate,
  evidence: Evidence,
  inner: Candidate[],
): Candidate[] {
  const self = own();
  const { path, level } = self;
  if (level >= FRAMEWORK) return inner.some((other) => other.level >= level) ? inner : [self];
  const parts = inner.filter((other) => isPart(path, other, inner));
  if (evidence === "events" || parts.length > 0) {
    const others = inner.filter((other) =>
      !parts.includes(other) && !(evidence === "events" && isWriter(root, path, other, inner))
    );
    const apart = new Set(others.map((other) => firstName(path, other.path)));
    const isEvents = level === NONE && (evidence === undefined || self.isEvents);
    return [
      own({ apart: [...apart], isEvents, needsResults: level === NONE }),
      ...inner.filter((other) => apart.has(firstName(path, other.path))),
    ];
  }
  if (inner.length === 0) return evidence === undefined ? [] : [self];
  const isRoot = path === "";
  if (inner.some((other) => other.level > NONE)) return inner;
  if (inner.length === 1 && evidence !== "guess") {
    return evidence !== undefined || level > NONE ? [own({ isEvents: false })] : inner;
  }
  return level > NONE && !isRoot ? [self] : inner;
}

// `train/` and `validation/` of Keras, `vis_data/` of OpenMMLab.
function isPart(path: string, other: Candidate, all: readonly Candidate[]): boolean {
  const name = other.path.slice(path === "" ? 0 : path.length + 1);
  if (name === "vis_data") return other.level === NONE;
  if (!other.isEvents || sectionOf(name) === undefined) return false;
  const events = all.filter(({ isEvents }) => isEvents).map((one) => firstName(path, one.path));
  const sections = new Set(events.map(sectionOf));
  // A run may have been called `test`.
  return !sections.has(undefined) || sections.has("training") && sections.has("validation");
}

// Of a directory with event files: whether another one holds values of the same run.
function isWriter(root: string, path: string, other: Candidate, all: readonly Candidate[]): boolean {
  if (!other.isEvents) return false;
  const name = other.path.slice(path === "" ? 0 : path.length + 1);
  if (TIME.test(name)) return all.filter((one) => TIME.test(dirName(one.path))).length === 1;
  // add_scalars() has the name of the series in that of the directory.
  const writer = name.replaceAll("/", "_");
  return firstTags(below(root, other.path)).every((key) => writer.startsWith(`${key.replaceAll("/", "_")}_`));
}

// Enough for the first values.
const HEAD_BYTES = 16 * 2 ** 10;

function firstTags(dir: string): string[] {
  const tags = new Set<string>();
  const { files } = list(dir, SILENT);
  for (const name of [...files.keys()].filter((name) => evidenceOf(name) === "events").slice(0, 4)) {
    const head = guarded(`${dir}/${name}`, () => read(readBytes(`${dir}/${name}`, 0, HEAD_BYTES))).value;
    const parser = createTensorboardParser({ add: (key) => void tags.add(key), dropFrom() {} });
    if (head !== undefined) parser.push(head);
  }
  return [...tags];
}

function firstName(path: string, inner: string): string {
  return inner.slice(path === "" ? 0 : path.length + 1).split("/", 1)[0]!;
}

function parametersIn(listing: Listing): { parameters: readonly string[]; level: Parameters } {
  const { path, files, directories } = listing;
  const has = (file: string) =>
    file.startsWith(".hydra/") ? directories.includes(".hydra") && isFile(below(path, file)) : files.has(file);
  const parameters = PARAMETER_FILES.filter(has);
  if (parameters[0]?.startsWith(".hydra/")) return { parameters, level: HYDRA };
  if (parameters.includes("hparams.yaml") || isTrainerOutput(listing)) {
    return { parameters, level: FRAMEWORK };
  }
  return { parameters, level: parameters.length > 0 ? COMMON : NONE };
}

// Of Hugging Face's Trainer.
function isTrainerOutput({ path, files, directories }: Listing): boolean {
  return files.has("trainer_state.json") || files.has("all_results.json") ||
    directories.some((name) => CHECKPOINT.test(name) && isFile(below(path, `${name}/trainer_state.json`)));
}

type Evidence = "events" | "sure" | "guess" | undefined;

const ORDER: readonly Evidence[] = ["events", "sure", "guess"];

function evidenceIn({ files }: Listing): { evidence: Evidence; isEventsOnly: boolean } {
  const kinds = new Set(Array.from(files.keys(), evidenceOf));
  const evidence = ORDER.find((kind) => kinds.has(kind));
  return { evidence, isEventsOnly: evidence === "events" && !kinds.has("sure") };
}
