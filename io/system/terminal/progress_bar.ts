/** A progress bar on the terminal, for operations that take longer than a second. */
import { bar } from "../../../lib/messages/text.ts";
import { writeStderr } from "./terminal.ts";

/** A progress bar. */
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
