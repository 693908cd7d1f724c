/** Loads the check of regular expressions in the setting `results`, which few grids have. */
import type { ExpandInput } from "../../lib/expand/expand_grid.ts";
import { readUserFile } from "../system/files.ts";

const MAX_BYTES = 2 ** 20;

/**
 * The check, if a grid file or the values of `--setting` may have an expression.
 *
 * @param file the path of the grid file, as typed by the user
 */
export async function loadLogCheck(file: string, settings: readonly string[]): Promise<ExpandInput["logProblem"]> {
  if (![...settings, textOf(file)].some((text) => /\blog\b/.test(text))) return undefined;
  const { logProblem } = await import("../../lib/results/formats/log_lines.ts");
  return logProblem;
}

// What is wrong with the file is reported when it is expanded.
function textOf(file: string): string {
  try {
    return new TextDecoder().decode(readUserFile(file, MAX_BYTES));
  } catch {
    return "log";
  }
}
