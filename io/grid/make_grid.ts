/** Expands a grid file and creates its grid directory. */
import { join } from "@std/path";
import { type GridOverrides, NOTHING_GIVEN } from "../../lib/grid/grid_overrides.ts";
import { checkSavetag, readOverrides } from "../../lib/grid/overrides.ts";
import { type Code, describeCode } from "../../lib/launch/snapshot_code.ts";
import { InputError, type Problem, UsageError } from "../../lib/messages/problem.ts";
import { createProblemReport, makeStrict } from "../../lib/messages/report.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import { selectExperiments } from "../../lib/plan/select.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { gridDirName } from "../../lib/store/grid_dir_name.ts";
import { experimentDir, stampOf } from "../../lib/store/layout.ts";
import { absolutePath } from "../system/absolute_path.ts";
import { isPathError } from "../system/file_errors.ts";
import { findPython } from "../system/find_python.ts";
import { createPathProbe } from "../system/path_probe.ts";
import { type ExpandedGrid, expandFile } from "./expand_file.ts";
import { withExpdir } from "./expdir.ts";
import { createGridDir, isGridDir } from "./grid_dir.ts";
import { recordProvenance } from "./provenance.ts";
import { takeSnapshot } from "./snapshot/snapshot.ts";
import { surveyCode } from "./snapshot/survey_code.ts";
import { resolveWorkdir } from "./workdir.ts";

/** A grid file, and the flags that change it. */
export interface GridRequest {
  /** The path of the grid file, as typed by the user. */
  readonly file: string;
  /** The flags of the command line that change the grid. */
  readonly overrides?: GridOverrides;
  /** A suffix for the name of the grid directory. */
  readonly savetag?: string | undefined;
  /** Selectors for which experiments are run, to be checked when a grid directory is resumed. */
  readonly only?: readonly string[] | undefined;
  /** The directory in which runs start, as typed by the user. Default: the current directory. */
  readonly workdir?: string | undefined;
  /**
   * The stages that will run next: if a program or script of theirs is missing, that is an error; for other stages it is a
   * warning. By default nothing is checked.
   */
  readonly stages?: readonly Stage[];
  /** Whether its runs may start on another machine, with other programs on PATH. */
  readonly elsewhere?: boolean;
  /** What is wrong with a regular expression of `results`, if anything; by default they are not checked. */
  readonly logProblem?: ((pattern: string) => string | undefined) | undefined;
  /** Whether warnings are errors. */
  readonly strict?: boolean;
  /** Whether succeeded experiments are trained again: then it does not matter what they were launched with. */
  readonly again?: boolean;
  /** Whether a resume goes on with the snapshot of the code, or takes a new one; by default the user is asked, if possible. */
  readonly code?: "keep" | "new" | undefined;
  /** Asks that, given how the code has changed. */
  readonly chooseCode?: ((change: string) => Promise<"keep" | "new">) | undefined;
  /** Receives what was done beside creating a grid directory: a line. */
  readonly tell?: ((line: string) => void) | undefined;
  /** Receives warnings and notices. */
  readonly warn?: (problem: Problem) => void;
}

/** Checks the requirements of a plan before its directory (absolute) is created. Returns errors. */
export type PlanCheck = (plan: Plan, gridDir: string) => readonly Problem[];

/**
 * Expands a grid file.
 *
 * @param earlier an earlier plan, whose seeds are kept; by default they are random
 * @throws {InputError} with all errors
 * @throws {UsageError} if `workdir` is not a directory
 */
export function expandRequest(request: GridRequest, earlier?: Plan): ExpandedGrid {
  const cwd = request.workdir === undefined ? undefined : resolveWorkdir(request.workdir);
  const { overrides, problems } = readOverrides(request.overrides ?? NOTHING_GIVEN);
  const { savetag, strict = false, stages, elsewhere = false, logProblem } = request;
  const python = earlier?.python ?? findPython();
  const files = stages && { probe: createPathProbe(python), stages, elsewhere };
  const options = { overrides, strict, files, logProblem, problems: [...checkSavetag(savetag), ...problems] };
  const expanded = expandFile(request.file, options, earlier);
  for (const problem of expanded.warnings) request.warn?.(problem);
  const plan = {
    ...expanded.plan,
    ...(python && { python }),
    ...(cwd !== undefined && { cwd, cwdChosen: true as const }),
  };
  return { ...expanded, plan };
}

