/** Processes of this machine, from /proc. */
import { readTextIfReadable } from "./files.ts";

/** Whether there is a process of this number, be it another user's, of which `/proc` may tell nothing (`hidepid`). */
export function isProcess(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    Deno.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

/**
 * The start time of a process, in the kernel's ticks since the boot: with the pid it identifies a process.
 *
 * @returns `undefined` when there is no such process, or only what is left of it (a zombie)
 */
export function startTimeOf(pid: number): number | undefined {
  return readProcess(pid)?.start;
}

/** A process that lives: the session that it is in, and its start time in ticks since the boot. */
export interface Process {
  readonly session: number;
  readonly start: number;
}

/** What `/proc` tells of a process; `undefined` when there is none, or only what is left of it (a zombie). */
export function readProcess(pid: number): Process | undefined {
  const stat = readTextIfReadable(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in parentheses may hold anything, spaces and parentheses too.
  const words = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return words[0] === "Z" || words[0] === "X" ? undefined : { session: Number(words[3]), start: Number(words[19]) };
}
