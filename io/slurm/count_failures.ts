/** Counts failures as elements do that nobody follows. */
import { readMarks, submissionsWith } from "../grid/launches/submissions.ts";

/**
 * The number of runs that failed or timed out, and were not run again: of a submission, and of all others of the same command.
 *
 * @param root the grid directory
 */
export function countFailures(root: string, submission: number): number {
  return submissionsWith(root, submission).flatMap((number) => readMarks(root, number)).filter((mark) =>
    mark.kind === "end" && !mark.goesOn && mark.told !== "stop" && (mark.code !== 0 || mark.told === "timeout")
  ).length;
}
