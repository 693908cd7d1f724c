/** A launch on this machine: its records, and signals to its process group. */
import type { Stage } from "../../lib/run/stage.ts";
import { launchPaths } from "../../lib/store/layout.ts";
import { inspectLaunch, readClaimedPid, voidLaunch } from "../grid/launch_records.ts";
import type { HostIdentity } from "../system/place.ts";
import type { Reach } from "./watched_run.ts";

/**
 * @param dir the experiment's directory, absolute
 * @param launch its number
 * @param here where this process runs
 */
export function localReach(dir: string, stage: Stage, launch: number, here: HostIdentity): Reach {
  const inspect = () => inspectLaunch(dir, stage, launch, here);
  return {
    inspect,
    claimVoid() {
      try {
        return voidLaunch(dir, stage, launch);
      } catch {
        // The disk is full, for instance: as long as nobody can claim it, a supervisor may come.
        return false;
      }
    },
    terminate() {
      const seen = inspect();
      if (seen.kind !== "alive") return;
      signalGroup(seen.pid, "SIGTERM");
      // A stopped process takes SIGTERM only once it goes on.
      signalGroup(seen.pid, "SIGCONT");
    },
    kill() {
      // The group of a run that has not ended has its number, even when its leader is gone.
      const pid = readClaimedPid(launchPaths(dir, stage, launch).claim);
      if (pid !== undefined) signalGroup(pid, "SIGKILL");
    },
  };
}

function signalGroup(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(-pid, signal);
  } catch (error) {
    // What has become another user's, by sudo for instance, ends when it likes.
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied)) throw error;
  }
}
