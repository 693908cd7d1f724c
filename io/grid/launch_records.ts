/** Inspects launches through their records and processes, which take precedence over the journal. */
import { basename, dirname, join } from "@std/path";
import { RUN_MARK } from "../../lib/launch/mark.ts";
import { outcomeOfExitCode } from "../../lib/run/outcome.ts";
import type { Inspection } from "../../lib/run/recover.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { type Claimant, parseClaim, parseExit, VOID_CLAIM } from "../../lib/store/launch_format.ts";
import { launchPaths, trainLog } from "../../lib/store/layout.ts";
import { isErrno, lstatIfExists, readPlainText, statIfExists } from "../system/files.ts";
import { maySeeProcesses } from "../system/permissions.ts";
import type { HostIdentity } from "../system/place.ts";
import { environmentOf, linkOf, listProcesses, outputsOf, readProcess } from "../system/processes.ts";

/** The descriptor with which a supervisor keeps the claim of its launch open (supervisor.sh). */
const CLAIM_DESCRIPTOR = 7;

/**
 * Inspects a launch.
 *
 * @param dir the experiment's directory, absolute
 * @param launch the launch number
 * @param here the identity of this host
 */
export function inspectLaunch(dir: string, stage: Stage, launch: number, here: HostIdentity): Inspection {
  let seen: Inspection;
  try {
    seen = inspectRecords(dir, stage, launch, here);
  } catch (error) {
    return { kind: "unreadable", reason: (error as Error).message };
  }
  // The run may have changed its claim, so processes are checked, too.
  if (seen.kind === "ended") return findClaimant(dir, stage, launch, here) ?? seen;
  if (seen.kind === "foreign" || seen.kind === "clustered") return seen;
  if (seen.kind === "alive" && leadsLaunch(seen.pid, dir, stage, launch)) return seen;
  const supervisor = findSupervisor(dir, stage, launch);
  if (supervisor !== undefined) return { kind: "supervised", supervisor };
  // A run may have removed or changed its claim, and then killed its supervisor.
  const leader = seen.kind === "dead" ? undefined : findLeader(dir, stage, launch);
  if (leader !== undefined) return { kind: "alive", pid: leader };
  // A supervisor may have written the exit record and closed the claim in the meantime.
  try {
    return readExit(launchPaths(dir, stage, launch).exit) ?? seen;
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

// A process that leads a launch whatever its claim says: by its exact mark, or as it writes into the log of this launch.
function findLeader(dir: string, stage: Stage, launch: number): number | undefined {
  const inode = statIfReadable(dirname(dir))?.ino ?? "-";
  const mark = `.${inode}/${basename(dir)}:${stage}.${launch}`;
  const log = stage === "train" ? join(dir, trainLog(launch)) : undefined;
  return listProcesses().find((pid) =>
    readProcess(pid)?.session === pid &&
    (hasMark(pid, mark) || (log !== undefined && outputsOf(pid).includes(log)))
  );
}

function hasMark(pid: number, end: string): boolean {
  return environmentOf(pid, RUN_MARK)?.split("\n").some((mark) => mark.endsWith(end)) === true;
}

/** What the records of a launch show, without a look at processes. @throws errors of the file system */
export function inspectRecords(dir: string, stage: Stage, launch: number, here: HostIdentity): Inspection {
  const { exit } = launchPaths(dir, stage, launch);
  const ended = readExit(exit);
  if (ended !== undefined) return ended;
  const seen = inspectClaim(dir, stage, launch, here);
  // The supervisor writes the record right after the process is gone: look again.
  return seen.kind === "dead" ? readExit(exit) ?? seen : seen;
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
  return isAlive(claim) ? { kind: "alive", pid: claim.pid } : { kind: "dead" };
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

/**
 * Finds the supervisor of a launch, even if the run has removed or changed the claim: the supervisor keeps the claim open.
 *
 * @param dir the experiment's directory, absolute
 * @returns its pid; `undefined` if there is none, or without /proc
 */
export function findSupervisor(dir: string, stage: Stage, launch: number): number | undefined {
  const { claim } = launchPaths(dir, stage, launch);
  const info = statIfReadable(claim);
  return listProcesses().find((pid) => {
    const link = linkOf(pid, CLAIM_DESCRIPTOR);
    if (link === undefined || !link.replace(/ \(deleted\)$/, "").endsWith(`/${basename(claim)}`)) return false;
    if (link === claim || link === `${claim} (deleted)`) return true;
    const held = statIfReadable(`/proc/${pid}/fd/${CLAIM_DESCRIPTOR}`);
    return info !== undefined && held?.ino === info.ino && held?.dev === info.dev;
  });
}

function statIfReadable(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Whether a process leads a launch. The claim is not sufficient, because the run can write to it: the process must lead a
 * session, and have the mark of the launch, write to its directory, or be a child of its supervisor.
 *
 * @param dir the experiment's directory, absolute
 */
export function leadsLaunch(pid: number, dir: string, stage: Stage, launch: number): boolean {
  const process = readProcess(pid);
  if (process?.session !== pid) return false;
  if (
    hasMark(pid, `/${basename(dir)}:${stage}.${launch}`) || outputsOf(pid).some((path) => path.startsWith(`${dir}/`))
  ) {
    return true;
  }
  const { claim } = launchPaths(dir, stage, launch);
  return linkOf(process.parent, CLAIM_DESCRIPTOR)?.replace(/ \(deleted\)$/, "") === claim;
}

function readExit(path: string): Inspection | undefined {
  const exit = parseExit(readPlainText(path) ?? "");
  if (exit === undefined) return undefined;
  if (exit.kind === "unleased") return { kind: "void" };
  const time = statIfExists(path)?.mtime?.getTime() ?? Date.now();
  return {
    kind: "ended",
    outcome: outcomeOfExitCode(exit.code),
    time,
    ...(exit.told !== undefined && { told: exit.told }),
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
