/** Launches that their elements do not start: whether they are submitted again, and what is told of it, once each. */
import { relative } from "@std/path";
import { submissionPaths } from "../../lib/store/layout.ts";
import type { Launch } from "../executor/executor.ts";
import type { SlurmEvent } from "./commands/slurm_event.ts";
import type { FollowedArray } from "./follow/followed_array.ts";

/** Remembers the launches that were not started. */
export interface Unstarted {
  /** Nodes that do not see the grid directory. New arrays exclude them. */
  readonly blindNodes: ReadonlySet<string>;
  /** Notes that a node does not see the grid directory. */
  noteBlind(node: string): void;
  /** Notes that the element of a launch has ended without starting it. Returns whether it is submitted again. */
  mayRepeat(array: FollowedArray, launch: Launch): boolean;
  /** Notes that a launch has started. */
  noteStarted(launch: Launch): void;
}

// How often in a row a run is submitted again whose elements do not start it.
const MAX_REPEATS = 3;

/**
 * Remembers nothing so far.
 *
 * @param root the grid directory, absolute
 */
export function createUnstarted(root: string, tell: (event: SlurmEvent) => void): Unstarted {
  const blindNodes = new Set<string>();
  const fruitless = new Set<number>();
  const repeats = new Map<string, number>();
  return {
    blindNodes,
    noteBlind(node) {
      if (blindNodes.has(node)) return;
      blindNodes.add(node);
      tell({ type: "blind", node, dir: root });
    },
    mayRepeat({ submission, job, marks }, launch) {
      // A packed array may have run out of time before it came to this launch.
      if (marks.size > 0) return true;
      const times = (repeats.get(keyOf(launch)) ?? 0) + 1;
      repeats.set(keyOf(launch), times);
      if (times <= MAX_REPEATS) return true;
      if (!fruitless.has(submission)) {
        fruitless.add(submission);
        tell({ type: "fruitless", job, output: relative(root, submissionPaths(root, submission).output) });
      }
      return false;
    },
    noteStarted: (launch) => void repeats.delete(keyOf(launch)),
  };
}

function keyOf({ stage, dir }: Launch): string {
  return `${stage}/${dir}`;
}
