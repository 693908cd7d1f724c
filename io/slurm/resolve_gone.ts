/** Decides about launches whose elements are not listed by squeue any more. */
import { join } from "@std/path";
import type { Inspection } from "../../lib/run/recover.ts";
import { explainEnd } from "../../lib/slurm/explain_end.ts";
import { inspectRecords, voidLaunch } from "../grid/launch_records.ts";
import { steadyNow } from "../system/clock.ts";
import type { HostIdentity } from "../system/place.ts";
import { findEnd } from "./find_end.ts";
import { begin, finish, type FollowedArray } from "./followed_array.ts";
import type { FollowedLaunch, RunEnd } from "./followed_launch.ts";

/** What is needed to decide. */
export interface GoneContext {
  readonly root: string;
  readonly here: HostIdentity;
  /** How long the records of an element that is gone are waited for, in milliseconds: other machines' files appear late. */
  readonly patience: number;
}

/** How many elements are asked for at most per look. */
export const MAX_QUESTIONS = 20;

/**
 * Decides about a launch whose element is gone, by its records, and after a while by what Slurm says about the element.
 *
 * @returns whether Slurm was asked
 */
export async function resolveGone(context: GoneContext, array: FollowedArray, line: number): Promise<boolean> {
  const followed = array.lines.get(line)!;
  if (followed.stopped !== undefined) return await resolveStopped(array, line, followed.stopped);
  const { dir, stage, number } = followed.launch;
  const path = join(context.root, dir);
  let seen = inspect(context, path, followed);
  if (seen.kind === "unclaimed") {
    if (claimVoid(path, followed)) seen = { kind: "void" };
    else seen = inspect(context, path, followed);
  }
  if (seen.kind === "void") {
    // Somebody has cancelled an element that waited. What the controller has never listed was lost in a crash.
    finish(array, line, { kind: "void", ...(array.wasListed && { cancelled: true as const }) });
    return false;
  }
  if (seen.kind === "ended") {
    begin(array, followed, { time: seen.time });
    const { outcome, told } = seen;
    finish(array, line, { kind: "ended", outcome, endedBeforeSignal: false, ...(told !== undefined && { told }) });
    return false;
  }
  followed.goneSince ??= steadyNow();
  if (steadyNow() - followed.goneSince < context.patience) return false;
  const end = explainEnd(seen, await lastSight(array, line));
  if (end?.kind !== "ended" || array.lines.get(line) !== followed) return true;
  begin(array, followed, { time: Date.now() });
  finish(array, line, { ...end, endedBeforeSignal: false });
  return true;

  function claimVoid(path: string, { beginning }: FollowedLaunch): boolean {
    try {
      return beginning === undefined && voidLaunch(path, stage, number);
    } catch {
      return false;
    }
  }
}

function inspect({ here }: GoneContext, path: string, { launch, beginning }: FollowedLaunch): Inspection {
  try {
    const seen = inspectRecords(path, launch.stage, launch.number, here);
    // A run that deleted its claim is no void launch.
    return beginning !== undefined && (seen.kind === "unclaimed" || seen.kind === "void") ? { kind: "dead" } : seen;
  } catch (error) {
    return { kind: "unreadable", reason: (error as Error).message };
  }
}

function lastSight(array: FollowedArray, line: number) {
  const task = array.lines.get(line)!.task ?? (array.isPacked ? undefined : line);
  return array.job === undefined || task === undefined ? Promise.resolve("gone" as const) : findEnd(array.job, task);
}

// Ended by SIGTERM of Slurm. If the element was preempted, or lost its node, and was not requeued, that was not its user.
async function resolveStopped(array: FollowedArray, line: number, stopped: RunEnd): Promise<boolean> {
  const sight = await lastSight(array, line);
  if (sight === "unknown" || array.lines.get(line)?.stopped !== stopped) return true;
  const isTaken = sight !== "gone" && (sight.state === "PREEMPTED" || sight.state === "NODE_FAIL");
  finish(array, line, isTaken ? LOST : stopped);
  return true;
}

const LOST: RunEnd = { kind: "ended", outcome: { kind: "lost" }, endedBeforeSignal: false };
