/** Follows the series of a run while its trainer writes them. */
import { type SeriesParser, TooManyValues, type ValueSink } from "../../lib/results/formats/format.ts";
import { MAX_KEY, MAX_NAMES, MAX_VALUES, type NamedSeries } from "../../lib/results/series.ts";
import type { ResultSpec } from "../../lib/run/result_spec.ts";
import { steadyNow } from "../system/clock.ts";
import { isPathError } from "../system/file_errors.ts";
import { entriesIn, statIfExists } from "../system/files.ts";
import { findSeries, type SeriesSource } from "./find_series.ts";
import { type GrowingFile, openGrowingFile } from "./growing_file.ts";
import { below, list } from "./listing.ts";
import { SILENT } from "./read_part.ts";
import { nameOf } from "./read_series.ts";
import { FORMATS, type StreamFormat, type WholeFormat } from "./series_formats.ts";

/** A value that a run wrote. */
export interface SeriesPoint extends Pick<NamedSeries, "section" | "name" | "file"> {
  /** As the trainer wrote it: `val/loss`. */
  readonly key: string;
  /** What is counted; `undefined` if rows are. */
  readonly axis: string | undefined;
  readonly step: number;
  readonly value: number;
}

/** Looks at the files of a run. */
export interface SeriesFollower {
  /** The values since the last look, in the order of each file; none if there is nothing to read now. */
  look(): SeriesPoint[];
  /** The last values of a run that has ended: a last row needs no end, and a single one counts. */
  finish(): SeriesPoint[];
}

/** How a run is followed. */
export interface FollowOptions {
  /** Whether what is there now counts. Otherwise it is of an earlier attempt, and a file counts once it changes. */
  readonly fromStart: boolean;
  /** What is to be counted, in files that have several columns for that. */
  readonly step?: string | undefined;
  /** The time in milliseconds, by default that of `steadyNow()`. */
  readonly now?: () => number;
}

// A directory with many files is searched for a hundredth of the time at most.
const SEARCH_SHARE = 100;
// Milliseconds after which a look at a file ends, as the scheduler waits. There is more at the next one.
const LOOK_MS = 50;

/**
 * Opens a follower. {@link loadFormats} comes first.
 *
 * @param dir the directory of the run, absolute; it need not exist yet
 * @param specs as for `readSeries`
 */
export function openSeriesFollower(
  dir: string,
  specs: readonly ResultSpec[] | undefined,
  { fromStart, step, now = steadyNow }: FollowOptions,
): SeriesFollower {
  const search = () => findSeries(list(dir, SILENT), specs, SILENT).map((source) => withStep(source, step));
  const stale = new Map<string, Deno.FileInfo>();
  const staleStamps = new Map<string, string>();
  if (!fromStart) {
    for (const source of search()) {
      staleStamps.set(keyOf(source), stampOf(dir, source));
      for (const file of source.files) {
        const info = statIfExists(below(dir, file));
        if (info !== undefined) stale.set(file, info);
      }
    }
  }
  const followed = new Map<string, FollowedSource>();
  let searchedUntil = -Infinity;

  function find(): void {
    const begun = now();
    if (begun < searchedUntil) return;
    for (const source of search()) {
      const key = keyOf(source);
      const known = followed.get(key);
      if (known !== undefined) known.source = source;
      else followed.set(key, { source, told: new Map(), count: 0, files: new Map(), stamp: staleStamps.get(key) });
    }
    const end = now();
    searchedUntil = end + SEARCH_SHARE * (end - begun);
  }

  function lookAtAll(hasEnded: boolean): SeriesPoint[] {
    if (hasEnded) searchedUntil = -Infinity;
    const points: SeriesPoint[] = [];
    attempt(find);
    for (const run of followed.values()) {
      attempt(() => {
        const format = FORMATS[run.source.format];
        if (format.kind === "whole") lookAtWhole(dir, run, format, points);
        else lookAtStreams(dir, run, format, { stale, hasEnded, points, now });
      });
    }
    return points;
  }

  return { look: () => lookAtAll(false), finish: () => lookAtAll(true) };
}

// What cannot be read now may be readable later.
function attempt(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof TooManyValues) && !isPathError(error)) throw error;
  }
}

/** Files that are read together. */
interface FollowedSource {
  source: SeriesSource;
  /** The values of each key by their steps: what is read again is not told again. */
  readonly told: Map<string, Map<number, number>>;
  count: number;
  readonly files: Map<string, FollowedFile>;
  /** What files that are read as a whole were like. */
  stamp: string | undefined;
}

