/** A launch on this machine: its records, and signals to its process group. */
import type { Stage } from "../../lib/run/stage.ts";
import { findSupervisor, inspectLaunch, leadsLaunch, voidLaunch } from "../grid/launch_records.ts";
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
    terminate: () => void send("SIGTERM", "SIGTERM"),
    kill: () => send("SIGKILL", "SIGUSR2"),
  };

  // Through its supervisor, which knows the run whatever has become of its claim. Without one, to the group of the process that
  // the claim names, but only if that bears further signs of the launch: the run could have written any number there.
  function send(toGroup: Deno.Signal, toSupervisor: Deno.Signal): boolean {
    const supervisor = findSupervisor(dir, stage, launch);
    const seen = supervisor === undefined ? inspect() : undefined;
    if (supervisor !== undefined) signal(supervisor, toSupervisor);
    else if (seen?.kind === "alive" && leadsLaunch(seen.pid, dir, stage, launch)) signal(-seen.pid, toGroup);
    else return false;
    return true;
  }
}

// A stopped process takes SIGTERM only once it goes on.
function signal(target: number, name: Deno.Signal): void {
  try {
    Deno.kill(target, name);
    Deno.kill(target, "SIGCONT");
  } catch (error) {
    // What has become another user's, by sudo for instance, ends when it likes.
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied)) throw error;
  }
}
