/** Runs nvidia-smi with a deadline, as its driver may hang for ever. */
import { explainFailure } from "../../lib/gpu/failure.ts";

/** Why nothing is known of GPUs: there is no driver, it did not answer, or it said that it cannot. */
export type GpuFailure = "absent" | "hangs" | "fails";

/** nvidia-smi did not answer, or not with what was asked for. */
export class GpuError extends Error {
  constructor(readonly failure: GpuFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "GpuError";
  }
}

// It found no GPU, its driver is not loaded, or the driver's library is missing: on a cluster's login node, say.
const NO_DRIVER: ReadonlySet<number> = new Set([6, 9, 12]);

/** How nvidia-smi ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  /** Both streams: nvidia-smi tells most of its errors on stdout. */
  readonly output: string;
}

/**
 * Runs nvidia-smi to its end, or until the deadline: then it is killed, and not waited for, as a process that waits for
 * its driver takes no signals. So it is when it prints more than it can have to say.
 *
 * @param deadline milliseconds
 * @throws {GpuError} when it is not on PATH, cannot be started, does not end in time or prints too much
 */
export async function runNvidiaSmi(args: readonly string[], deadline: number): Promise<CommandResult> {
  const child = start(args);
  const readers = [child.stdout.getReader(), child.stderr.getReader()];
  const answer = Promise.all([child.status, ...readers.map(readAll)]);
  let failure = new GpuError(
    "hangs",
    `nvidia-smi has not answered for ${deadline / 1_000} s: the NVIDIA driver hangs, or a GPU does`,
  );
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), deadline);
  try {
    const ended = await Promise.race([answer, late]);
    if (ended !== undefined) {
      const [{ code }, stdout, stderr] = ended as [Deno.CommandStatus, string, string];
      return { code, stdout, output: `${stdout}\n${stderr}` };
    }
  } catch (error) {
    if (!(error instanceof GpuError)) throw error;
    failure = error;
  } finally {
    clearTimeout(timer);
  }
  await giveUp(child, readers);
  throw failure;
}

async function giveUp(
  child: Deno.ChildProcess,
  readers: readonly ReadableStreamDefaultReader<Uint8Array>[],
): Promise<void> {
  // Else this process could not end before the driver answers.
  child.unref();
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended, and something that it started holds its streams.
  }
  await Promise.all(readers.map((reader) => reader.cancel()));
}

/** An answer that cannot be used, as an error that tells what the exit code means and what was said. */
export function failureOf({ code, output }: CommandResult): GpuError {
  const failure = NO_DRIVER.has(code) ? "absent" : "fails";
  return new GpuError(failure, `nvidia-smi failed: ${explainFailure(code, output)}`);
}

function start(args: readonly string[]): Deno.ChildProcess {
  try {
    return new Deno.Command("nvidia-smi", {
      args: [...args],
      // The numbers are to be those of the documentation.
      env: { LC_ALL: "C" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new GpuError("absent", "no GPU: nvidia-smi, which comes with the NVIDIA driver, is not on PATH", {
        cause: error,
      });
    }
    throw new GpuError("fails", `cannot start nvidia-smi: ${(error as Error).message}`, { cause: error });
  }
}

// The log of eight cards, each in seven instances, has some hundreds of KiB.
const MAX_OUTPUT = 4 * 2 ** 20;
const MAX_LINE = 8 * 2 ** 10;

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let unfinished = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const { longest, last } = measureLines(part.value, unfinished);
    if (text.length + part.value.length > MAX_OUTPUT || longest > MAX_LINE) {
      const limits = `${MAX_OUTPUT / 2 ** 20} MiB, or a line of more than ${MAX_LINE / 2 ** 10} KiB`;
      throw new GpuError("fails", `nvidia-smi printed more than ${limits}: check which nvidia-smi is on PATH`);
    }
    unfinished = last;
    text += decoder.decode(part.value, { stream: true });
  }
  return text;
}

const NEWLINE = 10;

// The lengths of the longest and of the last line; `before`: how much of the first one was read before.
function measureLines(bytes: Uint8Array, before: number): { longest: number; last: number } {
  let longest = 0;
  let start = -before;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, end + 1)) {
    longest = Math.max(longest, end - start);
    start = end + 1;
  }
  const last = bytes.length - start;
  return { longest: Math.max(longest, last), last };
}
