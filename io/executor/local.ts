/** Runs launches on this machine, with supervisors that are reused, and a sweeper. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import { outcomeOfExitCode } from "../../lib/run/outcome.ts";
import type { Inspection } from "../../lib/run/recover.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { leaseName, type Leases } from "../gpu/leases.ts";
import { findSupervisor, inspectLaunch, leadsLaunch, voidLaunch } from "../grid/launches/launch_records.ts";
import { statIfExists } from "../system/files.ts";
import type { HostIdentity } from "../system/place.ts";
import type { Executor, Launch, LaunchEnd, RunHandle } from "./executor.ts";
import { startSupervisor, type Supervisor, type SupervisorAnswer } from "./supervisor.ts";
import { createSweeper, markedLaunch, sweptRun } from "./sweeper.ts";
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

// Inspects a launch on this machine through its records, and signals its process group.

/**
 * Creates the reach of a launch.
 *
 * @param dir the experiment's directory, absolute
 * @param launch the launch number
 * @param here the identity of this host
 */
export function localReach(dir: string, stage: Stage, launch: number, here: HostIdentity): Reach {
  const inspect = () => inspectLaunch(dir, stage, launch, here);
  return {
    inspect,
    claimVoid() {
      try {
        return voidLaunch(dir, stage, launch);
      } catch {
        // For example, the disk is full: until the launch is claimed, a supervisor may still start it.
        return false;
      }
    },
    terminate: () => void send("SIGTERM", "SIGTERM"),
    kill: () => send("SIGKILL", "SIGUSR2"),
  };

  // Signals the supervisor, which knows its run even if the claim was changed. Without a supervisor, signals the process group
  // in the claim, but only if leadsLaunch() confirms it: the run could have written any pid into the claim.
  function send(toGroup: Deno.Signal, toSupervisor: Deno.Signal): boolean {
    const found = findSupervisor(dir, stage, launch);
    const seen: Inspection = found === undefined ? inspect() : { kind: "supervised", supervisor: found };
    if (seen.kind === "supervised") signal(seen.supervisor, toSupervisor);
    else if (seen.kind === "alive" && leadsLaunch(seen.pid, dir, stage, launch)) signal(-seen.pid, toGroup);
    else return false;
    return true;
  }
}

// A stopped process handles SIGTERM only after SIGCONT.
function signal(target: number, name: Deno.Signal): void {
  try {
    Deno.kill(target, name);
    Deno.kill(target, "SIGCONT");
  } catch (error) {
    // The process has ended, or belongs to another user (through sudo, for example) and cannot be signalled.
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied)) throw error;
  }
}

// A run whose supervisor was started by this process and reports how the run ended.

/**
 * Passes a launch to an idle supervisor. If the supervisor is killed, the run becomes a watched one.
 *
 * @param dir the experiment's directory, absolute
 */
export function superviseRun(supervisor: Supervisor, launch: Launch, reach: Reach, dir: string): RunHandle {
  let endedBeforeSignal = false;
  let killed = false;
  let watched: RunHandle | undefined;
  let over = false;

  function endOf(answer: SupervisorAnswer): LaunchEnd | Promise<LaunchEnd> {
    over = answer.kind !== "gone";
    if (answer.kind === "void") return { kind: "void" };
    if (answer.kind === "unleased") return { kind: "void", unleased: true };
    if (answer.kind === "unclaimed") return { kind: "refused", error: whyUnclaimed(dir, launch.log) };
    if (answer.kind === "gone") return (watched = watchRun(reach, { killed, own: true })).ended;
    return {
      kind: "ended",
      outcome: outcomeOfExitCode(answer.code),
      endedBeforeSignal,
      session: answer.pid,
    };
  }

  const leases = launch.devices && { shared: launch.devices.shared, names: launch.devices.uuids.map(leaseName) };
  return {
    ended: supervisor.launch(launch, leases).then(endOf),
    terminate(note) {
      if (watched !== undefined) return watched.terminate(note);
      if (over) return;
      // Its answer may be on its way.
      endedBeforeSignal = reach.inspect().kind === "ended";
      if (!endedBeforeSignal) note();
      supervisor.terminate();
    },
    kill() {
      killed = true;
      if (watched !== undefined) return watched.kill();
      if (!over) supervisor.killRun();
    },
  };
}

// The shell does not report why it could not write, so this process tries the same and gets the error.
function whyUnclaimed(dir: string, log: string): unknown {
  try {
    const info = statIfExists(join(dir, log));
    if (info?.isFile === false) {
      return Object.assign(new Error(`${join(dir, log)} is not a regular file`), { code: "EEXIST" });
    }
    Deno.openSync(join(dir, log), { append: true, create: true }).close();
    const path = Deno.makeTempFileSync({ dir, prefix: ".grid-workers-" });
    Deno.writeTextFileSync(path, "x".repeat(256));
    Deno.removeSync(path);
    return new Error(`cannot write to ${dir}`);
  } catch (error) {
    return error;
  }
}
