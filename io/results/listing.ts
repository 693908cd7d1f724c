/** Lists a directory once, so that looking for files in it needs no further system calls. */
import { type Notes, reasonOf } from "./notes.ts";

/** Joins a path and a name; the empty path stands for the root of a search. */
export function below(path: string, name: string): string {
  return path === "" || name === "" ? path + name : `${path}/${name}`;
}

/** The entries of a directory. */
export interface Listing {
  /** Path of the directory, as passed to {@link list}. */
  readonly path: string;
  /** Entries that are not directories; `true` for regular files, `false` for links, pipes and others. */
  readonly files: ReadonlyMap<string, boolean>;
  /** Names of subdirectories, sorted. */
  readonly directories: readonly string[];
  /** Those that are links. */
  readonly links: ReadonlySet<string>;
}

const NO_LINKS: ReadonlySet<string> = new Set();

/** Whether a path leads to a directory. */
export function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Lists a directory. If it cannot be read, that is noted, and it counts as empty. */
export function list(path: string, notes: Notes): Listing {
  const files = new Map<string, boolean>();
  const directories: string[] = [];
  let links: Set<string> | undefined;
  try {
    for (const entry of Deno.readDirSync(path)) {
      const isLink = entry.isSymlink && isDirectory(below(path, entry.name));
      if (isLink) (links ??= new Set()).add(entry.name);
      if (entry.isDirectory || isLink) directories.push(entry.name);
      else files.set(entry.name, entry.isFile);
    }
  } catch (error) {
    notes.unreadable(path, reasonOf(error));
    return { path, files: new Map(), directories: [], links: NO_LINKS };
  }
  return { path, files, directories: directories.sort(), links: links ?? NO_LINKS };
}
