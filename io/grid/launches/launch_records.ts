/** Inspects launches through their records and processes, which take precedence over the journal. */
import { basename, dirname, join } from "@std/path";
import type { JobQueue } from "../../../lib/cluster/job_queue.ts";
import { RUN_MARK } from "../../../lib/launch/launch_context.ts";
import { outcomeOfExitCode } from "../../../lib/run/outcome.ts";
import type { Inspection } from "../../../lib/run/recover.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import { type Claimant, parseClaim, parseExit, VOID_CLAIM } from "../../../lib/store/launch_format.ts";
import { launchPaths, trainLog } from "../../../lib/store/layout.ts";
import { steadyNow } from "../../system/clock.ts";
import { isErrno } from "../../system/file_errors.ts";
import { lstatIfExists, readPlainText, readTextIfReadable, statIfExists } from "../../system/files.ts";
import { maySeeProcesses } from "../../system/permissions.ts";
import type { HostIdentity } from "../../system/place.ts";
import {
  environmentOf,
  isHidden,
  isVisible,
  linkOf,
  listProcesses,
  outputsOf,
  readProcess,
} from "../../system/processes/processes.ts";

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
  // A run may have removed or changed its records, and then killed its supervisor. But if the claim names a process that is
  // gone, a process with the mark is an orphan.
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

// Remembers what this process saw of launches while it had all permissions. An analysis gives up the permissions to inspect
// processes and to ask the cluster before it reads other people's files, and must still see the same states as other commands.

interface Memory {
  /** By the path of the claim. */
  readonly inspections: Map<string, Inspection>;
  /** By grid directory, absolute. */
  readonly queues: Map<string, JobQueue>;
}

let memory: Memory | undefined;

/** Remembers what is seen from now on. */
export function startRemembering(): void {
  memory = { inspections: new Map(), queues: new Map() };
}

function rememberInspection(claim: string, seen: Inspection): void {
  memory?.inspections.set(claim, seen);
}

/** What a launch has shown; `undefined` if it was not inspected. */
function recallInspection(claim: string): Inspection | undefined {
  return memory?.inspections.get(claim);
}

export function rememberQueue(root: string, queue: JobQueue): void {
  memory?.queues.set(root, queue);
}

/** What the queue has listed for a grid; `undefined` if it was not asked. */
export function recallQueue(root: string): JobQueue | undefined {
  return memory?.queues.get(root);
}

// Finding the processes of a launch, even if its run has changed or removed its records.

/** The descriptor with which a supervisor keeps the claim of its launch open (supervise.sh). */
const CLAIM_DESCRIPTOR = 7;

/** The end of the mark of a launch in this grid directory. What comes before is the id of the plan. */
function markEnd(dir: string, stage: Stage, launch: number): string {
  return `.${statIfReadable(dirname(dir))?.ino ?? "-"}/${basename(dir)}:${stage}.${launch}`;
}

/**
 * Finds the supervisor of a launch: it keeps the claim open, even if the run has removed, changed or moved it, or its directory.
 *
 * @param dir the experiment's directory, absolute
 * @returns its pid; `undefined` if there is none, or without /proc
 */
export function findSupervisor(dir: string, stage: Stage, launch: number): number | undefined {
  const { claim } = launchPaths(dir, stage, launch);
  const info = statIfReadable(claim);
  const root = statIfReadable(dirname(dir));
  const mark = markEnd(dir, stage, launch);
  return claimHolders().find((pid) => {
    const link = heldLink(pid);
    if (link === undefined) return false;
    const isOurs = () => isSameFile(statIfReadable(`/proc/${pid}/cwd`), root);
    // A run may have moved its claim to another name: only then is anything else that a program holds open looked into.
    const held = link.endsWith(CLAIM_END) || isOurs() ? heldMark(pid) : undefined;
    if (held !== undefined) return held.endsWith(mark) && isOurs();
    if (basename(link) !== basename(claim)) return false;
    return link === claim || isSameFile(statIfReadable(`/proc/${pid}/fd/${CLAIM_DESCRIPTOR}`), info);
  });
}

/**
 * Finds the process that leads a launch: by its exact mark, or because it writes to the log of the launch.
 *
 * @param dir the experiment's directory, absolute
 * @returns its pid; `undefined` if there is none, or without /proc
 */
