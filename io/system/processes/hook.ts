/** Runs a shell line of a user when something has happened, with what happened in variables of its environment. */
import { delay } from "@std/async/delay";

/** A shell line that can be run, once. */
export interface Hook extends AsyncDisposable {
  /**
   * Runs it, and waits for its end or its time limit.
   *
   * @param variables its environment, in addition to that of this process
   * @returns its exit code: 0 if it was run before, 124 if it exceeded its time, `undefined` if it could not be started
   */
  run(variables: Readonly<Record<string, string>>): Promise<number | undefined>;
}

/** How a hook is run. */
export interface HookOptions {
  /** Its name in the log. */
  readonly name: string;
  /** The shell line. */
  readonly line: string;
  /** Its working directory. */
  readonly workdir: string;
  /** The file to which its output is appended. */
  readonly log: string;
  /** Seconds after which it is ended. */
  readonly limit: number;
}

// Waits for the variables, one a line, and for the order to run. Without it, as this process was killed, it ends. SIGINT of the
// terminal does not reach its session.
const WAIT = `while IFS= read -r gw_item; do
  [ "$gw_item" != run ] || break
  export "$gw_item"
done
[ "\${gw_item-}" = run ] || exit 0
exec >>"$1" 2>&1 </dev/null
printf '%s %s: %s\\n' "$(date +%H:%M:%S)" "$2" "$4"
if command -v timeout >/dev/null; then exec timeout -k 5 "$3" sh -c "$4"; fi
exec sh -c "$4"`;

const START = 'gw_session=$(command -v setsid); exec ${gw_session:+"$gw_session"} sh -c "$@"';

// What remains after the time limit is not waited for.
const PATIENCE_MS = 10_000;

/**
 * Prepares a hook: a shell that waits, because an analysis gives up the permission to start programs.
 *
 * @throws errors of the system, if no shell can be started
 */
export function prepareHook({ name, line, workdir, log, limit }: HookOptions): Hook {
  const shell = new Deno.Command("sh", {
    args: ["-c", START, "sh", WAIT, "sh", log, name, String(limit), line],
    cwd: workdir,
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const stdin = shell.stdin.getWriter();
  let isUsed = false;

  async function write(text: string): Promise<void> {
    try {
      if (text !== "") await stdin.write(new TextEncoder().encode(text));
      await stdin.close();
    } catch {
      // The shell has ended: its exit code says so.
    }
  }

  return {
    async run(variables) {
      if (isUsed) return 0;
      isUsed = true;
      const lines = Object.entries(variables).map(([name, value]) => `${name}=${value.replaceAll(/[\n\0]/g, " ")}\n`);
      await write(`${lines.join("")}run\n`);
      const ended = new AbortController();
      const late = delay(limit * 1_000 + PATIENCE_MS, { signal: ended.signal }).catch(() => {});
      const code = await Promise.race([shell.status.then(({ code }) => code), late.then(() => undefined)]);
      ended.abort();
      return code;
    },
    async [Symbol.asyncDispose]() {
      if (isUsed) return;
      isUsed = true;
      await write("");
      await shell.status;
    },
  };
}
