/** Draws a progress bar in text. */

/** A progress bar of `width` characters. A total of 0 counts as done. */
export function bar(done: number, total: number, width: number): string {
  const filled = total === 0 ? width : Math.floor(done / total * width);
  return "█".repeat(filled) + "░".repeat(width - filled);
}
