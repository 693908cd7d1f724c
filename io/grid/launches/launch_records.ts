/** Inspects launches through their records and processes, which take precedence over the journal. */
import { dirname } from "@std/path";
import { outcomeOfExitCode } from "../../../lib/run/outcome.ts";
import type { Inspection } from "../../../lib/run/recover.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import { type Claimant, parseClaim, parseExit, VOID_CLAIM } from "../../../lib/store/launch_format.ts";
import { launchPaths } from "../../../lib/store/layout.ts";
import { isErrno } from "../../system/file_errors.ts";
import { lstatIfExists, readPlainText, statIfExists } from "../../system/files.ts";
import { maySeeProcesses } from "../../system/permissions.ts";
import type { HostIdentity } from "../../system/place.ts";
import { isHidden, isVisible, readProcess } from "../../system/processes/processes.ts";
import { findLeader, findStraySupervisor, findSupervisor, isOfCopy, leadsLaunch, markEnd } from "./find_launch.ts";
import { recallInspection, rememberInspection } from "./memory.ts";

/**
 * Inspects a launch.
 *
 * @param dir the experiment's directory, absolute
 * @param launch the launch number
 * @param here the identity of this host
 */
export function inspectLaunch(dir: string, stage: Stage, launch: number, here: HostIdentity): Inspection {
  const { claim } = launchPaths(dir, stage, launch);
  const seen = inspectNow(dir, stage, launch, here);
  if (maySeeProcesses()) rememberInspection(claim, seen);
  else if (seen.kind === "foreign") return recallInspection(claim) ?? seen;
  return seen;
}

function inspectNow(dir: string, stage: Stage, launch: number, here: HostIdentity): Inspection {
  let seen: Inspection;
  try {
    seen = inspectRecords(dir, stage, launch, here);
  } catch (error) {
    return { kind: "unreadable", reason: (error as Error).message };
  }
  if (seen.kind === "foreign" || seen.kind === "clustered") return seen;
  // The run may have changed its records, so processes are checked, too.
  const claim = readClaim(dir, stage, launch);
  if (seen.kind === "ended") {
    const claimant = findClaimant(dir, stage, launch, here);
    if (claimant !== undefined) return claimant;
    // Only a supervisor writes the mark. Records of earlier versions do not have it.
    if (seen.mark?.endsWith(markEnd(dir, stage, launch))) return seen;
  }
  if (seen.kind === "alive" && leadsLaunch(seen.pid, dir, stage, launch)) return seen;
  const supervisor = findSupervisor(dir, stage, launch) ??
    (seen.kind === "copied" && claim?.mark !== undefined ? findStraySupervisor(claim.mark) : undefined);
  if (supervisor !== undefined) return { kind: "supervised", supervisor };
  // A run may have removed or changed its records, and then killed its supervisor. But where the claim names a process that is
  // gone, what bears the mark is an orphan.
  const leader = claim === undefined || seen.kind === "rebooted" || seen.kind === "copied"
    ? findLeader(dir, stage, launch)
    : undefined;
  if (leader !== undefined) return { kind: "alive", pid: leader };
  if (seen.kind === "alive" && isOfCopy(seen.pid, dirname(dir))) return { kind: "copied" };
  if (seen.kind === "alive" && !isVisible(seen.pid)) return { kind: "hidden", pid: seen.pid };
  // A supervisor may have written the exit record and closed the claim in the meantime.
  try {
    return readExit(dir, stage, launch) ?? seen;
  } catch (error) {
    return { kind: "unreadable", reason: (error as Error).message };
  }
}

// The process that a claim names, if it leads the launch: a run may write an exit record while it lives.
function findClaimant(dir: string, stage: Stage, launch: number, here: HostIdentity): Inspection | undefined {
  try {
    const claimed = inspectClaim(dir, stage, launch, here);
    return claimed.kind === "alive" && leadsLaunch(claimed.pid, dir, stage, launch) ? claimed : undefined;
  } catch {
    return undefined;
  }
}

