/** Problems in grid files, configurations and flags, each with its position. */
import type { Position } from "../config/yaml.ts";
import { printable, printableMessage } from "./printable.ts";

/** Where the user's input comes from. */
export interface Place {
  /** The path of a file, or a flag (`--set KEY`). */
  readonly source: string;
  /** Where in the file it is. */
  readonly position?: Position;
}

/** Something wrong or suspicious in the user's input. */
export interface Problem extends Place {
  /** Only errors stop a command. */
  readonly severity: "error" | "warning" | "notice";
  /** What was expected, what is there, and what to type instead. */
  readonly message: string;
}

/** Thrown when the user's input cannot be used. It has all problems, not only the first one. */
export class InputError extends Error {
  /**
   * An error whose message lists all problems.
   *
   * @param problems at least one of them an error
   */
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

/** Thrown for an invalid command line. */
export class UsageError extends Error {
  /** @param message what is wrong and what to type instead; printed unchanged */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UsageError";
  }
}
