/** A scheduler in the background. */
import { delay } from "@std/async/delay";
import { gridPaths } from "../../lib/store/layout.ts";
import { lockHolder } from "../grid/lock.ts";
import { steadyNow } from "../system/clock.ts";
import { readTextIfExists } from "../system/files.ts";

const WAIT_MS = 20_000;

/**
 * Starts a task in a session of its own, its messages in the grid directory's `scheduler.log`, and waits until it holds the
 * grid or has ended.
 *
 * @param script of the task
 * @param args the grid directory, and flags
 * @returns the scheduler's pid; `undefined` when it has ended already, whatever came of it
 */
export async function detach(script: string, gridDir: string, args: readonly string[]): Promise<number | undefined> {
  const paths = gridPaths(gridDir);
  const before = readTextIfExists(paths.lock);
  // The shell ends at once, so that the scheduler is nobody's child.
  const command = 'log=$1; shift; setsid "$@" >>"$log" 2>&1 </dev/null &';
  const deno = [Deno.execPath(), "run", "--quiet", "--allow-all", script, ...args];
  const { success } = await new Deno.Command("sh", {
    args: ["-c", command, "sh", paths.schedulerLog, ...deno],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  if (!success) throw new Error("the scheduler could not be started in the background");
  const end = steadyNow() + WAIT_MS;
  while (steadyNow() < end) {
    const holder = lockHolder(paths.lock);
    if (holder !== undefined) return holder.pid;
    // It held the lock and has given it back: a short grid is over by now.
    if (readTextIfExists(paths.lock) !== before) return undefined;
    await delay(20);
  }
  return undefined;
}
