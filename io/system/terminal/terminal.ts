/** Writing for people, on stderr, and for programs, on stdout. */
import { delay } from "@std/async/delay";
import type fs from "node:fs";
import { printable, printableMessage } from "../../../lib/messages/printable.ts";
import { formatProblem, type Problem } from "../../../lib/messages/problem.ts";
import { counted } from "../../../lib/messages/text.ts";
import { annotation, withoutCommands, type WorkflowPlace } from "../../../lib/messages/workflow_commands.ts";
import { isErrno } from "../file_errors.ts";
import { lstatIfExists, writeAll } from "../files.ts";

const encoder = new TextEncoder();

// Receives the messages once the terminal has been closed.
let log: Deno.FsFile | undefined;

/** The queues of output that is written in the background; empty in tasks that a signal may end while they wait for the reader. */
const queues: { stdout?: OutputQueue; stderr?: OutputQueue } = {};

// Enough for all messages of one moment in a large grid.
const QUEUE_BYTES = 2 ** 20;

// With more waiting output than this, a live view is not drawn.
const BEHIND_BYTES = 16 * 2 ** 10;

// How long a task waits at its end for a reader that does not read.
const FLUSH_MS = 1_000;

/**
 * Makes all further output to stdout and stderr non-blocking: output that a pipe or terminal does not accept is kept up to a
 * limit, then dropped and counted. Tasks that have to stop runs on a signal call this before they start any.
 */
export function writeInBackground(): void {
  if (queues.stderr !== undefined || queues.stdout !== undefined) return;
  const [stdout, stderr] = [1, 2].map((descriptor) => statDescriptor(descriptor));
  const queue = () =>
    createOutputQueue({
      limit: QUEUE_BYTES,
      tellDropped: (count) =>
        printMessage(`${counted(count, "message was", "messages were")} dropped, because nobody read them`),
    });
  // Files never block.
  if (!stderr?.isFile) queues.stderr = queue();
  if (stdout?.isFile) return;
  // With one terminal or pipe for both, the order matters.
  const isShared = stdout !== undefined && stdout.dev === stderr?.dev && stdout.ino === stderr.ino;
  queues.stdout = isShared ? queues.stderr ?? queue() : queue();
}

/** Waits until output written in the background has been read, or the reader has stopped reading. */
export async function flushOutput(): Promise<void> {
  await Promise.all([queues.stdout?.flush(FLUSH_MS), queues.stderr?.flush(FLUSH_MS)]);
}

/** Ends {@link writeInBackground}: like {@link flushOutput}, and further output is written at once. */
export async function endBackground(): Promise<void> {
  await flushOutput();
  delete queues.stdout;
  delete queues.stderr;
}

/** Whether the reader of stderr is too slow. */
export function isBehind(): boolean {
  return log === undefined && (queues.stderr?.waiting ?? 0) > BEHIND_BYTES;
}

/** Whether the reader of stdout is too slow: what is written now would be kept in memory, or dropped. */
export function isStdoutBehind(): boolean {
  return (queues.stdout?.waiting ?? 0) > BEHIND_BYTES;
}

function statDescriptor(descriptor: number): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(`/dev/fd/${descriptor}`);
  } catch {
    // Closed, or owned by another user.
    return undefined;
  }
}

/** Whether the runner of a GitHub workflow may read stdout, which it does through a pipe. */
export function isReadByRunner(): boolean {
  return workflow() !== undefined && !statDescriptor(1)?.isFile;
}

/**
 * Appends all further messages to a file instead of writing them to stderr. For use after the terminal was closed. Messages are
 * discarded if the file cannot be written or is not a regular file, as opening a pipe would block.
 */
export function redirectMessages(path: string): void {
  try {
    if (lstatIfExists(path)?.isFile ?? true) log = Deno.openSync(path, { append: true, create: true });
  } catch {
    // A full disk or a deleted directory must not stop runs.
  }
  log ??= Deno.openSync("/dev/null", { write: true });
}