function readClaim(dir: string, stage: Stage, launch: number): Claimant | undefined {
  try {
    const claim = parseClaim(readPlainText(launchPaths(dir, stage, launch).claim) ?? "");
    return claim.kind === "holder" ? claim : undefined;
  } catch {
    return undefined;
  }
}

/** What the records of a launch show, without a look at processes. @throws errors of the file system */
export function inspectRecords(dir: string, stage: Stage, launch: number, here: HostIdentity): Inspection {
  const ended = readExit(dir, stage, launch);
  if (ended !== undefined) return ended;
  const seen = inspectClaim(dir, stage, launch, here);
  // The supervisor writes the record right after the process is gone: look again.
  return seen.kind === "dead" ? readExit(dir, stage, launch) ?? seen : seen;
}

function inspectClaim(dir: string, stage: Stage, launch: number, here: HostIdentity): Inspection {
  const { claim: path } = launchPaths(dir, stage, launch);
  const text = readPlainText(path);
  // Anything else in place of the claim was put there by the run: nobody can claim the launch any more.
  if (text === undefined) return { kind: lstatIfExists(path) === undefined ? "unclaimed" : "claimed" };
  const claim = parseClaim(text);
  if (claim.kind === "void") return { kind: "void" };
  if (claim.kind === "unfilled") return { kind: "claimed" };
  if (claim.element !== undefined) {
    const { cluster, job } = claim.element;
    return { kind: "clustered", cluster, job, host: claim.host };
  }
  const elsewhere = placeOf(claim, dir, here);
  if (elsewhere !== undefined) return elsewhere;
  if (isAlive(claim)) return { kind: "alive", pid: claim.pid };
  return isHidden(claim.pid) ? { kind: "hidden", pid: claim.pid } : { kind: "dead" };
}

// The inspection for a claim from another host, boot, PID namespace or grid directory; `undefined` if it is from this one.
function placeOf(claim: Claimant, dir: string, here: HostIdentity): Inspection | undefined {
  const { host, machine = here.machine } = claim;
  if (!maySeeProcesses()) return { kind: "foreign", host };
  // Two machines can have the same host name.
  if (host !== here.host || machine !== here.machine) return { kind: "foreign", host };
  if (claim.boot !== here.boot) return { kind: "rebooted" };
  if (claim.pidNamespace !== here.pidNamespace) return { kind: "foreign", host };
  const inode = statIfExists(dirname(dir))?.ino;
  return claim.inode === undefined || claim.inode === "-" || claim.inode === String(inode ?? "-")
    ? undefined
    : { kind: "copied" };
}

// If the process started later, the pid has been reused.
function isAlive({ pid, latestStart }: Claimant): boolean {
  const start = readProcess(pid)?.start;
  return start !== undefined && (latestStart === undefined || start <= latestStart);
}

function readExit(dir: string, stage: Stage, launch: number): Inspection | undefined {
  const path = launchPaths(dir, stage, launch).exit;
  const exit = parseExit(readPlainText(path) ?? "");
  if (exit === undefined) return undefined;
  // Only the supervisor that made the claim ends the launch. Claims of earlier versions have no mark.
  const mark = readClaim(dir, stage, launch)?.mark;
  if (mark !== undefined && mark !== exit.mark) return undefined;
  if (exit.kind === "unleased") return { kind: "void" };
  const time = statIfExists(path)?.mtime?.getTime() ?? Date.now();
  return {
    kind: "ended",
    outcome: outcomeOfExitCode(exit.code),
    time,
    ...(exit.told !== undefined && { told: exit.told }),
    ...(exit.mark !== undefined && { mark: exit.mark }),
  };
}

/**
 * Claims a launch as void, so that a late supervisor starts nothing.
 *
 * @returns `false` if a supervisor has already claimed it
 */
export function voidLaunch(dir: string, stage: Stage, launch: number): boolean {
  try {
    Deno.writeTextFileSync(launchPaths(dir, stage, launch).claim, VOID_CLAIM, { createNew: true });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    // Without its directory, nobody can claim it.
    if (error instanceof Deno.errors.NotFound || isErrno(error, "ENOTDIR")) return true;
    throw error;
  }
}
