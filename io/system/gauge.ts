/** A bar on the terminal, for what takes longer than a moment. */
import { bar } from "../../lib/status/bar.ts";
import { writeGuarded } from "./terminal.ts";

/** Shows how far something is. */
export interface Gauge extends Disposable {
  show(done: number, total: number): void;
  /** Takes the bar away. */
  [Symbol.dispose](): void;
}

const MOMENT_MS = 1_000;
const FRAME_MS = 100;

/**
 * @param title what is being done
 * @param live whether there is a terminal to draw on; without one nothing is shown
 * @param now a clock, in milliseconds
 */
export function createGauge(title: string, live: boolean, now = () => performance.now(), write = writeGuarded): Gauge {
  let next = now() + MOMENT_MS;
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
