/** Finds files with results that are not read, as neither their names nor the grid file tell it. */
import { isStatistics } from "../../lib/results/choose_results.ts";
import { columnName, type NamedSeries } from "../../lib/results/series.ts";
import type { FileSpec, FormatName, ResultSpec } from "../../lib/run/result_spec.ts";
import { isLaunchEntry } from "../../lib/store/launch_format.ts";
import { METRICS } from "../../lib/store/layout.ts";
import { below, list, type Listing } from "../results/listing.ts";
import { SILENT } from "../results/read_part.ts";
import { readSeries } from "../results/read_series.ts";

/** A file, and what it holds. */
export interface UnreadFile {
  readonly spec: FileSpec;
  readonly columns: readonly string[];
}

const MAX_FILES = 100;
const MAX_DEPTH = 3;
const MAX_BYTES = 16 * 2 ** 20;

const TEXT = /\.(?:jsonl?|ndjson|[ct]sv|txt|log|dat|out)$/i;

/**
 * Reads the files in the directory of a run that look like tables or JSON.
 *
 * @param specs the setting `results`
 * @param known files that are read anyway
 */
export function unreadFiles(
  dir: string,
  specs: readonly ResultSpec[] | undefined,
  known: ReadonlySet<string>,
): UnreadFile[] {
  const found: UnreadFile[] = [];
  const named = specs?.flatMap((spec) => "file" in spec ? [spec.file] : []) ?? [];
  for (const path of textFiles(dir)) {
    if (known.has(path) || named.includes(path) || path === METRICS || isStatistics(path)) continue;
    for (const format of formatsOf(path)) {
      const spec: FileSpec = { file: path, ...(format !== undefined && { format }) };
      const columns = resultsOf(readSeries(dir, [spec], SILENT));
      if (columns.length === 0) continue;
      found.push({ spec, columns });
      break;
    }
  }
  // Event files and databases are read without being named, unless the setting names others.
  if (specs !== undefined) {
    const files = Map.groupBy(readSeries(dir, undefined, SILENT), ({ file }) => file);
    for (const [file, series] of files) {
      if (known.has(file) || found.some(({ spec }) => spec.file === file)) continue;
      found.push({ spec: { file: globOf(file) }, columns: resultsOf(series) });
    }
  }
  return found.filter(({ columns }) => columns.length > 0);
}

/** A glob for a file of other runs, too: names of event files have the time and the host. */
export function globOf(file: string): string {
  const path = file.replace(/(^|\/)version_\d+\//, "$1version_*/").replace(/(^|\/)checkpoint-\d+\//, "$1checkpoint-*/");
  const slash = path.lastIndexOf("/") + 1;
  return path.includes("tfevents") ? `${path.slice(0, slash)}*tfevents*` : path;
}

function formatsOf(path: string): (FormatName | undefined)[] {
  if (/\.(?:[ct]sv|jsonl?|ndjson)$/i.test(path) || /(?:^|\/)log\.txt$/.test(path)) return [undefined];
  return ["json_lines", "csv"];
}

// A table of one row without a header that names numbers is none.
function resultsOf(series: readonly NamedSeries[]): string[] {
  return [...new Set(series.filter(({ series: { key } }) => /[A-Za-z]/.test(key)).map(columnName))];
}

function textFiles(dir: string): string[] {
  const files: string[] = [];
  const visit = (path: string, listing: Listing, depth: number): void => {
    for (const [name, isRegular] of listing.files) {
      if (files.length === MAX_FILES) return;
      const isOwn = path === "" && isLaunchEntry(name);
      if (isRegular && !isOwn && TEXT.test(name) && isSmall(below(dir, below(path, name)))) {
        files.push(below(path, name));
      }
    }
    if (depth === MAX_DEPTH) return;
    for (const name of listing.directories) {
      if (listing.links.has(name) || name.startsWith(".") || name.startsWith("test_")) continue;
      const inner = below(path, name);
      visit(inner, list(below(dir, inner), SILENT), depth + 1);
    }
  };
  visit("", list(dir, SILENT), 0);
  return files;
}

function isSmall(path: string): boolean {
  try {
    return Deno.statSync(path).size <= MAX_BYTES;
  } catch {
    return false;
  }
}
