/** Looks up processes of this machine in /proc. */
import { readTextIfReadable } from "./files.ts";

/** Whether a process with this pid exists. Includes processes of other users, which `/proc` may hide (`hidepid`). */
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
 * The start time of a process, in clock ticks since the boot. The pid and the start time together identify a process.
 *
 * @returns `undefined` if the process does not exist or is a zombie
 */
export function startTimeOf(pid: number): number | undefined {
  return readProcess(pid)?.start;
}

/** A running process: its session id, and its start time in clock ticks since the boot. */
export interface Process {
  readonly session: number;
  readonly start: number;
}

/** Reads a process from `/proc`; `undefined` if it does not exist or is a zombie. */
export function readProcess(pid: number): Process | undefined {
  const stat = readTextIfReadable(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // proc_pid_stat(5). The name in parentheses may contain spaces and parentheses.
  const words = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return words[0] === "Z" || words[0] === "X" ? undefined : { session: Number(words[3]), start: Number(words[19]) };
}
