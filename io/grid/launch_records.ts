/** What became of a launch, from the records beside it: they decide, whatever the journal says. */
import { outcomeOfExitCode } from "../../lib/run/outcome.ts";
import type { Inspection } from "../../lib/run/recover.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { type Claimant, parseClaim, parseExit, VOID_CLAIM } from "../../lib/store/launch_format.ts";
import { launchPaths } from "../../lib/store/layout.ts";
import { isErrno, readTextIfExists, readTextIfReadable, statIfExists } from "../system/files.ts";
import type { HostIdentity } from "../system/place.ts";
import { startTimeOf } from "../system/processes.ts";

/**
 * @param dir the experiment's directory
 * @param launch its number
 * @param place where this process runs
 */
export function inspectLaunch(dir: string, stage: Stage, launch: number, place: HostIdentity): Inspection {
  try {
    return inspectRecords(dir, stage, launch, place);
  } catch {
    // What cannot be read tells nothing.
    return { kind: "foreign", host: place.host };
  }
}

function inspectRecords(dir: string, stage: Stage, launch: number, place: HostIdentity): Inspection {
  const paths = launchPaths(dir, stage, launch);
  const ended = readExit(paths.exit);
  if (ended !== undefined) return ended;
  const text = readTextIfExists(paths.claim);
  if (text === undefined) return { kind: "unclaimed" };
  const claim = parseClaim(text);
  if (claim.kind === "void") return { kind: "void" };
  if (claim.kind === "unfilled") return { kind: "claimed" };
  const { pid, host } = claim;
  if (host !== place.host) return { kind: "foreign", host };
  if (claim.boot !== place.boot) return { kind: "rebooted" };
  if (claim.pidNamespace !== place.pidNamespace) return { kind: "foreign", host };
  // The supervisor writes the record right after the process is gone: look again.
  return isAlive(claim) ? { kind: "alive", pid } : readExit(paths.exit) ?? { kind: "dead" };
}

/** The pid in a claim: that of the process that leads the run's session. */
export function readClaimedPid(path: string): number | undefined {
  // The run may have made its directory unreadable.
  const claim = parseClaim(readTextIfReadable(path) ?? "");
  return claim.kind === "holder" && claim.pid > 1 ? claim.pid : undefined;
}

// A process that started later has the pid of one that is gone.
function isAlive({ pid, latestStart }: Claimant): boolean {
  const start = startTimeOf(pid);
  return start !== undefined && (latestStart === undefined || start <= latestStart);
}

function readExit(path: string): Inspection | undefined {
  const exit = parseExit(readTextIfExists(path) ?? "");
  if (exit === undefined) return undefined;
  if (exit.kind === "unleased") return { kind: "void" };
  const time = statIfExists(path)?.mtime?.getTime() ?? Date.now();
  return { kind: "ended", outcome: outcomeOfExitCode(exit.code), time };
}

/**
 * Claims a launch as void, so that a supervisor that comes late starts nothing.
 *
 * @returns whether the claim is ours: `false` when a supervisor was first
 */
export function voidLaunch(dir: string, stage: Stage, launch: number): boolean {
  try {
    Deno.writeTextFileSync(launchPaths(dir, stage, launch).claim, VOID_CLAIM, { createNew: true });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    // Without its directory it cannot be claimed at all.
    if (error instanceof Deno.errors.NotFound || isErrno(error, "ENOTDIR")) return true;
    throw error;
  }
}
