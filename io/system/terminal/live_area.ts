/** Lines at the bottom of the terminal that are redrawn, below messages that stay. */
import { bar, textWidth } from "../../../lib/messages/text.ts";
import { terminalSize, writeStderr } from "./terminal.ts";

/** The lines at the bottom of the terminal. */
export interface LiveArea {
  /**
   * Replaces the lines. They are no wider than the terminal.
   *
   * @returns `false` if nobody can read them: the terminal has been closed
   */
  show(lines: readonly Line[]): boolean;
  /** Removes the lines, to write something above them. */
  erase(): void;
}

/** A printable text, and how it is written: in a colour, for instance. */
export interface Line {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

// When a window becomes narrower, most terminals wrap lines that are too wide. xterm and GNU screen cut them off.
function wrapsAgain(): boolean {
  return Deno.env.get("XTERM_VERSION") === undefined && Deno.env.get("STY") === undefined;
}

/**
 * An area without lines.
 *
 * @param columns the width of the terminal, now
 */
export function createLiveArea(
  columns: () => number = () => terminalSize().columns,
  write: (text: string) => boolean = writeStderr,
  wraps: boolean = wrapsAgain(),
): LiveArea {
  let widths: readonly number[] = [];

  // How many rows the lines take now.
  function rowsTaken(): number {
    const now = columns();
    return widths.reduce((sum, width) => sum + (wraps ? Math.max(1, Math.ceil(width / now)) : 1), 0);
  }

  return {
    // Written at once, so that no half-drawn lines are seen. Erased line by line, because some terminals keep a screen that is
    // erased as a whole in their history.
    show(lines) {
      const above = rowsTaken();
      const drawn = lines.map(({ text, paint = (text) => text }) => `\x1b[2K${paint(text)}\n`);
      const isRead = write(`${up(above)}${drawn.join("")}\x1b[0J`);
      widths = lines.map(({ text }) => textWidth(text));
      return isRead;
    },
    erase() {
      const above = rowsTaken();
      if (above > 0) write(`${up(above)}${"\x1b[2K\x1b[1B".repeat(above)}\x1b[2K${up(above)}`);
      widths = [];
    },
  };
}

// Starts with a carriage return: the terminal echoes Ctrl-C as "^C".
function up(rows: number): string {
  return rows === 0 ? "" : `\r\x1b[${rows}A`;
}

/** A progress bar on the terminal, for operations that take longer than a second. */
export interface ProgressBar extends Disposable {
  /** Draws the bar, at most ten times a second. */
  show(done: number, total: number): void;
  /** Erases the bar. */
  [Symbol.dispose](): void;
}

// Shorter operations show no bar.
const DELAY_MS = 1_000;
const FRAME_MS = 100;

/**
 * A progress bar that has not been drawn yet.
 *
 * @param title the text in front of the bar
 * @param live whether stderr is a terminal; if not, nothing is drawn
 * @param now a clock, in milliseconds
 */
export function createProgressBar(
  title: string,
  live: boolean,
  now = () => performance.now(),
  write: (text: string) => void = writeStderr,
): ProgressBar {
  let next = now() + DELAY_MS;
  let drawn = false;
  return {
    show(done, total) {
      if (!live || now() < next) return;
      next = now() + FRAME_MS;
      drawn = true;
      write(`\r${title}  ${bar(done, total, 20)} ${Math.floor(100 * done / total)} %\x1b[K`);
    },
    [Symbol.dispose]() {
      if (drawn) write("\r\x1b[K");
      drawn = false;
    },
  };
}
