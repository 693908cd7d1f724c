/** What came of reading a file that others wrote: what is wrong with one is a value, not an exception. */
export interface Reading<T> {
  /** What was read; `undefined` when nothing is there, or nothing of it can be used. */
  readonly value: T | undefined;
  /** What is wrong, in words that follow the file's path; empty when all is well. */
  readonly problems: readonly string[];
}

/** Nothing there, nothing wrong. */
export const NOTHING: Reading<never> = { value: undefined, problems: [] };

/** What was read, whole. */
export function read<T>(value: T): Reading<T> {
  return { value, problems: [] };
}

/** Nothing of it can be used. */
export function unreadable(problem: string): Reading<never> {
  return { value: undefined, problems: [problem] };
}
