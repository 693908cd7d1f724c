/** Writing for people, on stderr, and for programs, on stdout. */
import { printableMessage } from "../../lib/messages/printable.ts";
import { lstatIfExists, writeAll } from "./files.ts";
import { createOutputQueue, type OutputQueue } from "./output_queue.ts";

const encoder = new TextEncoder();

let log: Deno.FsFile | undefined;

/** What is written in the background: nothing in a task that a signal may end while it waits for its reader. */
const queues: { stdout?: OutputQueue; stderr?: OutputQueue } = {};

// Enough for what happens in one moment in a large grid; what waits longer waits for a reader.
const QUEUE_BYTES = 2 ** 20;

// A live view of which that much waits need not be drawn.
const BEHIND_BYTES = 16 * 2 ** 10;

// How long the end of a task waits for a reader that does not read.
const FLUSH_MS = 1_000;

/**
 * From now on nothing waits for whoever reads stdout and stderr: what a pipe or a terminal does not take is kept, up to a limit,
 * and then dropped and counted. Tasks that have to end runs on a signal call this before they start any.
 */
export function writeInBackground(): void {
  if (queues.stderr !== undefined || queues.stdout !== undefined) return;
  const [stdout, stderr] = [1, 2].map((descriptor) => statDescriptor(descriptor));
  const queue = () =>
    createOutputQueue({
      limit: QUEUE_BYTES,
      tellDropped: (count) =>
        say(`${count} ${count === 1 ? "message was" : "messages were"} dropped: nobody read them`),
    });
  // Files take everything at once.
  if (!stderr?.isFile) queues.stderr = queue();
  if (stdout?.isFile) return;
  // In one terminal, or one pipe, the order counts.
  const isShared = stdout !== undefined && stdout.dev === stderr?.dev && stdout.ino === stderr.ino;
  queues.stdout = isShared ? queues.stderr ?? queue() : queue();
}

/** Waits until what is written in the background is read, but not for a reader that has stopped. */
export async function flushOutput(): Promise<void> {
  await Promise.all([queues.stdout?.flush(FLUSH_MS), queues.stderr?.flush(FLUSH_MS)]);
}

/** Whether the reader of stderr does not keep up. */
export function isBehind(): boolean {
  return log === undefined && (queues.stderr?.waiting ?? 0) > BEHIND_BYTES;
}

function statDescriptor(descriptor: number): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(`/dev/fd/${descriptor}`);
  } catch {
    // Closed, or another user's.
    return undefined;
  }
}

/**
 * From now on what is for people goes to a file: the terminal is gone. Where that cannot be written, or something else is in its
 * place (opening a pipe would wait for its reader), it goes nowhere.
 */
export function redirectTo(path: string): void {
  try {
    if (lstatIfExists(path)?.isFile ?? true) log = Deno.openSync(path, { append: true, create: true });
  } catch {
    // The disk is full, or the directory gone: no reason to end.
  }
  log ??= Deno.openSync("/dev/null", { write: true });
}

/** Whether stderr is a terminal that can be drawn on. */
export function isInteractive(): boolean {
  return log === undefined && Deno.stderr.isTerminal() && Deno.env.get("TERM") !== "dumb";
}

/**
 * Writes a message for people: whatever names and texts of others are in it, nothing but its lines and colours reaches the
 * terminal. A terminal that is gone (EIO) or a closed pipe stops nothing.
 */
export function say(text: string): void {
  writeGuarded(`${printableMessage(text)}\n`);
}

/** Writes text as it is for people, escape sequences and all. */
export function writeGuarded(text: string): void {
  if (log === undefined && queues.stderr !== undefined) return queues.stderr.write(Deno.stderr, text);
  try {
    writeAll(log ?? Deno.stderr, encoder.encode(text));
  } catch {
    // Nobody is there to read it.
  }
}

/** Writes lines of data on stdout: to a program as they are, to a terminal as {@link say} does. */
export function print(data: string): void {
  const text = Deno.stdout.isTerminal() ? printableMessage(data) : data;
  if (queues.stdout !== undefined) return queues.stdout.write(Deno.stdout, `${text}\n`);
  try {
    writeAll(Deno.stdout, encoder.encode(`${text}\n`));
  } catch (error) {
    // `… | head` closed the pipe.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** The size of the terminal; 80 × 24 where it does not say. */
export function terminalSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    return columns > 0 && rows > 0 ? { columns, rows } : { columns: 80, rows: 24 };
  } catch {
    return { columns: 80, rows: 24 };
  }
}

/**
 * Asks for <Enter> before anything starts. Without a terminal nothing is asked.
 *
 * @returns whether to go on
 */
export function agree(question: string): boolean {
  if (!Deno.stdin.isTerminal()) return true;
  return confirm(printableMessage(question));
}
