/** A scheduler in the background. */
import { delay } from "@std/async/delay";
import { UsageError } from "../../lib/messages/usage_error.ts";
import { gridPaths } from "../../lib/store/layout.ts";
import { type Holder, lockHolder, lockState } from "../grid/lock.ts";
import { lstatIfExists } from "../system/files.ts";

/** What became of a scheduler that was started in the background. */
export type Detached =
  | { readonly kind: "running"; readonly pid: number }
  /** Its exit code: 0 and 1 when a short grid is over by now. */
  | { readonly kind: "ended"; readonly code: number }
  /** Another scheduler has the grid: which one, if it still has it. */
  | { readonly kind: "locked"; readonly holder: Holder | undefined };

const WAIT_MS = 20_000;
const POLL_MS = 20;
const LOCKED = 3;

// The shell tells the pid, and the exit code if the scheduler ends first. It does not become the leader of the new session, so
// that setsid does not fork: the pid is that of the scheduler.
const COMMAND = 'log=$1; shift; setsid "$@" >>"$log" 2>&1 </dev/null & echo $!; wait $!; echo $?';

/**
 * Starts a task in a session of its own, its messages in the grid directory's `scheduler.log`, and waits until it holds the
 * grid or has ended.
 *
 * @param script of the task
 * @param args the grid directory, and flags
 */
export async function detach(script: string, gridDir: string, args: readonly string[]): Promise<Detached> {
  const paths = gridPaths(gridDir);
  // The shell would wait for somebody who reads a pipe.
  if (lstatIfExists(paths.schedulerLog)?.isFile === false) {
    throw new UsageError(`error: ${paths.schedulerLog} is not a plain file: remove it`);
  }
  const deno = [Deno.execPath(), "run", "--quiet", "--no-prompt", "--allow-all", script, ...args];
  const shell = new Deno.Command("sh", {
    args: ["-c", COMMAND, "sh", paths.schedulerLog, ...deno],
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
    // Without it the scheduler is nobody's child, and goes on.
    endShell(shell);
    await Promise.all([shell.status, reading]);
  }
}

async function followStart(lock: string, tell: () => readonly number[]): Promise<Detached> {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    const [pid, code] = tell();
    if (code === LOCKED) return { kind: "locked", holder: lockState(lock).holder };
    if (code !== undefined) return { kind: "ended", code };
    const isHolder = pid !== undefined && lockHolder(lock)?.pid === pid;
    if (isHolder || pid !== undefined && performance.now() >= end) return { kind: "running", pid };
    if (performance.now() >= end) throw new Error("the scheduler could not be started in the background");
    await delay(POLL_MS);
  }
}

function endShell(shell: Deno.ChildProcess): void {
  try {
    shell.kill("SIGKILL");
  } catch {
    // It has ended.
  }
}
