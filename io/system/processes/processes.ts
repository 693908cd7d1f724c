/** Looks up processes of this machine in /proc. */
import { namesIn, readTextIfReadable } from "../files.ts";
import { maySeeProcesses } from "../permissions.ts";

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
 * Whether a process has locked the file with this inode by flock(2), even if the file was deleted since. Format of
 * `/proc/locks`: proc_locks(5).
 */
export function holdsLock(pid: number, inode: number): boolean {
  const locks = readTextIfReadable("/proc/locks") ?? "";
  return locks.split("\n").some((line) => {
    const [, kind, , , holder, file] = line.trim().split(/\s+/);
    return kind === "FLOCK" && holder === String(pid) && file?.split(":").at(-1) === String(inode);
  });
}

/**
 * The start time of a process, in clock ticks since the boot. The pid and the start time together identify a process.
 *
 * @returns `undefined` if the process does not exist or is a zombie
 */
export function startTimeOf(pid: number): number | undefined {
  return readProcess(pid)?.start;
}

/** A running process. */
export interface Process {
  readonly parent: number;
  readonly session: number;
  /** In clock ticks since the boot. */
  readonly start: number;
}

/** Whether a process exists and belongs to another user, and `/proc` does not show it (`hidepid`). */
export function isHidden(pid: number): boolean {
  return readTextIfReadable(`/proc/${pid}/stat`) === undefined && isProcess(pid);
}

/** Whether the environment and the open files of a process can be seen, or it does not exist. Root sees all. */
export function isVisible(pid: number): boolean {
  try {
    Deno.readTextFileSync(`/proc/${pid}/environ`);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.PermissionDenied);
  }
}

/** The pid of the child of a process that is a session leader; `undefined` if there is none. */
export function leaderUnder(parent: number): number | undefined {
  return listProcesses().find((pid) => {
    const process = readProcess(pid);
    return process?.parent === parent && process.session === pid;
  });
}

/** The kernel's tick, in which start times are counted: milliseconds. */
const TICK_MS = 10;

/**
 * How long processes have been running, whatever the machine's clock was set to meanwhile.
 *
 * @returns milliseconds of each; `undefined` for one that is not running, and where there is no /proc
 */
export async function ageOf(pids: readonly number[]): Promise<(number | undefined)[]> {
  const starts = pids.map((pid) => readProcess(pid)?.start);
  if (starts.every((start) => start === undefined)) return starts;
  const now = await readTicks();
  return starts.map((start) => start === undefined || isNaN(now) ? undefined : Math.max(0, now - start) * TICK_MS);
}

/**
 * Converts start times of processes to milliseconds since the epoch, as the machine's clock shows it now.
 *
 * @returns a function, whose result is `NaN` where there is no /proc
 */
export async function readStartClock(): Promise<(start: number) => number> {
  const [now, ticks] = [Date.now(), await readTicks()];
  return (start) => now - (ticks - start) * TICK_MS;
}

// The current time in the unit and with the origin of start times; `NaN` without /proc. In a container, /proc/uptime may have
// another origin. A process that starts now shows it.
async function readTicks(): Promise<number> {
  const args = ["-c", 'read -r stat </proc/$$/stat; printf %s "$stat"'];
  const { stdout } = await new Deno.Command("sh", { args, stdin: "null", stdout: "piped", stderr: "null" }).output();
  return parseStat(new TextDecoder().decode(stdout))?.start ?? NaN;
}

/** A process as `/proc` shows it; `undefined` if there is none, or only a zombie. */
export function readProcess(pid: number): Process | undefined {
  const stat = readTextIfReadable(`/proc/${pid}/stat`);
  return stat === undefined ? undefined : parseStat(stat);
}

function parseStat(stat: string): Process | undefined {
  // The name in parentheses may hold anything, spaces and parentheses too.
  const words = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return words[0] === "Z" || words[0] === "X" ? undefined : {
    parent: Number(words[1]),
    session: Number(words[3]),
    start: Number(words[19]),
  };
}

/** The pids of all other processes; an empty list without /proc. */
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

/** The path of an open file or the working directory of a process, followed by ` (deleted)` if it was deleted. */
export function linkOf(pid: number, what: number | "cwd"): string | undefined {
  try {
    return Deno.readLinkSync(`/proc/${pid}/${what === "cwd" ? what : `fd/${what}`}`);
  } catch {
    return undefined;
  }
}

/** The paths of the files to which a process writes its output. A deleted file keeps its path. */
export function outputsOf(pid: number): string[] {
  return [1, 2].flatMap((descriptor) => linkOf(pid, descriptor)?.replace(/ \(deleted\)$/, "") ?? []);
}

// O_WRONLY and O_APPEND of fcntl.h, and the mask of access modes.
const [ACCESS, WRITE_ONLY, APPEND] = [0o3, 0o1, 0o2000];

/**
 * Whether a process has a file open for appending only, with any descriptor. The processes of a run have its log open in this
 * way; editors and programs that read it do not.
 */
export function appendsTo(pid: number, isMeant: (path: string) => boolean): boolean {
  return namesIn(`/proc/${pid}/fd`).some((name) => {
    const path = linkOf(pid, Number(name))?.replace(/ \(deleted\)$/, "");
    if (!path?.startsWith("/") || !isMeant(path)) return false;
    const flags = parseInt(
      /^flags:\s*(\d+)$/m.exec(readTextIfReadable(`/proc/${pid}/fdinfo/${name}`) ?? "")?.[1] ?? "0",
      8,
    );
    return (flags & ACCESS) === WRITE_ONLY && (flags & APPEND) !== 0;
  });
}

/** An environment variable of a process; `undefined` if it is not set or cannot be read. */
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
