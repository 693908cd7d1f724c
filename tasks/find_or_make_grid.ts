/** Finds, resumes or creates the grid directory of a command. Implements `--dry-run`, too. */
import { resolve } from "@std/path";
import type { PlanCheck } from "../io/grid/make_grid.ts";
import type { HeldSession } from "../io/grid/session.ts";
import { dropPermissions } from "../io/system/permissions.ts";
import { printData, printMessage } from "../io/system/terminal.ts";
import { printableMessage } from "../lib/messages/printable.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import type { DeviceChoice } from "./choose_devices.ts";
import { UsageError } from "./flags/command_line.ts";
import { checkNoOverrides, gridArgument, type GridFlags, gridRequest } from "./flags/grid_flags.ts";
import type { GridRunFlags } from "./flags/stage_flags.ts";
import type { FoundGrid } from "./run_grid.ts";
import type { Resume } from "../lib/status/describe_resume.ts";

/**
 * Finds an existing grid directory.
 *
 * @param target a grid directory, or a grid file to use the newest grid directory created from it; if absent, the newest one
 * @param expdir the directory of grid directories, or a grid directory
 * @param use `test`: in an experiment tree of MI-Prometheus, create a grid directory for the tests of its models
 * @returns an absolute path
 * @throws {UsageError} if there is none
 */
export async function findGridDir(target: string | undefined, expdir: string, use?: "test"): Promise<string> {
  const { findGrid } = await import("../io/grid/find_grid.ts");
  if (use === undefined) return findGrid(target, expdir);
  const { openTreeGrid } = await import("../io/mi_prometheus/tree_grid.ts");
  return findGrid(target, expdir, openTreeGrid);
}

/**
 * Finds or creates the grid directory of a command: the given one, with `--resume` the newest one created from the grid file,
 * or a new one.
 *
 * @param argument a grid directory or a grid file
 * @param devices the devices for its runs
 * @returns the grid directory; already locked if it is resumed
 */
export async function findOrMakeGrid(
  argument: string | undefined,
  flags: GridRunFlags,
  devices?: DeviceChoice,
): Promise<FoundGrid> {
  const target = gridArgument(argument, flags);
  const { isGridDir } = await import("../io/grid/grid_dir.ts");
  if (isGridDir(target)) {
    checkNoOverrides(flags, target);
    return { root: resolve(target) };
  }
  const { checkStage } = await import("../io/stage/check_stage.ts");
  const check: PlanCheck = (plan, gridDir) =>
    checkStage({ plan, stage: "train", source: target, gridDir, devices: devices?.gpus?.devices });
  const resumed = await findResumed(target, flags);
  if (resumed !== undefined) {
    return { root: resumed, session: await resume(resumed, target, flags, check) };
  }
  const { makeGrid } = await import("../io/grid/make_grid.ts");
  // Another process may have created it since.
  let existing: string | undefined;
  const findExisting = await resumedFinder(target, flags);
  const root = makeGrid(gridRequest(target, flags), {
    ...{ expdir: flags.expdir, check, only: flags.only },
    findExisting: () => existing = findExisting(),
  });
  return existing === undefined ? { root } : { root, session: await resume(root, target, flags, check) };
}

// The grid directory to resume, if any.
async function findResumed(file: string, flags: GridRunFlags): Promise<string | undefined> {
  return (await resumedFinder(file, flags))();
}

// Returns a function that finds the grid directory to resume, if any.
async function resumedFinder(file: string, flags: GridRunFlags): Promise<() => string | undefined> {
  if (!flags.resume && !flags.retryFailed) return () => undefined;
  const { newestGridDir } = await import("../io/grid/find_grid.ts");
  return () => {
    const found = newestGridDir(flags.expdir, file, flags.savetag);
    return found === undefined ? undefined : resolve(found);
  };
}

// Locks the grid directory before its plan changes. With --dry-run nothing changes, and no session is returned.
async function resume(
  root: string,
  file: string,
  flags: GridRunFlags,
  check: PlanCheck,
): Promise<HeldSession | undefined> {
  const { resumeGrid, tryResume } = await import("../io/grid/resume_grid.ts");
  const { describeResume } = await import("../lib/status/describe_resume.ts");
  const { holdGrid } = await import("../io/grid/session.ts");
  const printResume = (resume: Resume) =>
    describeResume(shownPath(root, Deno.cwd()), resume, flags.retryFailed ?? false, flags.again ?? false).forEach(
      printMessage,
    );
  const request = gridRequest(file, flags);
  if (flags.dryRun) {
    printResume(await tryResume(root, request, check));
    return undefined;
  }
  const session = await holdGrid(root);
  try {
    printResume(resumeGrid(session, request, check));
    return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Handles `--dry-run`: prints the experiments of a grid, or what resuming it would do.
 *
 * @returns whether `--dry-run` was given
 */
export async function dryRun(argument: string | undefined, flags: GridRunFlags): Promise<boolean> {
  if (!flags.dryRun && flags.json) throw new UsageError("error: --json requires --dry-run");
  if (!flags.dryRun) return false;
  const target = gridArgument(argument, flags);
  if (await findResumed(target, flags) !== undefined) await findOrMakeGrid(argument, flags);
  else await printExperiments(target, flags);
  return true;
}

/** Prints the experiments of a grid file or a grid directory, as a table or as JSON. */
export async function printExperiments(
  target: string,
  flags: GridFlags & { readonly only?: readonly string[]; readonly json?: true },
): Promise<void> {
  dropPermissions([target]);
  const { isGridDir, readPlan } = await import("../io/grid/grid_dir.ts");
  const { expandRequest } = await import("../io/grid/make_grid.ts");
  const { selectExperiments } = await import("../lib/plan/select.ts");
  const { describeExperiments, renderTable } = await import("../lib/status/describe_plan.ts");
  const { gridPaths } = await import("../lib/store/layout.ts");
  const plan = isGridDir(target) ? readPlan(gridPaths(target)) : expandRequest(gridRequest(target, flags)).plan;
  const only = selectExperiments(plan, flags.only ?? [], () => "pending");
  const described = describeExperiments(plan).filter((_, index) => only === undefined || only.has(index));
  printData(flags.json ? JSON.stringify(described, null, 2) : printableMessage(renderTable(described)));
}
