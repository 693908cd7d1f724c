/**
 * Adds a sweep to a run: when it has ended, processes that it left behind are killed.
 *
 * A run on GPUs has ended only then: a worker that closed its descriptors does not hold the lease, but still uses the GPU.
 */
import { join } from "@std/path";
import type { MarkedLaunch } from "../../lib/launch/launch_context.ts";
import { steadyNow } from "../system/clock.ts";
import type { Launch, RunHandle } from "./executor.ts";
import type { Sweeper } from "./sweeper.ts";

/** The identity of a launch in the marks of its processes. */
export function markedLaunch(gridKey: string, { dir, stage, number }: Launch): MarkedLaunch {
  return { grid: gridKey, dir, stage, number };
}

/** The sweeper of a grid directory, and the grace period of its runs. */
export interface SweepContext {
  readonly sweeper: Sweeper;
  /** The grid directory, absolute. */
  readonly root: string;
  /** The key of the grid directory. */
  readonly gridKey: string;
  /** Milliseconds that the descendants of a run have to end after SIGTERM. */
  readonly grace: number;
}

/** Wraps a run, so that the sweeper is notified when it has ended. */
export function sweptRun(context: SweepContext, launch: Launch, run: RunHandle): RunHandle {
  const { sweeper, root, gridKey, grace } = context;
  let notBefore = 0;
  let over = false;
  return {
    ended: run.ended.then(async (end) => {
      over = true;
      if (end.kind !== "ended") return end;
      const log = join(root, launch.dir, launch.log);
      const left = { launch: markedLaunch(gridKey, launch), root, log, session: end.session, notBefore };
      if (launch.devices === undefined) sweeper.add(left);
      else await sweeper.clear(left);
      return end;
    }),
    terminate(note) {
      if (over) return;
      run.terminate(() => {
        note();
        notBefore = steadyNow() + grace;
      });
    },
    kill() {
      if (!over) run.kill();
    },
  };
}
