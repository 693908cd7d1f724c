/** Runs the commands of Slurm, which wait for minutes while the controller does not answer. */

/** How a command of Slurm ended. */
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
  /** Kills it when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Whether it will only wait, by what it has printed to stderr. */
  readonly isStuck?: (stderr: string) => boolean;
}

/** Whether a variable is kept: those of the job that a command is called from would change what it does. */
function isKept(name: string): boolean {
  if (name === "SLURM_CONF" || name === "SLURM_CONF_SERVER" || name === "SLURM_JWT") return true;
  // A user's defaults for sbatch, such as SBATCH_PARTITION, give way to its command line. These have no option there, or
  // would make a list that is taken for complete a partial one.
  return !/^(?:SLURM|SLURMD|SQUEUE|SCANCEL|SACCT|SPANK)_|^SBATCH_(?:WAIT|ARRAY_INX|CLUSTERS|SIGNAL)$/.test(name);
}

/** The environment of the commands of Slurm. */
export function clientEnvironment(all: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(all).filter(([name]) => isKept(name));
  // Lists of elements would be cut off after 64 characters.
  return { ...Object.fromEntries(kept), SLURM_BITSTR_LEN: "0" };
}

/** Runs a command of Slurm. A command that exceeds a limit is killed. */
export async function runClient(
  [program, ...args]: readonly [string, ...string[]],
  { timeout, signal, isStuck = () => false }: ClientLimits,
): Promise<ClientResult> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args,
      clearEnv: true,
      env: clientEnvironment(Deno.env.toObject()),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { kind: "missing", message: `${program} was not found: is this a login node of a Slurm cluster?` };
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

/** The answer to a question to the controller. */
export type Answer =
  | { readonly kind: "answered"; readonly text: string }
  /** The controller did not answer: nothing is known. */
  | { readonly kind: "silent"; readonly message: string }
  | { readonly kind: "missing"; readonly message: string };

/** Asks the controller something, with a command that only prints the answer. */
export async function askController(
  words: readonly [string, ...string[]],
  limits: Omit<ClientLimits, "isStuck">,
): Promise<Answer> {
  const result = await runClient(words, limits);
  const [program] = words;
  if (result.kind === "missing") return result;
  if (result.kind === "killed") {
    const said = messageOf(result.stderr);
    const message = `no answer from ${program} for ${limits.timeout / 1000} s${said === "" ? "" : ` (${said})`}`;
    return { kind: "silent", message };
  }
  if (result.code !== 0) {
    return { kind: "silent", message: messageOf(result.stderr) || `${program}: exit code ${result.code}` };
  }
  return { kind: "answered", text: result.stdout };
}

/** The messages of a command on one line, without the names of commands before them and references to their help. */
export function messageOf(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.replace(COMMAND_NAME, "").trim());
  return [...new Set(lines.filter((line) => line !== "" && !line.startsWith('Try "')))].join("; ");
}

const COMMAND_NAME = /^(?:(?:\S*\/)?s[a-z]+: (?:(?:error|fatal|info): )?)?(?:allocation failure: |slurm_\w+ error: )?/;

// How often a cluster and its file system are looked at, and how long they may be late.

/** Times in milliseconds. */
export interface Pace {
  /** The least time between an answer of squeue and the next question. */
  readonly poll: number;
  /** How long records that other machines wrote, and Slurm's own knowledge, may be late. */
  readonly patience: number;
  /** How often an element looks whether its run was started elsewhere. Whole seconds. */
  readonly look: number;
}

/**
 * The defaults, unless environment variables give other seconds: `GRID_WORKERS_SLURM_POLL`, which sites that allow more or less
 * may set; `GRID_WORKERS_SLURM_PATIENCE` and `GRID_WORKERS_SLURM_LOOK`, which must not be shorter than file systems cache
 * directories.
 */
export function readPace(): Pace {
  return {
    // What sites tolerate from a process that runs for days.
    poll: milliseconds("POLL", 5),
    // NFS caches directories for up to a minute.
    patience: milliseconds("PATIENCE", 60),
    look: Math.max(1_000, milliseconds("LOOK", 10)),
  };
}

function milliseconds(name: string, seconds: number): number {
  const given = Number(Deno.env.get(`GRID_WORKERS_SLURM_${name}`) || seconds);
  return (given > 0 ? given : seconds) * 1_000;
}
