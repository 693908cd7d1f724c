/** Processes of this machine, from /proc. */
import { readTextIfReadable } from "./files.ts";
import { maySeeProcesses } from "./permissions.ts";

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

/** A living process. */
export interface Process {
  readonly parent: number;
  readonly session: number;
  /** In ticks of 10 ms since the boot. */
  readonly start: number;
}

/** What `/proc` tells of a process; `undefined` when there is none, or only what is left of it (a zombie). */
export function readProcess(pid: number): Process | undefined {
  const stat = readTextIfReadable(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in parentheses may hold anything, spaces and parentheses too.
  const words = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return words[0] === "Z" || words[0] === "X" ? undefined : {
    parent: Number(words[1]),
    session: Number(words[3]),
    start: Number(words[19]),
  };
}

/** The pids of all processes, this one left out; none where there is no /proc. */
export function listProcesses(): number[] {
  if (!maySeeProcesses()) return [];
  try {
    return Array.from(Deno.readDirSync("/proc"), ({ name }) => Number(name)).filter((pid) =>
      Number.isInteger(pid) && pid !== Deno.pid
    );
  } catch {
    return [];
  }
}

/** What a descriptor of a process is open on: a path, with ` (deleted)` behind it when the file is gone. */
export function linkOf(pid: number, descriptor: number): string | undefined {
  try {
    return Deno.readLinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}

/** A variable in the environment of a process; `undefined` when it is not set, or cannot be read. */
export function environmentOf(pid: number, name: string): string | undefined {
  const environment = readTextIfReadable(`/proc/${pid}/environ`) ?? "";
  const start = environment.startsWith(`${name}=`) ? 0 : environment.indexOf(`\0${name}=`) + 1;
  if (start === 0 && !environment.startsWith(`${name}=`)) return undefined;
  const end = environment.indexOf("\0", start);
  return environment.slice(start + name.length + 1, end === -1 ? undefined : end);
}

/** Whether a process has a file open; `false` where that cannot be seen. */
export function hasOpen(pid: number, path: string): boolean {
  try {
    const { dev, ino } = Deno.statSync(path);
    return Array.from(Deno.readDirSync(`/proc/${pid}/fd`)).some(({ name }) => {
      const open = statOf(`/proc/${pid}/fd/${name}`);
      return open?.ino === ino && open.dev === dev;
    });
  } catch {
    return false;
  }
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}
