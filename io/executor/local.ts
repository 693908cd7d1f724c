/** Runs launches on this machine, with supervisors that are reused, and a sweeper. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import type { Leases } from "../gpu/leases.ts";
import type { HostIdentity } from "../system/place.ts";
import type { Executor, Launch, RunHandle } from "./executor.ts";
import { localReach } from "./local_reach.ts";
import { superviseRun } from "./supervised_run.ts";
import { startSupervisor, type Supervisor } from "./supervisor.ts";
import { createSweeper } from "./sweeper.ts";
import { markedLaunch, sweptRun } from "./swept_run.ts";
import { type Reach, watchRun } from "./watched_run.ts";

/** Options of an executor for this machine. */
export interface LocalOptions {
  /** The grid directory, absolute. */
  readonly root: string;
  /** The key of the grid directory. */
  readonly gridKey: string;
  /** The identity of this host. */
  readonly here: HostIdentity;
  /** Milliseconds that the descendants of a run have to end after SIGTERM. */
  readonly grace: number;
  /** The leases for GPUs; absent on CPUs. */
  readonly leases?: Leases | undefined;
}

// How long to wait for supervisors to exit.
const CLOSE_MS = 1_000;

/** Creates an executor for this machine. */
export function createLocalExecutor({ root, gridKey, here, grace, leases }: LocalOptions): Executor {
  const idle: Supervisor[] = [];
  // Supervisors with a run, and those that are about to exit.
  const busy = new Set<Supervisor>();
  const sweeper = createSweeper();

  const reachOf = ({ dir, stage, number }: Launch): Reach => localReach(join(root, dir), stage, number, here);
  const sweep = { sweeper, root, gridKey, grace };

  // A supervisor that was told to stop its run exits with it. Any other is reused.
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
      const supervisor = idle.pop() ?? startSupervisor(root, gridKey, here, leases?.paths);
      busy.add(supervisor);
      return sweptRun(
        sweep,
        launch,
        keepSupervisor(supervisor, superviseRun(supervisor, launch, reachOf(launch), join(root, launch.dir))),
      );
    },
    adopt: (launch) => sweptRun(sweep, launch, watchRun(reachOf(launch))),
    clear: (launch) => sweeper.endNow(markedLaunch(gridKey, launch)),
    withdraw: () => Promise.resolve(),
    hurry: sweeper.hurry,
    async close(unrecorded) {
      const supervisors = [...busy, ...idle];
      const closing = Promise.all(supervisors.map((supervisor) => supervisor.close()));
      const [survivors] = await Promise.all([sweeper.finish(), atMost(CLOSE_MS, closing)]);
      // A supervisor that cannot write an exit record keeps trying, and the next scheduler finds the record.
      if (!unrecorded) { for (const supervisor of supervisors) supervisor.kill(); }
      return survivors;
    },
  };
}

// Waits for a promise, but not longer than the given time.
async function atMost(milliseconds: number, something: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  await Promise.race([something, delay(milliseconds, { signal: over.signal }).catch(() => {})]);
  over.abort();
}
