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
  const { promise: timedOut, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), timeout);
  try {
    const ended = await Promise.race([result, timedOut]);
    if (ended !== undefined) {
      const [{ code }, stdout, stderr] = ended as [Deno.CommandStatus, string, string];
      return { code, stdout, output: `${stdout}\n${stderr}` };
    }
  } finally {
    clearTimeout(timer);
  }
  // Otherwise this process could not exit before the driver answers.
  child.unref();
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended, but a process that it started keeps its streams open.
  }
  await Promise.all(readers.map((reader) => reader.cancel()));
  throw new GpuError("hangs", `nvidia-smi timed out after ${timeout / 1_000} s: the NVIDIA driver or a GPU is hanging`);
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

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += decoder.decode(part.value, { stream: true });
  }
  return text;
}