/** Options for a new grid directory. */
export interface GridDirOptions {
  /** The parent directory, as typed by the user. Default: `experiments`. */
  readonly expdir?: string;
  /** An additional check. The directory is not created if it returns errors. */
  readonly check?: PlanCheck | undefined;
  /** Selectors, each of which has to match at least one experiment. */
  readonly only?: readonly string[] | undefined;
}

/** A grid directory that can be created. */
export interface PreparedGrid extends Pick<ExpandedGrid, "plan" | "locateSetting"> {
  /** The code that is copied into it, if its runs start in a snapshot. */
  readonly code: Code | undefined;
  /** Its absolute path. It gets another one if that is taken by the time it is created. */
  readonly root: string;
  /**
   * Creates it.
   *
   * @param findExisting finds an existing grid directory to use instead; called while no other process can create one
   * @returns its absolute path, or that of `findExisting`
   * @throws {UsageError} if it cannot be created in `expdir`
   */
  create(findExisting?: () => string | undefined): string;
}

/**
 * Creates a grid directory from a grid file.
 *
 * @returns its absolute path
 * @throws {InputError} with all errors; nothing has been created then
 * @throws {UsageError} if the directory cannot be created in `expdir`
 */
export function makeGrid(request: GridRequest, options: GridDirOptions = {}): string {
  return prepareGrid(request, options).create();
}

/**
 * Expands a grid file for a new grid directory, and creates nothing yet.
 *
 * @throws {InputError} with all errors
 * @throws {UsageError} if `expdir` is a grid directory
 */
export function prepareGrid(request: GridRequest, options: GridDirOptions = {}): PreparedGrid {
  const { expdir = "experiments", check, only = [] } = options;
  if (isGridDir(expdir)) {
    throw new UsageError(
      `error: --expdir ${expdir} is a grid directory: grid directories are not created inside others`,
    );
  }
  const { plan, text, locateSetting } = expandRequest(request);
  const code = surveyRequest(request, { plan, locateSetting }, absolutePath(expdir));
  const now = new Date();
  const home = absolutePath(expdir);
  const root = join(home, gridDirName(plan.name, stampOf(now), request.savetag, 0));
  const missing = check?.(plan, root) ?? [];
  if (missing.length > 0) throw new InputError(missing);
  selectExperiments(plan, only, { stateOf: () => "pending", dirOf: experimentDir });
  const create: PreparedGrid["create"] = (findExisting) => {
    const { overrides = NOTHING_GIVEN, savetag } = request;
    const gridFile = absolutePath(request.file);
    const provenance = recordProvenance({ gridFile, cwd: Deno.cwd(), savetag, overrides, now });
    const take = code && ((root: string) => takeSnapshot(root, code));
    const createNew = () => {
      const path = createGridDir(home, { plan, gridText: text, provenance, takeSnapshot: take }, now);
      if (code !== undefined) request.tell?.(`runs start in a snapshot of the code: ${describeCode(code)}`);
      return path;
    };
    try {
      return withExpdir(home, () => findExisting?.() ?? createNew());
    } catch (error) {
      if (!isPathError(error)) throw error;
      throw new UsageError(`error: cannot create a grid directory in ${expdir}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  };
  return { plan, locateSetting, code, root, create };
}

/**
 * The code of which a snapshot is taken; `undefined` for a grid without. What may surprise the user is told.
 *
 * @throws {InputError} if it is too large, or with `strict` if there is a warning
 */
export function surveyRequest(
  { file, strict = false, warn }: GridRequest,
  { plan, locateSetting }: Pick<ExpandedGrid, "plan" | "locateSetting">,
  expdir: string,
): Code | undefined {
  const surveyed = surveyCode({ plan, locateSetting, expdir, file });
  if (surveyed === undefined || surveyed.warnings.length === 0) return surveyed?.code;
  const report = createProblemReport(surveyed.warnings);
  if (strict) {
    makeStrict(report);
    throw new InputError(report.problems);
  }
  for (const problem of report.problems) warn?.(problem);
  return surveyed.code;
}
