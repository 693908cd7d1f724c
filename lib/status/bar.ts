/** A progress bar in characters. */

/** How much of something is done, in characters. */
export function bar(done: number, total: number, width: number): string {
  const filled = total === 0 ? width : Math.floor(done / total * width);
  return "█".repeat(filled) + "░".repeat(width - filled);
}
