/** Takes back job arrays: what is claimed as void never starts, even if its job is in the queue. */
import { join } from "@std/path";
import type { LaunchEnd } from "../executor/executor.ts";
import { voidLaunch } from "../grid/launches/launch_records.ts";
import { writeStop } from "../grid/launches/submissions.ts";
import { cancelJobs } from "./commands/scancel.ts";
import { finish, type FollowContext, type FollowedArray, readNewMarks } from "./follow/followed_array.ts";

/** Ends the launches of an array that nobody has claimed. */
export function voidUnclaimed(root: string, array: FollowedArray, end: LaunchEnd): void {
  for (const [line, { beginning, launch }] of array.lines) {
    if (beginning === undefined && voidLaunch(join(root, launch.dir), launch.stage, launch.number)) {
      finish(array, line, end);
    }
  }
}

/** Takes back an array whose job may have been queued although sbatch got no answer. */
export function takeBack({ root }: FollowContext, array: FollowedArray, error: Error): void {
  writeStop(root, array.submission);
  voidUnclaimed(root, array, { kind: "refused", error });
}

/**
 * Cancels arrays, with what runs of them: nothing of a submission runs if sbatch refuses a part of it.
 *
 * @param error the refusal, to whose message the result is added
 */
export async function cancelArrays(
  context: FollowContext,
  arrays: readonly FollowedArray[],
  error: Error,
): Promise<void> {
  for (const { submission } of arrays) writeStop(context.root, submission);
  const jobs = arrays.flatMap(({ job }) => job ?? []);
  const answer = await cancelJobs(jobs, "all");
  if (answer.kind === "cancelled") error.message += "; nothing of this submission is queued";
  else {
    error.message += `; cancel ${jobs.length === 1 ? "job" : "jobs"} ${
      jobs.join(", ")
    } with scancel: ${answer.message}`;
  }
  for (const array of arrays) {
    readNewMarks(context, array);
    voidUnclaimed(context.root, array, { kind: "refused", error });
  }
}
