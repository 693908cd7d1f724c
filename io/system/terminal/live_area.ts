/** Lines at the bottom of the terminal that are drawn again and again, below messages that stay. */
import { textWidth } from "../../../lib/messages/text.ts";
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

// Most terminals wrap what is wider than a window that became narrower. xterm and GNU screen cut it.
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
    // In one piece, so that no half of it is seen, and line by line: some terminals keep a screen that is erased as a whole.
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
