/** Signals the scheduler of a grid, and waits until it has ended. */
import { delay } from "@std/async/delay";
import { whyUnreachable } from "../../../lib/status/notices/describe_holder.ts";
import { gridPaths } from "../../../lib/store/layout.ts";
import type { Holder } from "../../../lib/store/lock_format.ts";
import { statIfExists } from "../../system/files.ts";
import { readHostIdentity } from "../../system/place.ts";
import { hasOpen, isProcess, startTimeOf } from "../../system/processes/processes.ts";
import { program } from "../../system/processes/program.ts";
import { DRAIN_SIGNAL } from "../../system/processes/stop_signals.ts";
import { lockState } from "./lock.ts";

/** Which scheduler is to be stopped, and how. */
export interface StopRequest {
  /** The grid directory. */
  readonly root: string;
  /** Its path as the user types it. */
  readonly grid: string;
  /** Whether running jobs may finish. */
  readonly drain: boolean;
  /** How long to wait for its end, in seconds. */
  readonly wait: number;
}

/** The result of a request. */
export type Stopped =
  | { readonly kind: "none" }
  | { readonly kind: "ended" }
  /** It cannot be signalled from here: why, and what to do. */
  | { readonly kind: "unreachable"; readonly reason: string }
  /** It was signalled, and has not ended in time. */
  | { readonly kind: "running"; readonly pid: number };

const POLL_MS = 50;
// A scheduler that has just taken the lock is about to write its name, and one that is giving it back is about to end.
const UNNAMED_MS = 1_000;

/** Signals the scheduler of a grid if it is certain which process that is, and waits until it has ended. */
export async function stopScheduler({ root, grid, drain, wait }: StopRequest): Promise<Stopped> {
  const { lock } = gridPaths(root);
  const holder = await findHolder(lock);
  if (holder === undefined) return { kind: "none" };
  if (holder === "unnamed") {
    const reason = `${lock} is locked by a process that it does not name: find it with lslocks or fuser`;
    return { kind: "unreachable", reason };
  }
  const seen = { start: startTimeOf(holder.pid), opensLock: hasOpen(holder.pid, lock) };
  const reason = whyUnreachable({ grid, program: program() }, holder, readHostIdentity(), seen);
  if (reason !== undefined) return isHeldBy(lock, holder) ? { kind: "unreachable", reason } : { kind: "ended" };
  try {
    Deno.kill(holder.pid, drain ? DRAIN_SIGNAL : "SIGINT");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { kind: "ended" };
    const refused = `cannot signal the scheduler of ${grid}, pid ${holder.pid}: ${(error as Error).message}`;
    return { kind: "unreachable", reason: `${refused}. Run this as the user who started it` };
  }
  const end = performance.now() + wait * 1_000;
  while (isAtWork(lock, holder, seen.start)) {
    if (performance.now() >= end) return { kind: "running", pid: holder.pid };
    await delay(POLL_MS);
  }
  return { kind: "ended" };
}

async function findHolder(lock: string): Promise<Holder | "unnamed" | undefined> {
  const end = performance.now() + UNNAMED_MS;
  for (;;) {
    const { held, holder } = lockState(lock);
    if (!held) return undefined;
    if (holder !== undefined) return holder;
    if (performance.now() >= end) return "unnamed";
    await delay(POLL_MS);
  }
}

function isHeldBy(lock: string, { pid, since }: Holder): boolean {
  const { holder } = lockState(lock);
  return holder?.pid === pid && holder.since === since;
}

// A scheduler whose lock file was removed still runs. One whose process is gone does not, whatever the lock shows.
function isAtWork(lock: string, holder: Holder, start: number | undefined): boolean {
  const isAlive = start === undefined ? isProcess(holder.pid) : startTimeOf(holder.pid) === start;
  return isAlive && (isHeldBy(lock, holder) || statIfExists(lock) === undefined);
}
