/** Collects the problems of the user's input with their positions. */
import { locate, type Path, type YamlFile } from "../config/yaml.ts";
import { formatProblem, type Place, type Problem } from "./problem.ts";
import { counted } from "./text.ts";

/** Where a value comes from: a position in a file, or a flag. */
export type Origin =
  /** `part`: the position of the value of a key; by default that of the key. */
  | { readonly file: YamlFile; readonly path: Path; readonly part?: "key" | "value" }
  | { readonly flag: string };

/** Collects problems so that all of them are printed, not only the first one. */
export interface ProblemReport {
  readonly problems: Problem[];
  error(origin: Origin, message: string): void;
  warning(origin: Origin, message: string): void;
  notice(origin: Origin, message: string): void;
}

/**
 * Creates a report. It drops repeated problems: tasks share axes and settings, so several of them can have the same one.
 *
 * @param initial problems that the report starts with
 */
export function createProblemReport(initial: readonly Problem[] = []): ProblemReport {
  const problems: Problem[] = [...initial];
  const seen = new Set<string>();
  const add = (severity: Problem["severity"]) => (origin: Origin, message: string) => {
    const problem: Problem = { severity, ...placeOf(origin), message };
    if (!seen.has(formatProblem(problem))) problems.push(problem);
    seen.add(formatProblem(problem));
  };
  return { problems, error: add("error"), warning: add("warning"), notice: add("notice") };
}

/** The place of a value, as problems show it. */
export function placeOf(origin: Origin): Place {
  if ("flag" in origin) return { source: origin.flag };
  return { source: origin.file.file, position: locate(origin.file, origin.path, origin.part) };
}

/** The origin of a nested value. Values inside a flag have the flag as their origin. */
export function below(origin: Origin, ...steps: Path): Origin {
  return "flag" in origin ? origin : { file: origin.file, path: [...origin.path, ...steps] };
}

/** The position of a value itself, not of its key: that of the command in `command: train`. */
export function valueOf(origin: Origin): Origin {
  return "flag" in origin ? origin : { ...origin, part: "value" };
}

/** Whether a report has errors, not only warnings and notices. */
export function hasErrors(report: ProblemReport): boolean {
  return report.problems.some((problem) => problem.severity === "error");
}

/** Turns warnings into errors, and adds an error that explains this. */
export function makeStrict({ problems }: ProblemReport): void {
  const count = problems.filter(({ severity }) => severity === "warning").length;
  if (count === 0) return;
  problems.forEach((problem, index) => {
    if (problem.severity === "warning") problems[index] = { ...problem, severity: "error" };
  });
  problems.push({
    severity: "error",
    source: "--strict",
    message: counted(count, "warning counts as an error", "warnings count as errors"),
  });
}
