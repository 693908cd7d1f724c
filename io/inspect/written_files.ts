/** Finds what a run has written outside of its directory: files below its working directory that are new or have changed. */
import { join } from "@std/path";

/** The files below a directory, as they were. */
export interface FileTimes {
  /** Modification times in milliseconds, and sizes, by paths relative to the directory. */
  readonly files: ReadonlyMap<string, string>;
  /** Whether there are more. */
  readonly isCut: boolean;
}

const MAX_ENTRIES = 20_000;
const MAX_DEPTH = 6;
const MAX_MS = 2_000;

// What others write, or nobody reads.
const PASSED_OVER =
  /^(?:\.git|\.hg|\.svn|__pycache__|node_modules|\.venv|venv|\.cache|\.mypy_cache|\.pytest_cache|\.ruff_cache|\.ipynb_checkpoints|\.idea|\.vscode|.*\.egg-info|.*\.pyc|.*\.sw[op]|.*~)$/;

/**
 * Looks at all files below a directory, the nearest first, up to 20,000 and for two seconds.
 *
 * @param isExcluded directories that are not looked into, absolute
 */
export function fileTimes(root: string, isExcluded: (path: string) => boolean, now: () => number): FileTimes {
  const files = new Map<string, string>();
  const end = now() + MAX_MS;
  let level = [""];
  let entries = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const directory of level) {
      for (const { name, isDirectory, isFile } of entriesBelow(join(root, directory))) {
        if (++entries > MAX_ENTRIES || entries % 256 === 0 && now() > end) return { files, isCut: true };
        const path = directory === "" ? name : `${directory}/${name}`;
        if (PASSED_OVER.test(name)) continue;
        if (isDirectory) next.push(...(isExcluded(join(root, path)) ? [] : [path]));
        else if (isFile) files.set(path, stampOf(join(root, path)));
      }
    }
    level = next;
  }
  return { files, isCut: level.length > 0 };
}

/** The files that are new or have changed, in the order of their paths. */
export function changedFiles(before: FileTimes, after: FileTimes): string[] {
  return Array.from(after.files).flatMap(([path, stamp]) => {
    const former = before.files.get(path);
    // One that was not looked at before is not known to be new.
    return former === stamp || former === undefined && before.isCut ? [] : [path];
  }).sort();
}

function entriesBelow(path: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(path)];
  } catch {
    return [];
  }
}

function stampOf(path: string): string {
  try {
    const { mtime, size } = Deno.lstatSync(path);
    return `${mtime?.getTime() ?? 0} ${size}`;
  } catch {
    return "";
  }
}