function findLeader(dir: string, stage: Stage, launch: number): number | undefined {
  const mark = markEnd(dir, stage, launch);
  const log = stage === "train" ? join(dir, trainLog(launch)) : undefined;
  return sessionLeaders().find(({ pid, start, marks, outputs }) =>
    (marks.some((other) => other.endsWith(mark)) || (log !== undefined && outputs.includes(log))) &&
    readProcess(pid)?.start === start && !isOfCopy(pid, dirname(dir))
  )?.pid;
}

/**
 * Finds the supervisor of a launch in a copied grid directory whose original was removed. Such a copy counts as moved, so the
 * supervisor belongs to it.
 *
 * @param mark of the launch, with the inode of the removed directory
 */
function findStraySupervisor(mark: string): number | undefined {
  return claimHolders().find((pid) => linkOf(pid, "cwd")?.endsWith(" (deleted)") && heldMark(pid) === mark);
}

/**
 * Whether a process leads a launch. The claim is not sufficient, because the run can write to it: the process must lead a
 * session, and have the mark of the launch, write to its directory, or be a child of its supervisor.
 *
 * @param dir the experiment's directory, absolute
 */
export function leadsLaunch(pid: number, dir: string, stage: Stage, launch: number): boolean {
  const process = readProcess(pid);
  if (process?.session !== pid || isOfCopy(pid, dirname(dir))) return false;
  if (
    marksOf(pid).some((mark) => mark.endsWith(`/${basename(dir)}:${stage}.${launch}`)) ||
    outputsOf(pid).some((path) => path.startsWith(`${dir}/`))
  ) {
    return true;
  }
  const { claim } = launchPaths(dir, stage, launch);
  return heldLink(process.parent) === claim;
}

const CLAIM_END = ".pid";

// The path of the file that a process holds open where a supervisor has its claim.
function heldLink(pid: number): string | undefined {
  return linkOf(pid, CLAIM_DESCRIPTOR)?.replace(/ \(deleted\)$/, "");
}

// A claim is short. The descriptor of another program may lead anywhere.
const MAX_CLAIM_BYTES = 1_024;

// The mark in the claim that a process holds open, if that is one.
function heldMark(pid: number): string | undefined {
  const path = `/proc/${pid}/fd/${CLAIM_DESCRIPTOR}`;
  const info = statIfReadable(path);
  if (info?.isFile !== true || info.size > MAX_CLAIM_BYTES) return undefined;
  const claim = parseClaim(readTextIfReadable(path) ?? "");
  return claim.kind === "holder" ? claim.mark : undefined;
}

/**
 * Whether a process belongs to a run of another grid directory with the same inode. A copy on another file system can have the
 * inode of the original; then the marks of their runs are equal.
 */
export function isOfCopy(pid: number, root: string): boolean {
  const runRoot = environmentOf(pid, "GRID_ROOT");
  const [theirs, ours] = [runRoot === undefined ? undefined : statIfReadable(runRoot), statIfReadable(root)];
  return theirs !== undefined && theirs.ino === ours?.ino && theirs.dev !== ours?.dev;
}

function marksOf(pid: number): string[] {
  return environmentOf(pid, RUN_MARK)?.split("\n") ?? [];
}

function isSameFile(a: Deno.FileInfo | undefined, b: Deno.FileInfo | undefined): boolean {
  return a !== undefined && a.ino === b?.ino && a.dev === b?.dev;
}

function statIfReadable(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

// Listing thousands of processes takes some 50 ms, so launches that are inspected together share a listing.
const SHARED_MS = 50;

function shared<T>(look: () => T): () => T {
  let last: { readonly at: number; readonly seen: T } | undefined;
  return () => {
    if (last === undefined || steadyNow() - last.at > SHARED_MS) last = { seen: look(), at: steadyNow() };
    return last.seen;
  };
}

// Processes that may be supervisors: where these hold their claims, they have a file open, and neither pipe nor socket.
const claimHolders = shared(() => listProcesses().filter((pid) => heldLink(pid)?.startsWith("/")));

const sessionLeaders = shared(() =>
  listProcesses().flatMap((pid) => {
    const process = readProcess(pid);
    if (process?.session !== pid) return [];
    return [{ pid, start: process.start, marks: marksOf(pid), outputs: outputsOf(pid) }];
  })
);