/** Whether stderr is a terminal that supports cursor movement. */
export function isInteractive(): boolean {
  return log === undefined && Deno.stderr.isTerminal() && Deno.env.get("TERM") !== "dumb";
}

/**
 * Writes a message and a newline to stderr. Control characters in it, other than colours and newlines, do not reach the terminal.
 * A workflow of GitHub Actions takes no part of it for a command. Never throws: a closed terminal (EIO) or pipe must not stop runs.
 *
 * @returns `false` if nobody can read it: the terminal or the pipe has been closed
 */
export function printMessage(text: string): boolean {
  const message = printableMessage(text);
  return writeStderr(`${workflow() === undefined ? message : withoutCommands(message)}\n`);
}

/**
 * Writes text to stderr unchanged, without a newline. Never throws.
 *
 * @returns `false` if nobody can read it: the terminal or the pipe has been closed
 */
export function writeStderr(text: string): boolean {
  if (log === undefined && queues.stderr !== undefined) {
    queues.stderr.write(Deno.stderr, text);
    return true;
  }
  try {
    writeAll(log ?? Deno.stderr, encoder.encode(text));
    return true;
  } catch {
    return false;
  }
}

/** Writes a question to stderr, at once: everything that is written in the background has to be flushed before. Never throws. */
export function writeQuestion(text: string): void {
  try {
    writeAll(Deno.stderr, encoder.encode(printableMessage(text)));
  } catch {
    // A question that cannot be read is not answered either.
  }
}

/** Writes lines of data to stdout, like {@link writeStdout}; to a terminal without control characters. */
export function printData(data: string): void {
  writeStdout(`${Deno.stdout.isTerminal() ? printableMessage(data) : data}\n`);
}

/**
 * Writes lines for people to stdout. Parts of them may come from others: control characters are removed, and commands to the
 * runner of a GitHub Actions workflow if it may read them.
 */
export function printLines(lines: readonly string[]): void {
  const text = lines.map((line) => `${printable(line)}\n`).join("");
  writeStdout(isReadByRunner() ? withoutCommands(text) : text);
}

/** Writes a value as JSON to stdout, so that the runner of a GitHub Actions workflow finds no command in it. */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value, null, 2);
  printData(isReadByRunner() ? text.replaceAll("##[", "\\u0023#[") : text);
}

/**
 * Writes text or bytes to stdout unchanged, without a newline. A closed pipe (`| head`) or a closed terminal is no error.
 *
 * @returns `false` if nobody can read it
 * @throws if stdout is a file that cannot be written
 */
export function writeStdout(data: string | Uint8Array): boolean {
  if (queues.stdout !== undefined) {
    queues.stdout.write(Deno.stdout, data);
    return true;
  }
  try {
    writeAll(Deno.stdout, typeof data === "string" ? encoder.encode(data) : data);
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe) && !isTerminalGone(error)) throw error;
    return false;
  }
}

// A disk reports EIO, too. Once the terminal is gone, Deno.stdout.isTerminal() is false.
function isTerminalGone(error: unknown): boolean {
  if (!isErrno(error, "EIO") && !isErrno(error, "ENXIO")) return false;
  // Only loaded here: it takes longer than all other modules of a command together.
  const { process } = globalThis as unknown as { process: { getBuiltinModule(name: "node:fs"): typeof fs } };
  return process.getBuiltinModule("node:fs").fstatSync(1).isCharacterDevice();
}

/** The size of the terminal in characters; 80 × 24 if unknown. */
export function terminalSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    return columns > 0 && rows > 0 ? { columns, rows } : { columns: 80, rows: 24 };
  } catch {
    return { columns: 80, rows: 24 };
  }
}

// Writes text in the background: a reader that does not read (a stopped terminal, a full pipe) blocks nothing.

/** Where bytes are written to. */
export interface Sink {
  /** Resolves with how many bytes were taken; rejects when nobody can read them any more. */
  write(bytes: Uint8Array): Promise<number>;
}

