/** From a grid file to its directory, with everything told on the way. */
import { resolve } from "@std/path";
import type { Stage } from "../lib/grid/command.ts";
import { formatProblem, InputError } from "../lib/grid/problem.ts";
import { parseYaml } from "../lib/grid/yaml.ts";
import { shownPath } from "../lib/grid/layout.ts";
import { type Expanded, expandFile } from "../io/expand_file.ts";
import { createGridDir } from "../io/grid_dir.ts";
import { missingPrograms } from "../io/programs.ts";
import { recordProvenance } from "../io/provenance.ts";
import { say } from "../io/terminal.ts";
import { type GridFlags, readOverrides, storedOverrides } from "./grid_options.ts";

/** Expands a grid file as the flags say; warnings go to stderr. */
export function expand(file: string, flags: GridFlags, masterSeed?: number): Expanded {
  const parse = (text: string, flag: string) => parseYaml(text, flag).value;
  const expanded = expandFile(file, (problems) => readOverrides(flags, parse, problems), masterSeed);
  for (const problem of expanded.problems) say(formatProblem(problem));
  return expanded;
}

/**
 * Makes the grid directory of a grid file.
 *
 * @param stage what is to be done with it: what that needs is looked for first, so that nothing is made in vain
 * @returns its path as people see it
 */
export function makeGrid(file: string, flags: GridFlags, stage?: Stage): string {
  const { plan, text } = expand(file, flags);
  const missing = stage === undefined ? [] : missingPrograms(plan, stage, file);
  if (missing.length > 0) throw new InputError(missing);
  const now = new Date();
  const provenance = recordProvenance({
    gridFile: resolve(file),
    cwd: Deno.cwd(),
    savetag: flags.savetag,
    overrides: storedOverrides(flags),
    now,
  });
  return shownPath(createGridDir(resolve(flags.expdir), plan, text, provenance, now), Deno.cwd());
}
