/** Starts a scheduler in the background, for `--detach`. */
import { delay } from "@std/async/delay";
import { UsageError } from "../../lib/messages/problem.ts";
import { gridPaths } from "../../lib/store/layout.ts";
import { type Holder, lockHolder, lockState } from "../grid/lock/lock.ts";
import { steadyNow } from "../system/clock.ts";
import { lstatIfExists } from "../system/files.ts";
import { denoCommand, programEnvironment } from "../system/processes/program.ts";

/** The state of a scheduler that was started in the background. */
export type Detached =
  | { readonly kind: "running"; readonly pid: number }
  /** It has already exited: a short grid may have finished. */
  | { readonly kind: "ended"; readonly code: number }
  /** Another scheduler holds the grid; `holder` is `undefined` if it has exited since. */
  | { readonly kind: "locked"; readonly holder: Holder | undefined };

const WAIT_MS = 20_000;
const POLL_MS = 20;
const LOCKED = 3;

// Prints the pid of the scheduler, and its exit code when it has exited. setsid does not fork here, because a background job of
// sh is not a process group leader: the pid is that of the scheduler.
const COMMAND = 'log=$1; shift; setsid "$@" >>"$log" 2>&1 </dev/null & echo $!; wait $!; echo $?';

/**
 * Starts a task in a new session, with its messages in `scheduler.log`, and waits until it holds the lock of the grid or has
 * ended.
 *
 * @param script the path of the task's module
 * @param gridDir absolute
 * @param args the arguments of the task: the grid directory, and flags
 * @throws {Error} if it cannot be started
 */
export async function detach(script: string, gridDir: string, args: readonly string[]): Promise<Detached> {
  const paths = gridPaths(gridDir);
  // The shell would wait for somebody who reads a pipe.
  if (lstatIfExists(paths.schedulerLog)?.isFile === false) {
    throw new UsageError(`error: ${paths.schedulerLog} is not a regular file: remove it`);
  }
  const deno = denoCommand(script, args);
  const shell = new Deno.Command("sh", {
    args: ["-c", COMMAND, "sh", paths.schedulerLog, ...deno],
    env: programEnvironment(),
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let told = "";
  const reading = (async () => {
    for await (const text of shell.stdout.pipeThrough(new TextDecoderStream())) told += text;
  })();
  try {
    return await followStart(paths.lock, () => told.split("\n").slice(0, -1).map(Number));
  } finally {
    // The scheduler continues without the shell.
    endShell(shell);
    await Promise.all([shell.status, reading]);
  }
}

async function followStart(lock: string, tell: () => readonly number[]): Promise<Detached> {
  const end = steadyNow() + WAIT_MS;
  for (;;) {
    const [pid, code] = tell();
    if (code === LOCKED) return { kind: "locked", holder: lockState(lock).holder };
    if (code !== undefined) return { kind: "ended", code };
    const isHolder = pid !== undefined && lockHolder(lock)?.pid === pid;
    if (isHolder || pid !== undefined && steadyNow() >= end) return { kind: "running", pid };
    if (steadyNow() >= end) throw new Error("cannot start the scheduler in the background");
    await delay(POLL_MS);
  }
}

function endShell(shell: Deno.ChildProcess): void {
  try {
    shell.kill("SIGKILL");
  } catch {
    // It has already exited.
  }
}
