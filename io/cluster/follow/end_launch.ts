/** Ends launches that run in elements of job arrays, on request. */
import { join } from "@std/path";
import type { Told } from "../../../lib/run/outcome.ts";
import { submissionPaths } from "../../../lib/store/layout.ts";
import { writeEarlyStop } from "../../grid/launches/submissions.ts";
import { type FollowedArray, type FollowedLaunch, readExit, readNewMarks } from "./followed_array.ts";
import type { Follower } from "./follower.ts";

/**
 * Cancels the element of a launch; if it has not started, as soon as it has. A launch that is stopped early is ended by its element,
 * which may have other runs, and more to come.
 */
export function terminateLaunch(
  follower: Follower,
  followed: FollowedLaunch,
  note: () => void,
  why: Told = "stop",
): void {
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
    followed.whenBegun = () => terminateLaunch(follower, followed, note, why);
    return;
  }
  note();
  followed.isTold = true;
  if (why === "early") {
    followed.isOut = true;
    writeEarlyStop(context.root, array.submission, followed.line!);
  } else cancelSoon(follower, follower.system.dialect.elementName(array.job!, followed.task));
}

// At the end of its time, a scheduler ends all of its runs at once.
function cancelSoon({ system, cancelled }: Follower, element: string): void {
  cancelled.add(element);
  if (cancelled.size > 1) return;
  setTimeout(() => {
    const elements = [...cancelled];
    cancelled.clear();
    for (let from = 0; from < elements.length; from += MOST_ELEMENTS) {
      void system.cancelJobs(elements.slice(from, from + MOST_ELEMENTS), "all");
    }
  }, 0);
}

// Of one call, whose command line is limited.
const MOST_ELEMENTS = 1_000;

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
