/** Reads the series of a run from what its trainer writes. */
import { NOTHING, read, type Reading, unreadable } from "../../lib/messages/reading.ts";
import { TooManyValues, type ValueSink } from "../../lib/results/formats/format.ts";
import {
  columnName,
  createSeriesCollector,
  type NamedSeries,
  numberText,
  resultName,
  type Series,
} from "../../lib/results/series.ts";
import type { ResultSpec } from "../../lib/run/result_spec.ts";
import { errnoOf } from "../system/file_errors.ts";
import { findSeries, type SeriesSource } from "./find_series.ts";
import { below, list, type Listing } from "./listing.ts";
import { guarded, type Notes, reasonOf } from "./read_part.ts";
import { FORMATS, type StreamFormat, type WholeFormat } from "./series_formats.ts";

/**
 * Reads the series in the directory of a training or a test.
 *
 * @param dir its path, or its listing, so that it is not listed again
 * @param specs the setting `results`; `undefined` for the files that are found without it
 * @returns of several with the same name in a table the first, by the order of the setting or of the documented table
 */
export function readSeries(
  dir: Listing | string,
  specs: readonly ResultSpec[] | undefined,
  notes: Notes,
): NamedSeries[] {
  const listing = typeof dir === "string" ? list(dir, notes) : dir;
  const taken = new Map<string, NamedSeries>();
  for (const source of findSeries(listing, specs, notes)) {
    const columns = new Set<string>();
    for (const series of readSource(listing, source, notes)) {
      const column = columnName(series);
      // Of one source the first counts, too: a trainer may write `loss` and, at the end, the mean of all as `train_loss`.
      if (columns.has(column)) continue;
      columns.add(column);
      const first = taken.get(column);
      if (first === undefined) taken.set(column, series);
      else noteConflict(listing.path, column, first, series, notes);
    }
  }
  return [...taken.values()];
}

function readSource(listing: Listing, source: SeriesSource, notes: Notes): NamedSeries[] {
  const format = FORMATS[source.format];
  const file = source.files.at(-1)!;
  const all = format.kind === "stream"
    ? readStream(listing.path, source, format, notes)
    : readWhole(listing.path, source, format, notes);
  return all.map((series) => ({ ...nameOf(series.key, source), series, file }));
}

/** The name of a series in tables. */
export function nameOf(key: string, { spec, section, writer }: SeriesSource): Pick<NamedSeries, "section" | "name"> {
  const isPart = writer?.replaceAll("/", "_").startsWith(`${key.replaceAll("/", "_")}_`);
  const inner = isPart ? `${key}/${writer!.slice(key.length + 1)}` : key;
  const own = resultName(spec?.rename?.get(key) ?? inner);
  return { section: own.section ?? section, name: own.name };
}

// Larger files are not read: they would hold up an analysis.
const MAX_BYTES = 2 ** 30;
const CHUNK = 256 * 2 ** 10;
const buffer = new Uint8Array(CHUNK);

function readStream(root: string, source: SeriesSource, format: StreamFormat, notes: Notes): Series[] {
  const collector = createSeriesCollector();
  let axis: string | undefined;
  for (const file of source.files) {
    const path = below(root, file);
    const reading = readFile(path, source, format, collector);
    for (const problem of reading.problems) notes.unreadable(path, problem);
    // Some values would be those of an earlier step.
    if (reading.value === undefined && reading.problems.length > 0) return [];
    axis ??= reading.value?.axis;
  }
  if (source.isGuess && axis === undefined) return [];
  return collector.finish(axis);
}

function readFile(
  path: string,
  source: SeriesSource,
  { createParser, maxBytes }: StreamFormat,
  sink: ValueSink,
): Reading<{ readonly axis: string | undefined }> {
  return guarded(path, (size) => {
    if (size === 0) return NOTHING;
    const start = maxBytes === undefined ? 0 : Math.max(size - maxBytes, 0);
    if (size - start > MAX_BYTES) return unreadable(`file has ${size} bytes, expected at most ${MAX_BYTES}`);
    const parser = createParser(sink, source);
    try {
      using file = Deno.openSync(path);
      // Not beyond its present size: a file may grow without end.
      if (start > 0) file.seekSync(start, Deno.SeekMode.Start);
      for (let left = size - start; left > 0;) {
        const count = file.readSync(buffer.subarray(0, Math.min(left, CHUNK)));
        if (count === null || !parser.push(buffer.subarray(0, count))) break;
        left -= count;
      }
      parser.end();
    } catch (error) {
      if (!(error instanceof TooManyValues)) throw error;
      return unreadable(error.message);
    }
    const { axis } = parser;
    const problem = start > 0 ? `has ${size} bytes: only the last ${maxBytes} are read` : parser.problem;
    return problem === undefined ? read({ axis }) : { value: { axis }, problems: [problem] };
  });
}

function readWhole(root: string, source: SeriesSource, format: WholeFormat, notes: Notes): Series[] {
  const collector = createSeriesCollector();
  try {
    for (const { file, problem } of format.read(root, source, collector)) notes.unreadable(below(root, file), problem);
    return collector.finish(format.axis);
  } catch (error) {
    if (!(error instanceof TooManyValues) && errnoOf(error) === undefined) throw error;
    notes.unreadable(
      below(root, source.files.at(-1)!),
      error instanceof TooManyValues ? error.message : reasonOf(error),
    );
    return [];
  }
}

// Of float32.
const PRECISION = 2 ** -22;

function noteConflict(root: string, column: string, used: NamedSeries, other: NamedSeries, notes: Notes): void {
  const [a, b] = [used.series.values.at(-1)!, other.series.values.at(-1)!];
  const isSame = Object.is(a, b) || Math.abs(a - b) <= PRECISION * Math.max(Math.abs(a), Math.abs(b));
  if (isSame) return;
  notes.conflict(root, {
    column,
    used: { file: used.file, value: numberText(a) },
    other: { file: other.file, value: numberText(b) },
  });
}
