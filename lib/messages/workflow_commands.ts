/**
 * Commands for the runner of GitHub Actions, which reads them from the output of a step: annotations at a line of a file, and
 * groups that can be folded (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
 */
import { resolve } from "@std/path";
import { printableMessage, relativePath } from "./printable.ts";
import { formatProblem, type Problem } from "./problem.ts";

/** Where a workflow runs. Both are absolute. */
export interface WorkflowPlace {
  /** The checkout, to which the paths of annotations are relative. */
  readonly workspace: string;
  readonly cwd: string;
}

/** An annotation for a problem, at its line if it is in a file of the checkout. */
export function annotation(problem: Problem, { workspace, cwd }: WorkflowPlace): string {
  const { severity, source, position, message } = problem;
  const file = position === undefined ? undefined : relativePath(resolve(cwd, source), workspace);
  if (position === undefined || file === undefined || file.startsWith("/")) {
    // The annotation has its severity, so the text needs none.
    return `::${severity}::${escapeData(formatProblem({ ...problem, severity: "error" }))}`;
  }
  const place = `file=${escapeProperty(file)},line=${position.line},col=${position.column}`;
  return `::${severity} ${place}::${escapeData(printableMessage(message))}`;
}

export function beginGroup(title: string): string {
  return `::group::${escapeData(title)}`;
}

export const END_GROUP = "::endgroup::";

/**
 * Text in which the runner finds no commands: `::` at the start of a line and `##[` anywhere get a backslash. Names and logs
 * could otherwise set variables of later steps, or stop the runner from masking secrets.
 */
export function withoutCommands(text: string): string {
  return text.replaceAll(/^(\s*)::/gm, "$1\\::").replaceAll("##[", "##\\[");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
