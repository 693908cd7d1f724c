/** From a grid file to its directory, with everything told on the way. */
import { join, resolve } from "@std/path";
import type { FoundGpus } from "../io/gpu/find_gpus.ts";
import { type Expanded, expandFile } from "../io/grid/expand_file.ts";
import { createGridDir, isGridDir, readGridDir } from "../io/grid/grid_dir.ts";
import { recordProvenance } from "../io/grid/provenance.ts";
import { checkStage } from "../io/stage/check_stage.ts";
import { isUnusable } from "../io/system/files.ts";
import { print, say } from "../io/system/terminal.ts";
import { parseYaml } from "../lib/config/parse_yaml.ts";
import { formatProblem, InputError } from "../lib/messages/problem.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import { selectExperiments } from "../lib/plan/select.ts";
import type { Stage } from "../lib/run/stage.ts";
import { gridDirName, stampOf } from "../lib/store/layout.ts";
import { UsageError } from "./flags/command_line.ts";
import { type GridFlags, readOverrides, storedOverrides } from "./flags/grid_flags.ts";

/** Expands a grid file as the flags say; warnings go to stderr. */
export function expand(file: string, flags: GridFlags, masterSeed?: number): Expanded {
  const parse = (text: string, flag: string) => parseYaml(text, flag).value;
  const expanded = expandFile(file, (problems) => readOverrides(flags, parse, problems), masterSeed);
  for (const problem of expanded.warnings) say(formatProblem(problem));
  return expanded;
}

/** What a grid directory is made for. */
export interface Use {
  readonly stage: Stage;
  readonly only: readonly string[];
  /** `undefined`: on CPUs. */
  readonly gpus: FoundGpus | undefined;
}

/**
 * Makes the grid directory of a grid file.
 *
 * @param use what is to be done with it: what that needs is looked for first, so that nothing is made in vain
 * @returns its path as people see it
 */
export function makeGrid(file: string, flags: GridFlags, use?: Use): string {
  const { plan, text } = expand(file, flags);
  const now = new Date();
  if (use !== undefined) {
    const gridDir = join(resolve(flags.expdir), gridDirName(plan.name, stampOf(now), flags.savetag, 0));
    const missing = checkStage({ plan, stage: use.stage, source: file, gridDir, devices: use.gpus?.devices });
    if (missing.length > 0) throw new InputError(missing);
    selectExperiments(plan, use.only, () => "pending");
  }
  const provenance = recordProvenance({
    gridFile: resolve(file),
    cwd: Deno.cwd(),
    savetag: flags.savetag,
    overrides: storedOverrides(flags),
    now,
  });
  try {
    return shownPath(createGridDir(resolve(flags.expdir), plan, text, provenance, now), Deno.cwd());
  } catch (error) {
    if (!isUnusable(error)) throw error;
    throw new UsageError(`error: cannot make a grid directory in ${flags.expdir}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Prints the experiments of a grid file, or of a grid directory: a table, or JSON. */
export async function printExperiments(
  target: string,
  flags: GridFlags & { readonly only?: readonly string[]; readonly json?: true },
): Promise<void> {
  const plan = isGridDir(target) ? readGridDir(target).plan : expand(target, flags).plan;
  const only = selectExperiments(plan, flags.only ?? [], () => "pending");
  const { describeExperiments, renderTable } = await import("../lib/status/describe_plan.ts");
  const described = describeExperiments(plan).filter((_, index) => only === undefined || only.has(index));
  print(flags.json ? JSON.stringify(described, null, 2) : renderTable(described));
}
