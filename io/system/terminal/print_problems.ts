/** Prints problems with the user's input. */
import { formatProblem, type Problem } from "../../../lib/messages/problem.ts";
import { annotation } from "../../../lib/messages/workflow_commands.ts";
import { printMessage, writeStderr } from "./terminal.ts";
import { workflow } from "./workflow.ts";

/** Prints problems to stderr, one per line. A workflow of GitHub Actions shows them at their lines, too. */
export function printProblems(problems: readonly Problem[]): void {
  for (const problem of problems) printMessage(formatProblem(problem));
  const place = workflow();
  if (place !== undefined) { for (const problem of problems) writeStderr(`${annotation(problem, place)}\n`); }
}
