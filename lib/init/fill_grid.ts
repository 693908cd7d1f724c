/** The line of a new grid file that its first trial replaces. */

/** It, in `grid_settings`. */
export const TRIAL_LINE = "  # The first trial writes here what it finds: results, metric, early_stopping.";

/**
 * Puts lines in the place of {@link TRIAL_LINE}.
 *
 * @param text of a grid file, with any line ends
 * @returns the new text; `undefined` if the line is not there, or not once
 */
export function fillGrid(text: string, lines: readonly string[]): string | undefined {
  const rows = text.split("\n");
  const [at = -1, ...others] = rows.flatMap((row, index) => row.replace(/\r$/, "") === TRIAL_LINE ? [index] : []);
  if (at < 0 || others.length > 0) return undefined;
  const end = rows[at]!.endsWith("\r") ? "\r" : "";
  return rows.toSpliced(at, 1, ...lines.map((line) => `${line}${end}`)).join("\n");
}
