/** A bar on the terminal, for what takes longer than a moment. */
import { bar } from "../lib/schedule/view.ts";
import { isInteractive, writeGuarded } from "./terminal.ts";

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
 * @param quiet nothing is shown; nor is it where there is no terminal
 */
export function createGauge(title: string, quiet: boolean): Gauge {
  const live = !quiet && isInteractive();
  let next = performance.now() + MOMENT_MS;
  let drawn = false;
  return {
    show(done, total) {
      if (!live || performance.now() < next) return;
      next = performance.now() + FRAME_MS;
      drawn = true;
      writeGuarded(`\r${title}  ${bar(done, total, 20)} ${Math.floor(100 * done / total)} %\x1b[K`);
    },
    [Symbol.dispose]() {
      if (drawn) writeGuarded("\r\x1b[K");
      drawn = false;
    },
  };
}
