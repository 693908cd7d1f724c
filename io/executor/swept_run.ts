/** A run behind which is swept up: what it leaves behind is ended. */
import { join } from "@std/path";
import type { MarkedLaunch } from "../../lib/launch/mark.ts";
import { steadyNow } from "../system/clock.ts";
import type { Launch, RunHandle } from "./executor.ts";
import type { Sweeper } from "./sweeper.ts";

/** A launch, as the mark of its processes names it. */
export function markedLaunch(gridKey: string, { dir, stage, number }: Launch): MarkedLaunch {
  return { grid: gridKey, dir, stage, number };
}

/** What sweeps up behind a run. */
export interface SweepContext {
  readonly sweeper: Sweeper;
  /** The grid directory, absolute. */
  readonly root: string;
  /** The key of the grid directory. */
  readonly gridKey: string;
  /** Milliseconds that the descendants of a run have after SIGTERM. */
  readonly grace: number;
}

/** A run behind which is swept up when it has ended. */
export function sweptRun(context: SweepContext, launch: Launch, run: RunHandle): RunHandle {
  const { sweeper, root, gridKey, grace } = context;
  let notBefore = 0;
  return {
    ended: run.ended.then((end) => {
      if (end.kind !== "ended") return end;
      const log = join(root, launch.dir, launch.log);
      sweeper.add({ launch: markedLaunch(gridKey, launch), log, session: end.session, notBefore });
      return end;
    }),
    terminate: (note) =>
      run.terminate(() => {
        note();
        notBefore = steadyNow() + grace;
      }),
    kill: run.kill,
  };
}
