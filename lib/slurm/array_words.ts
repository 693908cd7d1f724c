/** The arguments of sbatch for a job array. */
import type { JobArray } from "./plan_arrays.ts";

/** What is particular to one submission of an array. */
export interface SubmissionNames {
  /** The name by which the job is found. */
  readonly name: string;
  /** The file for the output of element N is `DIR/N`; absolute. */
  readonly outputDir: string;
  /** The working directory of the elements, absolute. */
  readonly root: string;
  /** The id of the job whose end the array waits for. */
  readonly after?: number | string | undefined;
}

/** The arguments of sbatch, without the script. */
export function arrayWords(
  { options, elements, concurrent }: Pick<JobArray<unknown>, "options" | "elements" | "concurrent">,
  { name, outputDir, root, after }: SubmissionNames,
): string[] {
  const waits = [
    ...(options.dependency === undefined ? [] : [options.dependency]),
    ...(after === undefined ? [] : [`afterany:${after}`]),
  ];
  return [
    ...options.defaults,
    ...options.words,
    "--parsable",
    `--array=0-${elements - 1}${concurrent === undefined ? "" : `%${concurrent}`}`,
    `--job-name=${name}`,
    `--chdir=${root}`,
    `--output=${outputPattern(outputDir)}`,
    // An element that starts again goes on in the same file.
    "--open-mode=append",
    ...(waits.length === 0 ? [] : [`--dependency=${waits.join(",")}`]),
  ];
}

// Slurm expands %j and the like, also in the names of directories, and in those of the working directory if the path is relative. A
// backslash keeps it from expanding anything: elements then write the file themselves.
function outputPattern(dir: string): string {
  return dir.includes("\\") ? "/dev/null" : `${dir.replaceAll("%", "%%")}/%a`;
}
