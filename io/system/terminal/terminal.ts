/** Writing for people, on stderr, and for programs, on stdout. */
import type fs from "node:fs";
import { printable, printableMessage } from "../../../lib/messages/printable.ts";
import { counted } from "../../../lib/messages/text.ts";
import { withoutCommands } from "../../../lib/messages/workflow_commands.ts";
import { isErrno } from "../file_errors.ts";
import { lstatIfExists, writeAll } from "../files.ts";
import { createOutputQueue, type OutputQueue } from "./output_queue.ts";
import { workflow } from "./workflow.ts";

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
    // Nobody can answer it either.
  }
}

/** Writes lines of data to stdout, like {@link writeStdout}; to a terminal without control characters. */
export function printData(data: string): void {
  writeStdout(`${Deno.stdout.isTerminal() ? printableMessage(data) : data}\n`);
}

/**
 * Writes lines for people to stdout, whose parts may be chosen by others: without control characters, and where the runner of a
 * workflow of GitHub Actions may read them, without commands.
 */
export function printLines(lines: readonly string[]): void {
  const text = lines.map((line) => `${printable(line)}\n`).join("");
  writeStdout(isReadByRunner() ? withoutCommands(text) : text);
}

/** Writes a value as JSON to stdout, in which the runner of a workflow of GitHub Actions finds no command. */
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
