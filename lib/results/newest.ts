/** Which of several files counts: the one that was written last. */
/** A file, and when it was written: milliseconds since the epoch, 0 when that is not known. */
export interface DatedFile {
  readonly path: string;
  readonly time: number;
}

/** The path of the file that was written last; of those of one moment the last one by name. `undefined` without files. */
export function newestPath(files: readonly DatedFile[]): string | undefined {
  let newest: DatedFile | undefined;
  for (const file of files) {
    const isNewer = newest === undefined || file.time > newest.time ||
      file.time === newest.time && file.path > newest.path;
    if (isNewer) newest = file;
  }
  return newest?.path;
}
