/** Writing for people, on stderr, and for programs, on stdout. */
import { writeAll } from "./files.ts";

const encoder = new TextEncoder();

let log: Deno.FsFile | undefined;

/** From now on what is for people goes to a file: the terminal is gone. */
export function redirectTo(path: string): void {
  log = Deno.openSync(path, { append: true, create: true });
}

/** Whether stderr is a terminal that can be drawn on. */
export function isInteractive(): boolean {
  return log === undefined && Deno.stderr.isTerminal() && Deno.env.get("TERM") !== "dumb";
}

/** Writes a line for people. A terminal that is gone (EIO) or a closed pipe stops nothing. */
export function say(text: string): void {
  writeGuarded(`${text}\n`);
}

/** Writes text as it is for people, escape sequences and all. */
export function writeGuarded(text: string): void {
  try {
    writeAll(log ?? Deno.stderr, encoder.encode(text));
  } catch {
    // Nobody is there to read it.
  }
}

/** Writes a line of data on stdout. */
export function print(text: string): void {
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
  return confirm(question);
}
