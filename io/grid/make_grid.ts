/** From a grid file to its directory. */
import { join, resolve } from "@std/path";
import { checkSavetag, type GridOverrides, NOTHING_GIVEN, readOverrides } from "../../lib/grid/read_overrides.ts";
import { InputError, type Problem } from "../../lib/messages/problem.ts";
import { UsageError } from "../../lib/messages/usage_error.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import { selectExperiments } from "../../lib/plan/select.ts";
import { gridDirName, stampOf } from "../../lib/store/layout.ts";
import { isUnusable } from "../system/files.ts";
import { type Expanded, expandFile } from "./expand_file.ts";
import { withExpdir } from "./expdir.ts";
import { createGridDir } from "./grid_dir.ts";
import { recordProvenance } from "./provenance.ts";

/** A grid file, and what the command line adds to it. */
export interface GridRequest {
  /** The grid file, as it was typed. */
  readonly file: string;
  readonly overrides?: GridOverrides;
  /** A tag at the end of the grid directory's name. */
  readonly savetag?: string | undefined;
  /** Told of warnings and notices, before anything else happens. */
  readonly warn?: (problem: Problem) => void;
}

/** Finds what is missing for the runs of a plan, before anything is made; the grid directory is absolute. */
export type PlanCheck = (plan: Plan, gridDir: string) => readonly Problem[];

/**
 * Expands a grid file.
 *
 * @param masterSeed of a former expansion, which keeps its seeds; else one is drawn
 * @throws {InputError} with everything that is wrong
 */
export function expandRequest(request: GridRequest, masterSeed?: number): Expanded {
  const { overrides, problems } = readOverrides(request.overrides ?? NOTHING_GIVEN);
  const commandLine = { overrides, problems: [...checkSavetag(request.savetag), ...problems] };
  const expanded = expandFile(request.file, commandLine, masterSeed);
  for (const problem of expanded.warnings) request.warn?.(problem);
  return expanded;
}

/** Where a grid directory is made, and for what. */
export interface GridPlace {
  /** As it was typed; `experiments` by default. */
  readonly expdir?: string;
  readonly check?: PlanCheck | undefined;
  /** Selectors that have to match experiments. */
  readonly only?: readonly string[] | undefined;
  /** Looks for a grid directory to be taken instead, while no other process makes one. */
  readonly findExisting?: () => string | undefined;
}

/**
 * Makes the grid directory of a grid file.
 *
 * @returns its path, absolute; or the one that was to be taken instead
 * @throws {InputError} with everything that is wrong; nothing was made
 * @throws {UsageError} when `expdir` cannot hold it
 */
export function makeGrid(request: GridRequest, place: GridPlace = {}): string {
  const { expdir = "experiments", check, only = [], findExisting } = place;
  const { plan, text } = expandRequest(request);
  const now = new Date();
  const gridDir = join(resolve(expdir), gridDirName(plan.name, stampOf(now), request.savetag, 0));
  const missing = check?.(plan, gridDir) ?? [];
  if (missing.length > 0) throw new InputError(missing);
  selectExperiments(plan, only, () => "pending");
  const { overrides = NOTHING_GIVEN, savetag } = request;
  const provenance = recordProvenance({
    gridFile: resolve(request.file),
    cwd: Deno.cwd(),
    savetag,
    overrides,
    now,
  });
  try {
    const home = resolve(expdir);
    const create = () => createGridDir(home, { plan, gridText: text, provenance }, now);
    return withExpdir(home, () => findExisting?.() ?? create());
  } catch (error) {
    if (!isUnusable(error)) throw error;
    throw new UsageError(`error: cannot make a grid directory in ${expdir}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
