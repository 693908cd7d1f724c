/** Describes why the holder of a lock cannot be signalled from here. */
import { hint, type Program } from "../../messages/hint.ts";
import type { Holder } from "../../store/lock_format.ts";

/** A grid directory whose scheduler is to be signalled. */
export interface LockedGrid {
  /** As the user types it. */
  readonly grid: string;
  /** How the user calls this program. */
  readonly program: Program;
}

/** Where a process runs. */
export interface Place {
  readonly host: string;
  readonly machine: string;
  readonly boot: string;
  readonly pidNamespace: string;
}

/** What can be seen here of the process with the holder's pid. */
export interface SeenProcess {
  /** In the kernel's ticks since the boot; `undefined` when there is no such process, or no `/proc`. */
  readonly start: number | undefined;
  /** Whether it has the lock's file open. */
  readonly opensLock: boolean;
}

/**
 * Why the holder of a lock must not be signalled from here: its pid may be that of another process.
 *
 * @param here where this process runs
 * @param seen the process that has the holder's pid here
 * @returns what is wrong and what to do; `undefined` if the process is the holder
 */
export function whyUnreachable(
  { grid, program }: LockedGrid,
  holder: Holder,
  here: Place,
  seen: SeenProcess,
): string | undefined {
  const { pid, host } = holder;
  const scheduler = `the scheduler of ${grid}, pid ${pid} on ${host},`;
  const command = hint(program, "stop", [grid]);
  if (host !== here.host) {
    const isRenamed = holder.boot === here.boot && holder.pid_namespace === here.pidNamespace &&
      holder.start !== undefined && holder.start === seen.start;
    if (isRenamed) return `${scheduler} was started when this host had that name: kill -INT ${pid} stops it`;
    return `${scheduler} runs on another host: run ${command} on ${host}`;
  }
  if (isOther(holder.machine, here.machine)) {
    return `${scheduler} runs on another machine with the same host name: run ${command} there`;
  }
  if (isOther(holder.boot, here.boot)) {
    return `${scheduler} was started before ${host} was booted, or on another machine of that name: run ${command} there`;
  }
  if (isOther(holder.pid_namespace, here.pidNamespace)) {
    return `${scheduler} runs in another pid namespace, a container for example, where pids have other meanings: ` +
      `run ${command} there`;
  }
  const isKnown = holder.pid_namespace !== undefined && holder.start !== undefined;
  if (isKnown ? holder.start === seen.start : seen.opensLock || here.pidNamespace === "-") return undefined;
  return `${scheduler} cannot be identified: the process with that pid is another one here. ` +
    `Find the holder of ${grid}/lock (lslocks, fuser), and send it SIGINT`;
}

function isOther(recorded: string | undefined, here: string): boolean {
  return recorded !== undefined && recorded !== here;
}
