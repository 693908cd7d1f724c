/** Inspects a launch on this machine through its records, and signals its process group. */
import type { Inspection } from "../../lib/run/recover.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { findSupervisor, leadsLaunch } from "../grid/launches/find_launch.ts";
import { inspectLaunch, voidLaunch } from "../grid/launches/launch_records.ts";
import type { HostIdentity } from "../system/place.ts";
import type { Reach } from "./watched_run.ts";

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
