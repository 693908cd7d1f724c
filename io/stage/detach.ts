/** Starts a scheduler in the background, for `--detach`. */
import { delay } from "@std/async/delay";
import { gridPaths } from "../../lib/store/layout.ts";
import { lockHolder } from "../grid/lock.ts";
import { readTextIfExists } from "../system/files.ts";

const WAIT_MS = 20_000;

/**
 * Starts a task in a new session, with its messages in `scheduler.log`, and waits until it holds the lock of the grid or has
 * ended.
 *
 * @param script the path of the task's module
 * @param gridDir absolute
 * @param args the arguments of the task: the grid directory, and flags
 * @returns the pid of the scheduler; `undefined` if it has already ended, successfully or not
 * @throws {Error} if it cannot be started
 */
export async function detach(script: string, gridDir: string, args: readonly string[]): Promise<number | undefined> {
  const paths = gridPaths(gridDir);
  const before = readTextIfExists(paths.lock);
  // The shell exits immediately, so that the scheduler is not a child of this process.
  const command = 'log=$1; shift; setsid "$@" >>"$log" 2>&1 </dev/null &';
  const deno = [Deno.execPath(), "run", "--quiet", "--allow-all", script, ...args];
  const { success } = await new Deno.Command("sh", {
    args: ["-c", command, "sh", paths.schedulerLog, ...deno],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  if (!success) throw new Error("cannot start the scheduler in the background");
  const end = Date.now() + WAIT_MS;
  while (Date.now() < end) {
    const holder = lockHolder(paths.lock);
    if (holder !== undefined) return holder.pid;
    // It has taken and released the lock: a short grid has already finished.
    if (readTextIfExists(paths.lock) !== before) return undefined;
    await delay(20);
  }
  return undefined;
}
