/**
 * Queries this machine's GPUs with nvidia-smi.
 *
 * nvidia-smi takes one `--query-…` per invocation, so cards and processes need one each. `-q -x` reports both but takes about
 * fifty times as long (measured with one card). It is used for cards in MIG mode, because only `-q -x` reports instances.
 */
import type { Card, ComputeProcess, GpuSnapshot, LostCard, MigInstance } from "../../lib/gpu/device.ts";
import {
  CARD_FIELDS,
  explainFailure,
  firstLine,
  parseCards,
  parseList,
  parseLog,
  parseLost,
  parseProcesses,
  PROCESS_FIELDS,
} from "../../lib/gpu/nvidia_smi_output.ts";

// Without persistence mode the driver initializes cards one by one, which takes seconds on large machines.
const TIMEOUT_MS = 10_000;

/**
 * Discovers the GPUs: runs nvidia-smi twice, or three times if a card is in MIG mode.
 *
 * @param timeout milliseconds, for each invocation
 * @returns a snapshot, which is empty if the machine has no GPU
 * @throws {GpuError} if nvidia-smi is missing, times out, fails, or prints unexpected output
 */
export async function discoverGpus(timeout: number = TIMEOUT_MS): Promise<GpuSnapshot> {
  const snapshot = { ...await queryCards({ cards: [], lost: [] }, timeout), instances: [], processes: [] };
  if (snapshot.cards.length === 0) return snapshot;
  if (!snapshot.cards.some(({ mig }) => mig)) return { ...snapshot, ...await queryProcesses(snapshot, timeout) };
  return queryLog({ ...snapshot, instances: (await list(timeout)).instances }, timeout);
}

/**
 * Updates a snapshot with one invocation of nvidia-smi: the cards' free memory or the processes, or both if a card is in MIG
 * mode. Cards that have disappeared are removed, with their devices.
 *
 * @param known the last snapshot; what is not queried is copied from it
 * @param timeout milliseconds
 * @throws {GpuError} as {@link discoverGpus}
 */
export async function updateSnapshot(
  known: GpuSnapshot,
  query: "memory" | "processes",
  timeout: number = TIMEOUT_MS,
): Promise<GpuSnapshot> {
  if (known.cards.some(({ mig }) => mig)) return await queryLog(known, timeout);
  return { ...known, ...await (query === "memory" ? queryCards(known, timeout) : queryProcesses(known, timeout)) };
}

/** Cards, working and lost. */
interface Cards {
  readonly cards: readonly Card[];
  readonly lost: readonly LostCard[];
}

async function queryCards(known: Cards, timeout: number): Promise<Cards> {
  let fields: readonly string[] = CARD_FIELDS;
  const ask = (ids: readonly string[]) => runQuery(`--query-gpu=${fields.join(",")}`, ids, timeout);
  let answer = await ask(idsToAskFor(known));
  if (answer.code === 2 && answer.output.includes("mig.mode.current")) {
    fields = CARD_FIELDS.filter((field) => field !== "mig.mode.current");
    answer = await ask(idsToAskFor(known));
  }
  const listed = parseCards(answer.output, fields);
  const lost = [...known.lost.filter(({ busId }) => !listed.lost.some((card) => card.busId === busId)), ...listed.lost];
  if (listed.cards.length > 0) return { cards: listed.cards, lost };
  if (listed.lost.length > 0) {
    const others = (await list(timeout)).cards;
    return { cards: others.length === 0 ? [] : parseCards((await ask(others)).output, fields).cards, lost };
  }
  if (/^\s*No devices were found/m.test(answer.output)) return { cards: [], lost };
  throw answer.code === 0 ? unexpectedOutput(answer) : failureOf(answer);
}

async function queryProcesses(
  known: Cards,
  timeout: number,
): Promise<Cards & { readonly processes: readonly ComputeProcess[] }> {
  const ask = (which: Cards) =>
    runQuery(`--query-compute-apps=${PROCESS_FIELDS.join(",")}`, idsToAskFor(which), timeout);
  let cards = known;
  let answer = await ask(known);
  if (parseLost(answer.output).some(({ busId }) => !known.lost.some((card) => card.busId === busId))) {
    cards = await queryCards({ cards: [], lost: known.lost }, timeout);
    answer = await ask(cards);
  }
  const processes = parseProcesses(answer.output);
  if (processes.length === 0 && parseLost(answer.output).length === 0) {
    if (answer.code !== 0) throw failureOf(answer);
    // Empty output means that there are no processes.
    if (answer.stdout.trim() !== "" && !/^\s*No /.test(answer.stdout)) throw unexpectedOutput(answer);
  }
  return { cards: cards.cards, lost: cards.lost, processes };
}

// Older drivers stop at a lost card, but answer for the other cards if these are listed.
function idsToAskFor({ cards, lost }: Cards): string[] {
  return lost.length === 0 ? [] : cards.map(({ uuid }) => uuid);
}

async function queryLog(known: GpuSnapshot, timeout: number): Promise<GpuSnapshot> {
  const answer = await runNvidiaSmi(["-q", "-x"], timeout);
  const listed = parseLog(answer.output, known);
  const lost = parseLost(answer.output);
  if (listed.cards.length > 0) return { ...listed, lost: lost.length > 0 ? lost : known.lost };
  // The XML has changed between drivers. Without it processes are only known by their card.
  return { ...known, ...await queryProcesses(known, timeout) };
}

async function list(timeout: number): Promise<{ cards: string[]; instances: MigInstance[] }> {
  const answer = await runNvidiaSmi(["-L"], timeout);
  const listed = parseList(answer.output);
  if (listed.cards.length === 0 && answer.code !== 0 && parseLost(answer.output).length === 0) throw failureOf(answer);
  return listed;
}

function runQuery(option: string, ids: readonly string[], timeout: number): Promise<CommandResult> {
  return runNvidiaSmi(
    [option, "--format=csv,noheader,nounits", ...(ids.length > 0 ? [`--id=${ids.join(",")}`] : [])],
    timeout,
  );
}

function unexpectedOutput({ output }: CommandResult): GpuError {
  return new GpuError("fails", `unexpected output from nvidia-smi: ${firstLine(output) || "(empty)"}`);
}

// Runs nvidia-smi with a timeout, because the driver can hang forever.

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
async function runNvidiaSmi(args: readonly string[], timeout: number): Promise<CommandResult> {
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
  // Otherwise this process could not end before the driver answers.
  child.unref();
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended, but a process that it started keeps its streams open.
  }
  await Promise.all(readers.map((reader) => reader.cancel()));
}

/** The error for a failed nvidia-smi, with the meaning of its exit code and its first line of output. */
function failureOf({ code, output }: CommandResult): GpuError {
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

// The output for eight cards with seven instances each has a few hundred KiB.
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