/** Texts that wait until they are written, in order. */
export interface OutputQueue {
  /** Adds a text, or bytes that do not change any more. It is dropped, and counted, while too much is waiting. */
  write(sink: Sink, text: string | Uint8Array): void;
  /** How many bytes are waiting. */
  readonly waiting: number;
  /** Waits until everything is written, as long as something is read every `patience` milliseconds. */
  flush(patience: number): Promise<void>;
}

/** Limits of a queue, and who is told when they were exceeded. */
export interface OutputQueueOptions {
  /** Bytes that may wait. */
  readonly limit: number;
  /** Called when texts are taken again, with how many were dropped. May write to this queue. */
  tellDropped(count: number): void;
}

interface Text {
  readonly sink: Sink;
  readonly bytes: Uint8Array;
}

// A blocking write returns when all bytes are taken: smaller writes show that somebody reads.
const CHUNK_BYTES = 4_096;

const RETRY_MS = 50;

/** A queue without texts. */
export function createOutputQueue({ limit, tellDropped }: OutputQueueOptions): OutputQueue {
  const encoder = new TextEncoder();
  const texts: Text[] = [];
  let waiting = 0;
  let dropped = 0;
  let taken = 0;
  let writing: Promise<void> | undefined;

  async function writeText({ sink, bytes }: Text): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const written = await writeChunk(sink, bytes.subarray(at, at + CHUNK_BYTES));
      // The pipe is closed, or the terminal gone.
      if (written === undefined) break;
      at += written;
      taken += written;
    }
    waiting -= bytes.length;
  }

  // After the queue was full, it accepts texts again only when half of it is free. Otherwise every second text would be
  // dropped.
  function resume(): void {
    if (dropped === 0 || waiting > limit / 2) return;
    const count = dropped;
    dropped = 0;
    tellDropped(count);
  }

  async function writeAll(): Promise<void> {
    for (let text = texts.shift(); text !== undefined; text = texts.shift()) {
      await writeText(text);
      resume();
    }
    writing = undefined;
  }

  return {
    write(sink, text) {
      const bytes = typeof text === "string" ? encoder.encode(text) : text;
      if (dropped > 0 || (waiting > 0 && waiting + bytes.length > limit)) return void dropped++;
      texts.push({ sink, bytes });
      waiting += bytes.length;
      writing ??= writeAll();
    },
    get waiting() {
      return waiting;
    },
    async flush(patience) {
      for (let before = -1; writing !== undefined && before !== taken;) {
        before = taken;
        const over = new AbortController();
        await Promise.race([writing, delay(patience, { signal: over.signal }).catch(() => {})]);
        over.abort();
      }
    },
  };
}

async function writeChunk(sink: Sink, bytes: Uint8Array): Promise<number | undefined> {
  try {
    return await sink.write(bytes);
  } catch (error) {
    if (!(error instanceof Deno.errors.WouldBlock)) return undefined;
    // Another program has made the pipe non-blocking.
    await delay(RETRY_MS);
    return 0;
  }
}

/** Prints problems to stderr, one per line. A workflow of GitHub Actions shows them at their lines, too. */
export function printProblems(problems: readonly Problem[]): void {
  for (const problem of problems) printMessage(formatProblem(problem));
  const place = workflow();
  if (place !== undefined) { for (const problem of problems) writeStderr(`${annotation(problem, place)}\n`); }
}

let known: WorkflowPlace | false | undefined;

/**
 * The GitHub Actions workflow in which this process runs; `undefined` outside of one, and where the environment must not be
 * read.
 */
export function workflow(): WorkflowPlace | undefined {
  known ??= findWorkflow() ?? false;
  return known || undefined;
}

function findWorkflow(): WorkflowPlace | undefined {
  try {
    if (Deno.env.get("GITHUB_ACTIONS") !== "true") return undefined;
    const cwd = Deno.cwd();
    return { workspace: Deno.env.get("GITHUB_WORKSPACE") || cwd, cwd };
  } catch {
    return undefined;
  }
}

// Characters per write.
const PIECE = 1 << 18;

/** The same text in fewer pieces, so that writing them takes fewer system calls. */
export function* inPieces(texts: Iterable<string>): Generator<string> {
  let piece = "";
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}
