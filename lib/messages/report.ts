/** Collects the problems of an input, each at its place. */
import { locate } from "../config/locate.ts";
import type { Path, YamlFile } from "../config/yaml_file.ts";
import { formatProblem, type Problem } from "./problem.ts";

/** Where something comes from: a place in a file, or a flag of the command line. */
export type Origin = { readonly file: YamlFile; readonly path: Path } | { readonly flag: string };

/** Collects what is wrong with the input, so that all of it is told at once. */
export interface Report {
  readonly problems: Problem[];
  error(origin: Origin, message: string): void;
  warning(origin: Origin, message: string): void;
  notice(origin: Origin, message: string): void;
}

/**
 * A report.
 *
 * @param known problems that it begins with
 */
export function createReport(known: readonly Problem[] = []): Report {
  const problems: Problem[] = [...known];
  const seen = new Set<string>();
  const add = (severity: Problem["severity"]) => (origin: Origin, message: string) => {
    const problem: Problem = "flag" in origin
      ? { severity, source: origin.flag, message }
      : { severity, source: origin.file.file, position: locate(origin.file, origin.path), message };
    if (!seen.has(formatProblem(problem))) problems.push(problem);
    seen.add(formatProblem(problem));
  };
  return { problems, error: add("error"), warning: add("warning"), notice: add("notice") };
}

/** The place below another one; a flag stays itself. */
export function below(origin: Origin, ...steps: Path): Origin {
  return "flag" in origin ? origin : { file: origin.file, path: [...origin.path, ...steps] };
}

/** Whether anything reported is an error. */
export function hasErrors(report: Report): boolean {
  return report.problems.some((problem) => problem.severity === "error");
}
