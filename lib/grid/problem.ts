import { levenshteinDistance } from "@std/text";

/** A place in a text file, both numbers from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something wrong, or doubtful, in what the user gave. */
export interface Problem {
  /** A warning is told and does not stop anything; a notice merely informs. */
  readonly severity: "error" | "warning" | "notice";
  /** A file's path, or the flag of the command line (`--set`). */
  readonly source: string;
  readonly position?: Position;
  /** What is wrong, what is there now, and what to do about it. */
  readonly message: string;
}

/** The user's input cannot be used. Holds every problem that was found, not only the first. */
export class InputError extends Error {
  /** @param problems at least one of them an error */
  constructor(readonly problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(formatProblem).join("\n"), options);
    this.name = "InputError";
  }
}

/** A problem as one line: `file:line:column: message`. */
export function formatProblem(problem: Problem): string {
  const place = problem.position === undefined ? "" : `:${problem.position.line}:${problem.position.column}`;
  const kind = problem.severity === "error" ? "" : `${problem.severity}: `;
  return `${problem.source}${place}: ${kind}${problem.message}`;
}

/**
 * The closest of some words, if it is close enough to be a slip of the pen: a third of the word's letters may differ, and
 * of one or two letters only the case.
 *
 * @returns the word, or `undefined` when none is near
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.floor(word.length / 3) + 1;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const [one, other] = [word.toLowerCase(), candidate.toLowerCase()];
    // Letters in another order are one slip.
    const distance = one !== other && sorted(one) === sorted(other) ? 1 : levenshteinDistance(one, other);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function sorted(word: string): string {
  return Array.from(word).sort().join("");
}

/** `, did you mean "x"?` for a message, or nothing. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const near = closest(word, candidates);
  return near === undefined ? "" : `, did you mean "${near}"?`;
}
