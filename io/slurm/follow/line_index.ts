/** Finds the lines of launches in the lists of job arrays. */
import type { Launch } from "../../executor/executor.ts";
import { listSubmissions, readSubmittedLaunches } from "../../grid/launches/submissions.ts";

/** The place of a launch. */
export interface Line {
  /** The number of the job array. */
  readonly submission: number;
  /** From 0. */
  readonly line: number;
  /** The highest launch number with which its element may go on. */
  readonly last: number;
}

/** Looks up lines. */
export interface LineIndex {
  /** The newest line with which a launch can have been started; elements use later numbers when they run it again. */
  find(launch: Pick<Launch, "stage" | "dir" | "number">): Line | undefined;
}

/**
 * Creates an index of all lists. They are read when a launch is not found in those that were read before.
 *
 * @param root the grid directory
 */
export function createLineIndex(root: string): LineIndex {
  const lines = new Map<string, (Line & { readonly number: number })[]>();
  let last = 0;

  function readNew(): void {
    for (const submission of listSubmissions(root).filter((number) => number > last)) {
      for (
        const [line, { stage, dir, number, last: highest = Infinity }] of readSubmittedLaunches(root, submission)
          .entries()
      ) {
        const key = `${stage}/${dir}`;
        const known = lines.get(key);
        if (known === undefined) lines.set(key, [{ submission, line, last: highest, number }]);
        else known.push({ submission, line, last: highest, number });
      }
      last = submission;
    }
  }

  function findRead({ stage, dir, number }: Pick<Launch, "stage" | "dir" | "number">): Line | undefined {
    return lines.get(`${stage}/${dir}`)?.findLast((known) => known.number <= number && number <= known.last);
  }

  return {
    find(launch) {
      const found = findRead(launch);
      if (found !== undefined) return found;
      readNew();
      return findRead(launch);
    },
  };
}