interface FollowedFile {
  readonly growing: GrowingFile;
  parser: SeriesParser;
  /** Whether nothing more is read. */
  hasEnded: boolean;
  /** Values whose axis is not known yet. */
  readonly untold: { key: string; step: number; value: number }[];
}

function keyOf({ format, section, writer, isGuess, spec, files }: SeriesSource): string {
  // Event files of a directory and checkpoints are one source, whatever their names.
  const name = format === "tensorboard" || format === "hugging_face" ? "" : files[0]!.split("/").at(-1)!;
  const named = spec === undefined ? "" : "log" in spec ? spec.log : spec.file;
  return [format, section, writer, isGuess, named, name].join("\0");
}

function withStep(source: SeriesSource, step: string | undefined): SeriesSource {
  return step === undefined || source.step !== undefined ? source : { ...source, step };
}

interface Look {
  readonly stale: ReadonlyMap<string, Deno.FileInfo>;
  readonly hasEnded: boolean;
  readonly points: SeriesPoint[];
  readonly now: () => number;
}

function lookAtStreams(dir: string, run: FollowedSource, format: StreamFormat, look: Look): void {
  if (run.count === MAX_VALUES) return;
  for (const file of run.source.files) {
    let followed = run.files.get(file);
    if (followed === undefined) {
      const untold: FollowedFile["untold"] = [];
      followed = {
        growing: openGrowingFile(below(dir, file), look.stale.get(file)),
        parser: format.createParser(untoldSink(untold), run.source),
        hasEnded: false,
        untold,
      };
      run.files.set(file, followed);
    }
    attempt(() => readFile(followed, run, format, look));
    const { axis } = followed.parser;
    const isOther = run.source.isGuess && axis === undefined;
    for (const point of followed.untold.splice(0)) if (!isOther) tell(run, file, axis, point, look.points);
  }
}

function readFile(followed: FollowedFile, run: FollowedSource, format: StreamFormat, { hasEnded, now }: Look): void {
  if (followed.hasEnded) return;
  const end = now() + LOOK_MS;
  for (let isFirst = true; hasEnded || isFirst || now() < end; isFirst = false) {
    const appended = followed.growing.look();
    if (appended === undefined || followed.untold.length > MAX_VALUES) break;
    if (appended.isNew) followed.parser = format.createParser(untoldSink(followed.untold), run.source);
    followed.parser.push(appended.bytes);
  }
  if (!hasEnded) return;
  followed.hasEnded = true;
  followed.parser.end();
}

function untoldSink(untold: FollowedFile["untold"]): ValueSink {
  return {
    add(key, step, value) {
      if (Number.isFinite(step)) untold.push({ key, step, value });
    },
    // What was told cannot be taken back.
    dropFrom() {},
  };
}

function tell(
  run: FollowedSource,
  file: string,
  axis: string | undefined,
  { key, step, value }: { readonly key: string; readonly step: number; readonly value: number },
  points: SeriesPoint[],
): void {
  let values = run.told.get(key);
  if (values === undefined) {
    if (key.length > MAX_KEY || run.told.size === MAX_NAMES) return;
    run.told.set(key, values = new Map());
  }
  if (values.has(step)) { if (Object.is(values.get(step), value)) return; }
  else if (run.count === MAX_VALUES) return;
  else run.count++;
  values.set(step, value);
  points.push({ ...nameOf(key, run.source), key, axis, step, value, file });
}

function lookAtWhole(dir: string, run: FollowedSource, format: WholeFormat, points: SeriesPoint[]): void {
  const stamp = stampOf(dir, run.source);
  if (stamp === run.stamp) return;
  const untold: FollowedFile["untold"] = [];
  format.read(dir, run.source, untoldSink(untold));
  run.stamp = stamp;
  for (const point of untold) tell(run, run.source.files.at(-1)!, format.axis, point, points);
}

const MAX_STAMPED = 10_000;

// Changes with the files: those of a database next to it, and all below a directory, too.
function stampOf(dir: string, { files }: SeriesSource): string {
  const stamps: string[] = [];
  const visit = (path: string, depth: number): void => {
    const info = statIfExists(path);
    if (info === undefined || stamps.length > MAX_STAMPED) return;
    stamps.push(`${path} ${info.size} ${info.mtime?.getTime()} ${info.ino}`);
    if (!info.isDirectory || depth === 0) return;
    for (const { name } of entriesIn(path)) visit(below(path, name), depth - 1);
  };
  for (const file of files) for (const suffix of ["", "-wal", "-journal"]) visit(below(dir, file) + suffix, 6);
  return stamps.join("\n");
}
