/** Problems in what the user gave, each with its place. */
import type { Position } from "../config/yaml_file.ts";
import { printable, printableMessage } from "./printable.ts";

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
  return `${printable(problem.source)}${place}: ${kind}${printableMessage(problem.message)}`;
}
