/** Writes messages for people to stderr, and data for programs to stdout. */
import { writeAll } from "./files.ts";

const encoder = new TextEncoder();

// Receives the messages once the terminal has been closed.
let log: Deno.FsFile | undefined;

/** Appends all further messages to a file instead of writing them to stderr. For use after the terminal was closed. */
export function redirectMessages(path: string): void {
  log = Deno.openSync(path, { append: true, create: true });
}

/** Whether stderr is a terminal that supports cursor movement. */
export function isInteractive(): boolean {
  return log === undefined && Deno.stderr.isTerminal() && Deno.env.get("TERM") !== "dumb";
}

/** Writes a message and a newline to stderr. Never throws: a closed terminal (EIO) or pipe must not stop runs. */
export function printMessage(text: string): void {
  writeStderr(`${text}\n`);
}

/** Writes text to stderr unchanged, without a newline. Never throws. */
export function writeStderr(text: string): void {
  try {
    writeAll(log ?? Deno.stderr, encoder.encode(text));
  } catch {
    // Nobody can read it.
  }
}

/** Writes a line of data to stdout. A closed pipe (`| head`) is no error. */
export function printData(text: string): void {
  try {
    writeAll(Deno.stdout, encoder.encode(`${text}\n`));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
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

/**
 * Asks the user for confirmation. Does not ask if stdin is not a terminal.
 *
 * @returns whether to continue
 */
export function confirmStart(question: string): boolean {
  if (!Deno.stdin.isTerminal()) return true;
  return confirm(question);
}
