/** The code of a grid: what a snapshot of it copies, links and leaves out. */
import { printable } from "../messages/printable.ts";
import { formatBytes } from "../messages/quantity.ts";
import { counted, firstOf } from "../messages/text.ts";
import { isWithin } from "../plan/misplaced.ts";

/** A file or symbolic link that is copied. */
export interface CodeFile {
  /** Relative to the base. */
  readonly path: string;
  readonly isLink: boolean;
  readonly bytes: number;
}

/** The code that a snapshot would have. All paths are relative to its base. */
export interface Code {
  /** The directory that is copied, absolute. */
  readonly base: string;
  /** The directory in which the grid is made, relative to the base; empty if it is the same. */
  readonly cwd: string;
  /** `git`: what git tracks or does not ignore; `directory`: everything. */
  readonly source: "git" | "directory";
  readonly files: readonly CodeFile[];
  /** What is linked instead of copied. */
  readonly linked: readonly string[];
  /** What is neither copied nor linked. */
  readonly leftOut: readonly string[];
  /** The grid file, if it is there. It is copied, and changing it does not change the code. */
  readonly gridFile?: string;
}

/** The total size of the files, in bytes. */
export function bytesOf({ files }: Pick<Code, "files">): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Larger snapshots are refused: they would be data. In bytes. */
export const MAX_BYTES = 200 * 2 ** 20;

/** Snapshots with more files are refused. */
export const MAX_FILES = 100_000;

/**
 * Why code is too large for a snapshot, with the largest directories and what to do.
 *
 * @returns `undefined` if it is not
 */
export function tooLarge(code: Code): string | undefined {
  const { base, source, files } = code;
  const bytes = bytesOf(code);
  const isLarge = bytes > MAX_BYTES;
  if (!isLarge && files.length <= MAX_FILES) return undefined;
  const what = isLarge
    ? `${formatBytes(bytes)}, and a snapshot has at most ${formatBytes(MAX_BYTES)}`
    : `${files.length > MAX_FILES ? "more than " : ""}${MAX_FILES} files, and a snapshot has no more`;
  const largest = largestParts(files, isLarge ? ({ bytes }) => bytes : () => 1);
  const shown = largest.map(({ path, size }) =>
    `${printable(path)} (${isLarge ? formatBytes(size) : counted(size, "file")})`
  );
  const example = largest[0]!.path.replace(/\/$/, "");
  const advice = source === "git" ? "; what git ignores is linked, too" : "";
  return `the code in ${base} has ${what}: the largest parts are ${shown.join(", ")}; ` +
    `link what is no code: snapshot: {link: [${example}]}${advice}`;
}

interface Part {
  /** Ends with a slash if it is a directory. */
  readonly path: string;
  readonly size: number;
}

const MAX_PARTS = 3;
// Most of a directory is in one place below it: that is named.
const MOST = 0.8;

/** The largest files and directories, the largest first. Of directories that mostly consist of one part, that part. */
export function largestParts(files: readonly CodeFile[], sizeOf: (file: CodeFile) => number): Part[] {
  const partsIn = (dir: string): Part[] => {
    const sizes = new Map<string, number>();
    for (const file of files) {
      if (!file.path.startsWith(dir)) continue;
      const end = file.path.indexOf("/", dir.length);
      const path = end < 0 ? file.path : file.path.slice(0, end + 1);
      sizes.set(path, (sizes.get(path) ?? 0) + sizeOf(file));
    }
    return Array.from(sizes, ([path, size]) => ({ path, size })).sort((a, b) => b.size - a.size);
  };
  const narrow = (part: Part): Part => {
    if (!part.path.endsWith("/")) return part;
    const [first] = partsIn(part.path);
    return first !== undefined && first.path.endsWith("/") && first.size >= MOST * part.size ? narrow(first) : part;
  };
  return partsIn("").slice(0, MAX_PARTS).map(narrow);
}

const MAX_NAMED = 5;

/** What a snapshot has: `123 files (4 MiB) of /home/alice/project; linked: data, .venv; left out: pipe`. */
export function describeCode(code: Code): string {
  const { base, files, linked, leftOut } = code;
  const list = (what: string, paths: readonly string[]) =>
    paths.length === 0 ? "" : `; ${what}: ${firstOf(paths.map(printable), MAX_NAMED)}`;
  const from = code.source === "git" ? "" : ", listed without git";
  return `${counted(files.length, "file")} (${formatBytes(bytesOf(code))}) of ${base}${from}` +
    list("linked", linked) + list("left out", leftOut);
}

/**
 * Where a symbolic link of the code leads in its copy: links inside the code lead to the copy, others to where they led.
 *
 * @param path of the link, relative to the base
 * @param target as it is written in the link
 */
export function linkTarget(base: string, path: string, target: string): string {
  const parts = path.split("/").slice(0, -1);
  if (target.startsWith("/")) {
    if (!isWithin(target, base) || target === base) return target;
    return "../".repeat(parts.length) + target.slice(base.length + 1);
  }
  const leads = [...parts];
  for (const part of target.split("/")) {
    if (part === "..") {
      if (leads.length === 0) return `${base}/${parts.length === 0 ? "" : `${parts.join("/")}/`}${target}`;
      leads.pop();
    } else if (part !== "" && part !== ".") leads.push(part);
  }
  return target;
}

/** Drops paths that are below others of the list. */
export function topmost(paths: Iterable<string>): string[] {
  const kept: string[] = [];
  for (const path of [...new Set(paths)].sort()) {
    if (!kept.some((above) => isWithin(path, above))) kept.push(path);
  }
  return kept;
}

/**
 * How two versions of the code differ: `train.py, model.py changed`, `loss.py is new`, `old.py is gone`.
 *
 * @param before hashes of the files, by path
 * @returns empty if they do not
 */
export function describeCodeChange(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string {
  const [was, is] = [Object.keys(before), Object.keys(now)];
  const say = (paths: readonly string[], what: string) =>
    paths.length === 0 ? [] : [`${firstOf(paths.map(printable), MAX_NAMED)} ${what}`];
  return [
    ...say(is.filter((path) => Object.hasOwn(before, path) && before[path] !== now[path]), "changed"),
    ...say(is.filter((path) => !Object.hasOwn(before, path)), "added"),
    ...say(was.filter((path) => !Object.hasOwn(now, path)), "removed"),
  ].join(", ");
}
