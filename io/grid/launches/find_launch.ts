/** Finds the processes of a launch, whatever its run has made of its records. */
import { basename, dirname, join } from "@std/path";
import { RUN_MARK } from "../../../lib/launch/launch_context.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import { parseClaim } from "../../../lib/store/launch_format.ts";
import { launchPaths, trainLog } from "../../../lib/store/layout.ts";
import { steadyNow } from "../../system/clock.ts";
import { readTextIfReadable } from "../../system/files.ts";
import { environmentOf, linkOf, listProcesses, outputsOf, readProcess } from "../../system/processes/processes.ts";

/** The descriptor with which a supervisor keeps the claim of its launch open (supervise.sh). */
const CLAIM_DESCRIPTOR = 7;

/** The end of the mark of a launch in this grid directory. What comes before is the id of the plan. */
export function markEnd(dir: string, stage: Stage, launch: number): string {
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
    const link = linkOf(pid, CLAIM_DESCRIPTOR)?.replace(/ \(deleted\)$/, "");
    if (link === undefined) return false;
    const held = heldMark(pid);
    if (held !== undefined) return held.endsWith(mark) && isSameFile(statIfReadable(`/proc/${pid}/cwd`), root);
    if (basename(link) !== basename(claim)) return false;
    return link === claim || isSameFile(statIfReadable(`/proc/${pid}/fd/${CLAIM_DESCRIPTOR}`), info);
  });
}

/**
 * Finds the process that leads a launch: by its exact mark, or as it writes into the log of the launch.
 *
 * @param dir the experiment's directory, absolute
 * @returns its pid; `undefined` if there is none, or without /proc
 */
export function findLeader(dir: string, stage: Stage, launch: number): number | undefined {
  const mark = markEnd(dir, stage, launch);
  const log = stage === "train" ? join(dir, trainLog(launch)) : undefined;
  return sessionLeaders().find(({ pid, start, marks, outputs }) =>
    (marks.some((other) => other.endsWith(mark)) || (log !== undefined && outputs.includes(log))) &&
    readProcess(pid)?.start === start && !isOfCopy(pid, dirname(dir))
  )?.pid;
}

/**
 * Finds the supervisor of a launch whose grid directory was removed: this one is a copy, as if it had been moved here.
 *
 * @param mark of the launch, with the inode of the removed directory
 */
export function findStraySupervisor(mark: string): number | undefined {
  return claimHolders().find((pid) => heldMark(pid) === mark && linkOf(pid, "cwd")?.endsWith(" (deleted)"));
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
  return linkOf(process.parent, CLAIM_DESCRIPTOR)?.replace(/ \(deleted\)$/, "") === claim;
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
 * Whether a process is of a run of another grid directory that has the same inode: a copy on another file system can have the
 * inode of the original, and so the marks of its runs.
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

// A look at all processes takes some 50 ms where there are thousands. So launches that are inspected together share one.
const SHARED_MS = 50;

function shared<T>(look: () => T): () => T {
  let last: { readonly at: number; readonly seen: T } | undefined;
  return () => {
    if (last === undefined || steadyNow() - last.at > SHARED_MS) last = { seen: look(), at: steadyNow() };
    return last.seen;
  };
}

const claimHolders = shared(() =>
  listProcesses().filter((pid) => linkOf(pid, CLAIM_DESCRIPTOR)?.replace(/ \(deleted\)$/, "").endsWith(".pid"))
);

const sessionLeaders = shared(() =>
  listProcesses().flatMap((pid) => {
    const process = readProcess(pid);
    if (process?.session !== pid) return [];
    return [{ pid, start: process.start, marks: marksOf(pid), outputs: outputsOf(pid) }];
  })
);
