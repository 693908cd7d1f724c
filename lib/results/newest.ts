/** Picks the most recently written of several files. */

/** A file and its modification time: milliseconds since the epoch, 0 if unknown. */
export interface DatedFile {
  readonly path: string;
  readonly time: number;
}

/** The path of the most recent file; among equally recent ones, the last by path. `undefined` if there are no files. */
export function newestPath(files: readonly DatedFile[]): string | undefined {
  let newest: DatedFile | undefined;
  for (const file of files) {
    const isNewer = newest === undefined || file.time > newest.time ||
      file.time === newest.time && file.path > newest.path;
    if (isNewer) newest = file;
  }
  return newest?.path;
}
