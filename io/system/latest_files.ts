/** Links to the newest of several files whose names begin with a time: `latest_grid_analysis.csv`. */
import { basename, dirname, join } from "@std/path";
import { lstatIfExists, removeIfExists } from "./files.ts";
import { readFull } from "./read_full.ts";

/** What stands in the names of the links for the time. */
export const LATEST = "latest";

/**
 * The files that the links in a directory lead to.
 *
 * @param ends ends of their names: `grid_analysis.csv`
 * @returns absolute paths; `undefined` if a link is missing, or leads to no file in the directory
 */
export function latestFiles(directory: string, ends: readonly string[]): string[] | undefined {
  const files: string[] = [];
  for (const end of ends) {
    const target = readLink(join(directory, `${LATEST}_${end}`));
    if (target === undefined || basename(target) !== target) return undefined;
    const file = join(directory, target);
    if (lstatIfExists(file)?.isFile !== true) return undefined;
    files.push(file);
  }
  return files;
}

/**
 * Replaces the links to the files of a directory. On file systems without links there are none.
 *
 * @param files paths, in the order of `ends`
 */
export function linkLatest(files: readonly string[], ends: readonly string[]): void {
  for (const [index, end] of ends.entries()) {
    const file = files[index]!;
    const unnamed = join(dirname(file), `.grid-workers-${crypto.randomUUID()}.tmp`);
    try {
      Deno.symlinkSync(basename(file), unnamed);
      Deno.renameSync(unnamed, join(dirname(file), `${LATEST}_${end}`));
    } catch {
      removeIfExists(unnamed);
    }
  }
}

/** Whether files have the same contents as others, in this order. */
export function haveSameContents(files: readonly string[], others: readonly string[]): boolean {
  return files.every((file, index) => isSame(file, others[index]!));
}

const PIECE_BYTES = 1 << 16;

// A file that cannot be read is another one.
function isSame(path: string, other: string): boolean {
  try {
    using one = Deno.openSync(path);
    using two = Deno.openSync(other);
    if (one.statSync().size !== two.statSync().size) return false;
    const [left, right] = [new Uint8Array(PIECE_BYTES), new Uint8Array(PIECE_BYTES)];
    for (;;) {
      const count = readFull(one, left);
      if (count !== readFull(two, right)) return false;
      if (count === 0) return true;
      if (!left.subarray(0, count).every((byte, at) => byte === right[at])) return false;
    }
  } catch {
    return false;
  }
}

function readLink(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return undefined;
  }
}
