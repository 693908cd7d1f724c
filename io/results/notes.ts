/** Where an analysis notes what it could not read, or left out. */

/** Takes notes. */
export interface Notes {
  /** A file, or directory, that cannot be read, or not whole, and what is wrong with it. */
  unreadable(path: string, reason: string): void;
  /** A list of a `metrics.json` that is too long to become columns. */
  leftOut(key: string): void;
}

/** Takes note of all problems of a reading, and passes its value on. */
export function take<T>(
  path: string,
  reading: { readonly value: T | undefined; readonly problems: readonly string[] },
  notes: Notes,
): T | undefined {
  for (const problem of reading.problems) notes.unreadable(path, problem);
  return reading.value;
}

/** An error of the operating system, in words: `cannot be read: permission denied`. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `cannot be read: ${message.replace(/ \(os error \d+\).*$/s, "").toLowerCase()}`;
}
