/** Launches on this machine: supervisors that are kept from run to run, and the sweeper behind them. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import type { MarkedLaunch } from "../../lib/launch/mark.ts";
import type { Leases } from "../gpu/leases.ts";
import { steadyNow } from "../system/clock.ts";
import type { HostIdentity } from "../system/place.ts";
import type { Executor, Launch, RunHandle } from "./executor.ts";
import { localReach } from "./local_reach.ts";
import { superviseRun } from "./supervised_run.ts";
import { startSupervisor, type Supervisor } from "./supervisor.ts";
import { createSweeper, type Sweeper } from "./sweeper.ts";
import { type Reach, watchRun } from "./watched_run.ts";

/** What an executor of this machine is given. */
export interface LocalOptions {
  /** The grid directory, absolute. */
  readonly root: string;
  /** The key of the grid directory. */
  readonly gridKey: string;
  /** Where this process runs. */
  readonly here: HostIdentity;
  /** Milliseconds that the descendants of a run have after SIGTERM. */
  readonly grace: number;
  /** The leases that runs take on their GPUs. */
  readonly leases?: Leases | undefined;
}

// How long idle supervisors are waited for.
const CLOSE_MS = 1_000;

/** An executor that has started nothing yet. */
export function createLocalExecutor({ root, gridKey, here, grace, leases }: LocalOptions): Executor {
  const idle: Supervisor[] = [];
  // With a run, or about to end.
  const busy = new Set<Supervisor>();
  const sweeper = createSweeper();

  const reachOf = ({ dir, stage, number }: Launch): Reach => localReach(join(root, dir), stage, number, here);
  const sweep = { sweeper, root, gridKey, grace };

  // A supervisor that was told to end its run ends with it; any other takes the next one.
  function keepSupervisor(supervisor: Supervisor, run: RunHandle): RunHandle {
    let leaving = false;
    return {
      ended: run.ended.then((end) => {
        if (leaving) return end;
        busy.delete(supervisor);
        if (!supervisor.isGone()) idle.push(supervisor);
        return end;
      }),
      terminate(note) {
        run.terminate(note);
        if (leaving) return;
        leaving = true;
        supervisor.close().then(() => busy.delete(supervisor));
      },
      kill: run.kill,
    };
  }

  return {
    start(launch) {
      const supervisor = idle.pop() ?? startSupervisor(root, here, leases?.paths);
      busy.add(supervisor);
      return sweptRun(
        sweep,
        launch,
        keepSupervisor(supervisor, superviseRun(supervisor, launch, reachOf(launch), join(root, launch.dir))),
      );
    },
    adopt: (launch) => sweptRun(sweep, launch, watchRun(reachOf(launch))),
    clear: (launch) => sweeper.endNow(markedLaunch(gridKey, launch)),
    hurry: sweeper.hurry,
    async close(unrecorded) {
      const supervisors = [...busy, ...idle];
      const closing = Promise.all(supervisors.map((supervisor) => supervisor.close()));
      const [survivors] = await Promise.all([sweeper.finish(), atMost(CLOSE_MS, closing)]);
      // One that cannot write a record goes on trying, and the next scheduler will find it.
      if (!unrecorded) { for (const supervisor of supervisors) supervisor.kill(); }
      return survivors;
    },
  };
}

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

// Waits for something, or for some milliseconds.
async function atMost(milliseconds: number, something: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  await Promise.race([something, delay(milliseconds, { signal: over.signal }).catch(() => {})]);
  over.abort();
}
