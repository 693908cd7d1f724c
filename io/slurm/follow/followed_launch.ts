/** A launch of a job array as its scheduler sees it: in the queue, started, ended, or run again by its element. */
import { join } from "@std/path";
import { outcomeOfExitCode } from "../../../lib/run/outcome.ts";
import { type Exit, parseExit } from "../../../lib/store/launch_format.ts";
import { launchPaths, trainLog } from "../../../lib/store/layout.ts";
import type { LaunchMark } from "../../../lib/store/submission_format.ts";
import type { Beginning, Launch, LaunchEnd, RunHandle } from "../../executor/executor.ts";
import { claimObstacle } from "../../grid/launches/claim_obstacle.ts";
import { readPlainText } from "../../system/files.ts";

/** How a run ended. */
export type RunEnd = Extract<LaunchEnd, { kind: "ended" }>;

/** A launch that was handed over. */
export interface FollowedLaunch {
  readonly launch: Launch;
  /** The number of its job array, and its line there; absent until it is submitted. */
  submission?: number;
  line?: number;
  /** Set once it has started. */
  beginning?: Beginning;
  /** The index of the element in which it runs. */
  task?: number;
  /** The highest launch number with which its element may go on. */
  readonly last: number;
  /** This process has told it to end. */
  isTold: boolean;
  /** It had ended before it was told to. */
  hadEnded?: true;
  /** Called when it has started, if it was told to end before that was known. */
  whenBegun?: () => void;
  /** It was ended by a stop that is not of this process: its element may be requeued. */
  stopped?: RunEnd;
  /** Since when its element is not listed any more: milliseconds of `steadyNow()`. */
  goneSince?: number;
  readonly begin: (beginning: Beginning) => void;
  readonly end: (end: LaunchEnd) => void;
  readonly handle: RunHandle;
}

/** What a handle does to its launch. */
export interface LaunchControl {
  terminate(followed: FollowedLaunch, note: () => void): void;
  kill(followed: FollowedLaunch): void;
}

/**
 * A launch that has not started, as far as is known.
 *
 * @param last the highest launch number with which its element may go on
 */
export function followLaunch(launch: Launch, control: LaunchControl, last = Infinity): FollowedLaunch {
  const began = Promise.withResolvers<Beginning>();
  const ended = Promise.withResolvers<LaunchEnd>();
  const followed: FollowedLaunch = {
    launch,
    last,
    isTold: false,
    begin: began.resolve,
    end: ended.resolve,
    handle: {
      began: began.promise,
      ended: ended.promise,
      terminate: (note) => control.terminate(followed, note),
      kill: () => control.kill(followed),
    },
  };
  return followed;
}

/** The launch with which an element continues. */
export function nextLaunch(launch: Launch, number: number): Launch {
  return { ...launch, number, ...(launch.stage === "train" && { log: trainLog(number) }) };
}

/**
 * How a run ended. Its exit record decides; the mark, if that cannot be read.
 *
 * @param root the grid directory, absolute
 */
export function endOfMark(
  root: string,
  followed: FollowedLaunch,
  mark: Extract<LaunchMark, { kind: "end" }>,
): LaunchEnd {
  const { launch } = followed;
  if (mark.code === undefined) return unclaimedEnd(root, launch);
  const exit = readExit(root, launch) ?? { code: mark.code, told: mark.told };
  return {
    kind: "ended",
    outcome: outcomeOfExitCode(exit.code),
    endedBeforeSignal: followed.hadEnded ?? false,
    time: mark.time,
    ...(exit.told !== undefined && { told: exit.told }),
  };
}

// Its element could not claim it. What is in the way in its own directory concerns no other run.
function unclaimedEnd(root: string, { dir, log }: Launch): LaunchEnd {
  const path = join(root, dir);
  const reason = claimObstacle(path, log);
  if (reason === undefined) return { kind: "refused", error: new Error(`cannot write to ${path} on its node`) };
  return { kind: "ended", outcome: { kind: "unstarted", reason }, endedBeforeSignal: false };
}

/** The exit record of a launch; `undefined` as long as there is none. */
export function readExit(root: string, { dir, stage, number }: Launch): Extract<Exit, { kind: "code" }> | undefined {
  try {
    const exit = parseExit(readPlainText(launchPaths(join(root, dir), stage, number).exit) ?? "");
    return exit?.kind === "code" ? exit : undefined;
  } catch {
    return undefined;
  }
}
