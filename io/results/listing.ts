/** Lists a directory once, so that looking for files in it needs no further system calls. */
import { printable } from "../../lib/messages/printable.ts";
import { isLaunchEntry } from "../../lib/store/launch_format.ts";
import { TRAIN_LOG } from "../../lib/store/layout.ts";
import { entriesIn } from "../system/files.ts";
import { type Notes, reasonOf } from "./read_part.ts";

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

/** Whether a path leads to a directory; `false` if it cannot be read. */
export function isDirectory(path: string): boolean {
  return infoOf(path)?.isDirectory === true;
}

/** Whether a path leads to a regular file; `false` if it cannot be read. */
export function isFile(path: string): boolean {
  return infoOf(path)?.isFile === true;
}

function infoOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

/** Lists a directory. If it cannot be read, that is noted, and it counts as empty. */
export function list(path: string, notes: Notes): Listing {
  const files = new Map<string, boolean>();
  const directories: string[] = [];
  let links: Set<string> | undefined;
  try {
    for (const entry of Deno.readDirSync(path)) {
      // The link to its newest log, which each experiment of a grid has, needs no look.
      const isLink = entry.isSymlink && entry.name !== TRAIN_LOG && isDirectory(below(path, entry.name));
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

/** What a run wrote in its directory, without the files that were written for it: names to print, `models/` for a directory. */
export function writtenNames(dir: string): string[] {
  return entriesIn(dir).filter(({ name }) => !isLaunchEntry(name)).map(({ name, isDirectory }) =>
    printable(isDirectory ? `${name}/` : name)
  ).sort();
}
