/** Job arrays that were submitted to a cluster. */
import type { Stage } from "../stage.ts";
import type { SubmissionRecord } from "./journal_record.ts";

/** A job array. */
export interface Submission {
  /** The number of its directory in `slurm/`, from 1. */
  readonly number: number;
  readonly stage: Stage;
  /** The unique name of the job. */
  readonly name: string;
  /** The number of elements. */
  readonly elements: number;
  /** The id of the job; absent if its scheduler ended before sbatch answered. */
  readonly job?: number;
}

/** Submissions by number. */
export type Submissions = ReadonlyMap<number, Submission>;

/** Updates the submission that a record is about. */
export function addSubmission(submissions: Map<number, Submission>, record: SubmissionRecord): void {
  const { submission: number } = record;
  if (record.type === "submit") {
    const { stage, name, elements } = record;
    submissions.set(number, { number, stage, name, elements });
    return;
  }
  const known = submissions.get(number);
  if (known !== undefined) submissions.set(number, { ...known, job: record.job });
}
