/** Lists a directory once, by kinds of entries, so that files that are not there need not be asked for one by one. */
import { type Notes, reasonOf } from "./notes.ts";

/** The path of what lies below another; the empty path is where a search began. */
export function below(path: string, name: string): string {
  return path === "" || name === "" ? path + name : `${path}/${name}`;
}

/** What a directory holds. */
export interface Listing {
  /** Of the directory, as it was given. */
  readonly path: string;
  /** Everything that may be a file, and whether it surely is: links and pipes have to be looked at. */
  readonly files: ReadonlyMap<string, boolean>;
  /** Directories, sorted. Links to directories are not followed. */
  readonly directories: readonly string[];
}

/** Lists a directory. One that cannot be read is reported, and counts as empty. */
export function list(path: string, notes: Notes): Listing {
  const files = new Map<string, boolean>();
  const directories: string[] = [];
  try {
    for (const entry of Deno.readDirSync(path)) {
      if (entry.isDirectory) directories.push(entry.name);
      else files.set(entry.name, entry.isFile);
    }
  } catch (error) {
    notes.unreadable(path, reasonOf(error));
    return { path, files: new Map(), directories: [] };
  }
  return { path, files, directories: directories.sort() };
}
