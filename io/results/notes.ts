/** Collects what an analysis could not read, or left out. */

/** Receives notes about problems. */
export interface Notes {
  /** A file or directory that cannot be read, or only in part, and the reason. */
  unreadable(path: string, reason: string): void;
  /** A hidden directory with experiments, which is not read. */
  hidden(path: string): void;
  /** The key of a list in a `metrics.json` that is too long to become columns. */
  leftOut(key: string): void;
}

/** Notes all problems of a reading, and returns its value. */
export function take<T>(
  path: string,
  reading: { readonly value: T | undefined; readonly problems: readonly string[] },
  notes: Notes,
): T | undefined {
  for (const problem of reading.problems) notes.unreadable(path, problem);
  return reading.value;
}

/** Describes an error of the operating system: `cannot be read: permission denied`. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `cannot be read: ${message.replace(/ \(os error \d+\).*$/s, "").toLowerCase()}`;
}
