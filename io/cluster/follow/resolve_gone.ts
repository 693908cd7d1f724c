/** Decides about launches whose elements are not in the queue any more. */
import { join } from "@std/path";
import type { BatchSystem } from "../../../lib/cluster/batch_system.ts";
import {
  type Elements,
  type ElementSight,
  explainEnd,
  explainUnclaimed,
  isAlive,
} from "../../../lib/cluster/explain_end.ts";
import type { Inspection } from "../../../lib/run/recover.ts";
import { inspectRecords, voidLaunch } from "../../grid/launches/launch_records.ts";
import { readStop } from "../../grid/launches/submissions.ts";
import { steadyNow } from "../../system/clock.ts";
import type { HostIdentity } from "../../system/place.ts";
import {
  begin,
  endedBefore,
  finish,
  type FollowContext,
  type FollowedArray,
  type FollowedLaunch,
  type LaunchEnded,
} from "./followed_array.ts";

/** What is needed to decide. */
export interface GoneContext extends Pick<FollowContext, "root" | "patience"> {
  readonly system: BatchSystem;
  readonly here: HostIdentity;
  /** Ends questions to the cluster. */
  readonly signal: AbortSignal;
  /** A node does not see the grid directory. */
  blind(node: string): void;
  /** Whether a launch that nobody started may be submitted again. */
  mayRepeat(array: FollowedArray, followed: FollowedLaunch): boolean;
  /** An element has stopped the submission, as too many runs have failed. */
  gaveUp(array: FollowedArray): void;
}

/**
 * Decides about launches of an array whose elements are gone: by their records, and, if these say nothing, by what the cluster says
 * about the elements. It is asked at most once, for all of them.
 */
export async function resolveGone(context: GoneContext, array: FollowedArray, lines: readonly number[]): Promise<void> {
  const questions = lines.filter((line) => isOpen(context, array, line));
  if (questions.length === 0) return;
  const followed = new Map(questions.map((line) => [line, array.lines.get(line)!]));
  const tasks = [...followed].map(([line, launch]) => taskOf(array, line, launch));
  const ends = array.job === undefined
    ? new Map()
    : await context.system.findEnds(array.job, [...new Set(tasks)], context.signal);
  for (const [line, launch] of followed) {
    if (array.lines.get(line) !== launch) continue;
    decide(context, array, line, sightOf(array, ends, taskOf(array, line, launch)));
  }
}

// In a packed array any element could have started a launch: the first one stands for all.
function taskOf({ isPacked }: FollowedArray, line: number, { task }: FollowedLaunch): number {
  return task ?? (isPacked ? 0 : line);
}

function sightOf({ stale }: FollowedArray, ends: Elements | "unknown", task: number): ElementSight {
  const sight = ends === "unknown" ? "unknown" : ends.get(task) ?? "gone";
  // It may have been cancelled since.
  return typeof sight === "object" && stale.has(task) ? { ...sight, state: "COMPLETED" } : sight;
}

// Ends what the records explain. Returns whether the cluster has to be asked.
function isOpen(context: GoneContext, array: FollowedArray, line: number): boolean {
  const followed = array.lines.get(line);
  if (followed === undefined) return false;
  if (followed.stopped !== undefined) return true;
  const seen = inspect(context, followed);
  if (seen.kind === "unclaimed") return true;
  if (seen.kind === "ended") {
    begin(array, followed, { time: seen.time });
    const { outcome, told, time } = seen;
    const end = { kind: "ended", outcome, time, endedBeforeSignal: endedBefore(followed, told) } as const;
    finish(array, line, { ...end, ...(told !== undefined && { told }) });
    return false;
  }
  if (seen.kind === "void") {
    finish(array, line, { kind: "void" });
    return false;
  }
  followed.goneSince ??= steadyNow();
  return steadyNow() - followed.goneSince >= context.patience;
}

function decide(context: GoneContext, array: FollowedArray, line: number, sight: ElementSight): void {
  const followed = array.lines.get(line)!;
  if (sight === "unknown" || (sight !== "gone" && isAlive(sight))) return;
  if (followed.stopped !== undefined) return finish(array, line, explainStop(followed.stopped, sight));
  const seen = inspect(context, followed);
  if (seen.kind === "unclaimed") return decideUnclaimed(context, array, line, sight);
  const end = explainEnd(seen, sight);
  if (end?.kind !== "ended") return;
  begin(array, followed, { time: Date.now() });
  finish(array, line, { ...end, endedBeforeSignal: false });
}

function decideUnclaimed(context: GoneContext, array: FollowedArray, line: number, sight: ElementSight): void {
  const followed = array.lines.get(line)!;
  const { dir, stage, number } = followed.launch;
  const stop = readStop(context.root, array.submission);
  const isStopped = stop !== undefined;
  const why = explainUnclaimed({ sight, wasListed: array.wasListed, isStopped });
  // An element that comes late starts nothing.
  if (why === undefined || !voidLaunch(join(context.root, dir), stage, number)) return;
  if (why === "blind" && sight !== "gone" && sight !== "unknown") context.blind(sight.node);
  if (stop?.reason === "max_failures") context.gaveUp(array);
  const isFinal = why === "cancelled" || !context.mayRepeat(array, followed);
  finish(array, line, { kind: "void", ...(isFinal && { cancelled: true as const }) });
}

function inspect({ root, here }: GoneContext, { launch, beginning }: FollowedLaunch): Inspection {
  try {
    const seen = inspectRecords(join(root, launch.dir), launch.stage, launch.number, here);
    // A run that deleted its claim is no void launch.
    return beginning !== undefined && (seen.kind === "unclaimed" || seen.kind === "void") ? { kind: "dead" } : seen;
  } catch (error) {
    return { kind: "unreadable", reason: (error as Error).message };
  }
}

// Ended by a signal of the cluster. If its element was preempted, or lost its node, and is not requeued, that was not its user.
function explainStop(stopped: LaunchEnded, sight: ElementSight): LaunchEnded {
  const isTaken = typeof sight === "object" && (sight.state === "PREEMPTED" || sight.state === "NODE_FAIL");
  return isTaken ? { kind: "ended", outcome: { kind: "lost" }, endedBeforeSignal: false } : stopped;
}
