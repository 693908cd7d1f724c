/** The result of reading a file that another program wrote. Problems are values, not exceptions: a bad file is expected. */
export interface Reading<T> {
  /** `undefined` if the file is missing or unusable. */
  readonly value: T | undefined;
  /** Worded to follow the path of the file and a colon; empty if there are none. */
  readonly problems: readonly string[];
}

/** The result for a file that does not exist, which is not a problem. */
export const NOTHING: Reading<never> = { value: undefined, problems: [] };

/** The result for a file that was read without problems. */
export function read<T>(value: T): Reading<T> {
  return { value, problems: [] };
}

/** The result for a file that cannot be used. */
export function unreadable(problem: string): Reading<never> {
  return { value: undefined, problems: [problem] };
}
