/** Lines at the bottom of the terminal that are drawn again and again, below messages that stay. */
import { textWidth } from "../../lib/messages/text_width.ts";
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
 * @param size the size of the terminal, now
 */
export function createLiveArea(
  size: () => { readonly columns: number; readonly rows: number } = terminalSize,
  write: (text: string) => boolean = writeStderr,
  wraps: boolean = wrapsAgain(),
): LiveArea {
  let widths: readonly number[] = [];
  // The height of the terminal when they were drawn.
  let height = size().rows;
  // How many rows of earlier lines left the screen at its top, when it became too small for them.
  let hidden = 0;

  // Starts with a carriage return: the terminal echoes Ctrl-C as "^C".
  function eraser(): string {
    const { columns, rows } = size();
    // Rows that had left the screen come back where it has become higher. Nothing but the area was below them.
    const back = Math.min(hidden, Math.max(0, rows - height));
    const taken = back +
      widths.reduce((sum, width) => sum + (wraps ? Math.max(1, Math.ceil(width / columns)) : 1), 0);
    hidden += Math.max(0, taken - rows + 1) - back;
    height = rows;
    return taken === 0 ? "" : `\r\x1b[${taken}A\x1b[0J`;
  }

  return {
    // In one piece, so that no half of it is seen.
    show(lines) {
      const isRead = write(eraser() + lines.map(({ text, paint = (text) => text }) => `${paint(text)}\n`).join(""));
      widths = lines.map(({ text }) => textWidth(text));
      return isRead;
    },
    erase() {
      if (widths.length > 0) write(eraser());
      widths = [];
      // What follows stays, between those rows and the area.
      hidden = 0;
    },
  };
}
