/** Runs nvidia-smi with a timeout, because the driver can hang forever. */
import { explainFailure } from "../../lib/gpu/failure.ts";

/** Why GPUs cannot be queried: no driver, no answer in time, or an error. */
export type GpuFailure = "absent" | "hangs" | "fails";

/** nvidia-smi is missing, timed out, failed, or printed unexpected output. */
export class GpuError extends Error {
  constructor(readonly failure: GpuFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "GpuError";
  }
}

// No GPU, driver not loaded, or library missing: expected on a cluster's login node, for example.
const NO_DRIVER: ReadonlySet<number> = new Set([6, 9, 12]);

/** The exit code and output of nvidia-smi. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  /** stdout and stderr: nvidia-smi prints most of its errors to stdout. */
  readonly output: string;
}

/**
 * Runs nvidia-smi. On a timeout it is killed but not waited for: a process blocked in the driver ignores signals.
 *
 * @param timeout milliseconds
 * @throws {GpuError} if nvidia-smi is not on PATH, cannot be started, or times out
 */
export async function runNvidiaSmi(args: readonly string[], timeout: number): Promise<CommandResult> {
  const child = start(args);
  const readers = [child.stdout.getReader(), child.stderr.getReader()];
  const result = Promise.all([child.status, ...readers.map(readAll)]);
  let failure = new GpuError(
    "hangs",
    `nvidia-smi timed out after ${timeout / 1_000} s: the NVIDIA driver or a GPU is hanging`,
  );
  const { promise: timedOut, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), timeout);
  try {
    const ended = await Promise.race([result, timedOut]);
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
    // It has ended, but a process that it started keeps its streams open.
  }
  await Promise.all(readers.map((reader) => reader.cancel()));
}

/** The error for a failed nvidia-smi, with the meaning of its exit code and its first line of output. */
export function failureOf({ code, output }: CommandResult): GpuError {
  const failure = NO_DRIVER.has(code) ? "absent" : "fails";
  return new GpuError(failure, `nvidia-smi failed: ${explainFailure(code, output)}`);
}

function start(args: readonly string[]): Deno.ChildProcess {
  try {
    return new Deno.Command("nvidia-smi", {
      args: [...args],
      // Number formats as documented.
      env: { LC_ALL: "C" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new GpuError("absent", "nvidia-smi, part of the NVIDIA driver, is not on PATH", {
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
