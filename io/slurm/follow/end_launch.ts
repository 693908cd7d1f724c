/** Ends launches that run in elements of job arrays, on request. */
import { join } from "@std/path";
import { submissionPaths } from "../../../lib/store/layout.ts";
import { cancelJobs } from "../commands/scancel.ts";
import { type FollowedArray, type FollowedLaunch, readExit, readNewMarks } from "./followed_array.ts";
import type { Follower } from "./follower.ts";

/** Cancels the element of a launch; if it has not started, as soon as it has. */
export function terminateLaunch(follower: Follower, followed: FollowedLaunch, note: () => void): void {
  const { context } = follower;
  const array = arrayOf(follower, followed);
  if (array === undefined || followed.isTold) return;
  // Unless the records show that it still runs.
  followed.hadEnded = true;
  readNewMarks(context, array);
  const isOver = arrayOf(follower, followed) === undefined || readExit(context.root, followed.launch) !== undefined;
  if (isOver || followed.isTold) return;
  delete followed.hadEnded;
  if (followed.task === undefined) {
    followed.whenBegun = () => terminateLaunch(follower, followed, note);
    return;
  }
  note();
  followed.isTold = true;
  void cancelJobs([`${array.job}_${followed.task}`], "all");
}

/** Kills a launch: its slot looks for a file once it has got SIGTERM. */
export function killLaunch(follower: Follower, followed: FollowedLaunch): void {
  const array = arrayOf(follower, followed);
  if (array === undefined) return;
  const { dir } = submissionPaths(follower.context.root, array.submission);
  Deno.writeTextFileSync(join(dir, `kill.${followed.line}`), "");
  terminateLaunch(follower, followed, () => {});
}

// The array in which it has not ended.
function arrayOf({ arrays }: Follower, followed: FollowedLaunch): FollowedArray | undefined {
  const { submission, line } = followed;
  if (submission === undefined || line === undefined) return undefined;
  const array = arrays.get(submission);
  return array?.lines.get(line) === followed ? array : undefined;
}
