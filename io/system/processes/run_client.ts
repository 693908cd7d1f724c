/** Runs the commands of a batch system, which may wait for minutes while it does not answer. */

/** How a command ended. */
export type ClientResult =
  | { readonly kind: "ended"; readonly code: number; readonly stdout: string; readonly stderr: string }
  /** It was killed: the time limit had passed, or what it printed showed that it would only wait. */
  | { readonly kind: "killed"; readonly stderr: string }
  /** It is not installed. */
  | { readonly kind: "missing"; readonly message: string };

/** How long a command is waited for. */
export interface ClientLimits {
  /** Milliseconds. */
  readonly timeout: number;
  /** All of its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Kills it when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Whether it will only wait, by what it has printed to stderr. */
  readonly isStuck?: (stderr: string) => boolean;
}

/** Runs a command of a batch system. A command that exceeds a limit is killed. */
export async function runClient(
  [program, ...args]: readonly [string, ...string[]],
  { timeout, environment, signal, isStuck = () => false }: ClientLimits,
): Promise<ClientResult> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args,
      clearEnv: true,
      env: { ...environment },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { kind: "missing", message: `${program} was not found: is this a login node of a cluster?` };
  }
  let [stderr, killed] = ["", false];
  const kill = () => {
    killed = true;
    try {
      child.kill("SIGKILL");
    } catch {
      // It has just ended.
    }
  };
  const timer = setTimeout(kill, timeout);
  signal?.addEventListener("abort", kill);
  if (signal?.aborted) kill();
  const errors = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      stderr += text;
      if (isStuck(stderr)) kill();
    }
  })();
  const [{ code }, stdout] = await Promise.all([child.status, new Response(child.stdout).text(), errors]);
  clearTimeout(timer);
  signal?.removeEventListener("abort", kill);
  return killed ? { kind: "killed", stderr } : { kind: "ended", code, stdout, stderr };
}
