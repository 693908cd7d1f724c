/** The grid directory that a command works on: found, resumed or made. */
import { resolve } from "@std/path";
import type { PlanCheck } from "../io/grid/make_grid.ts";
import type { HeldSession } from "../io/grid/session.ts";
import { dropPermissions } from "../io/system/permissions.ts";
import { print, say } from "../io/system/terminal.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import type { DeviceChoice } from "./choose_devices.ts";
import { UsageError } from "./flags/command_line.ts";
import { gridArgument, type GridFlags, gridRequest, refuseOverrides } from "./flags/grid_flags.ts";
import type { GridRunFlags } from "./flags/stage_flags.ts";
import type { FoundGrid } from "./run_grid.ts";
import type { Resume } from "../lib/status/describe_resume.ts";

/**
 * The grid directory of a command that needs one.
 *
 * @param target a grid directory, or a grid file that stands for the newest directory made from it; absent: the newest
 * @param expdir where grid directories are, or one itself
 * @param use `test`: a tree that MI-Prometheus made gets a grid directory for the tests of its models
 * @returns absolute
 * @throws {UsageError} when there is none
 */
export async function findGridDir(target: string | undefined, expdir: string, use?: "test"): Promise<string> {
  const { findGrid } = await import("../io/grid/find_grid.ts");
  if (use === undefined) return findGrid(target, expdir);
  const { openTreeGrid } = await import("../io/mi_prometheus/tree_grid.ts");
  return findGrid(target, expdir, openTreeGrid);
}

/**
 * The grid directory that a command works on: one that is given, the newest made from a grid file when it is resumed, or one
 * that is made from the grid file.
 *
 * @param devices those that its runs are to run on; `undefined`: on CPUs
 * @returns the grid directory, held already where it is resumed
 */
export async function findOrMakeGrid(
  argument: string | undefined,
  flags: GridRunFlags,
  devices?: DeviceChoice,
): Promise<FoundGrid> {
  const target = gridArgument(argument, flags);
  const { isGridDir } = await import("../io/grid/grid_dir.ts");
  if (isGridDir(target)) {
    refuseOverrides(flags, target);
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
  // Another process may make it meanwhile.
  let faster: string | undefined;
  const findExisting = await resumedFinder(target, flags);
  const root = makeGrid(gridRequest(target, flags), {
    ...{ expdir: flags.expdir, check, only: flags.only },
    findExisting: () => faster = findExisting(),
  });
  return faster === undefined ? { root } : { root, session: await resume(root, target, flags, check) };
}

async function findResumed(file: string, flags: GridRunFlags): Promise<string | undefined> {
  return (await resumedFinder(file, flags))();
}

// Finds the grid directory that `--resume` of a grid file continues, if there is one.
async function resumedFinder(file: string, flags: GridRunFlags): Promise<() => string | undefined> {
  if (!flags.resume && !flags.retryFailed) return () => undefined;
  const { newestGridDir } = await import("../io/grid/find_grid.ts");
  return () => {
    const found = newestGridDir(flags.expdir, file, flags.savetag);
    return found === undefined ? undefined : resolve(found);
  };
}

// Holds the grid directory from before its plan changes; with --dry-run nothing changes, and nothing is held.
async function resume(
  root: string,
  file: string,
  flags: GridRunFlags,
  check: PlanCheck,
): Promise<HeldSession | undefined> {
  const { resumeGrid, tryResume } = await import("../io/grid/resume_grid.ts");
  const { describeResume } = await import("../lib/status/describe_resume.ts");
  const { holdGrid } = await import("../io/grid/session.ts");
  const tell = (resume: Resume) =>
    describeResume(shownPath(root, Deno.cwd()), resume, flags.retryFailed ?? false).forEach(say);
  const request = gridRequest(file, flags);
  if (flags.dryRun) {
    tell(await tryResume(root, request, check));
    return undefined;
  }
  const session = await holdGrid(root);
  try {
    tell(resumeGrid(session, request, check));
    return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * With `--dry-run`: prints what a grid has, or tells what a resume of it would come to.
 *
 * @returns whether that was asked for, and nothing more is to be done
 */
export async function dryRun(argument: string | undefined, flags: GridRunFlags): Promise<boolean> {
  if (!flags.dryRun && flags.json) throw new UsageError("error: --json goes with --dry-run");
  if (!flags.dryRun) return false;
  const target = gridArgument(argument, flags);
  if (await findResumed(target, flags) !== undefined) await findOrMakeGrid(argument, flags);
  else await printExperiments(target, flags);
  return true;
}

/** Prints the experiments of a grid file, or of a grid directory: a table, or JSON. From then on nothing can be started. */
export async function printExperiments(
  target: string,
  flags: GridFlags & { readonly only?: readonly string[]; readonly json?: true },
): Promise<void> {
  dropPermissions();
  const { isGridDir, readPlan } = await import("../io/grid/grid_dir.ts");
  const { expandRequest } = await import("../io/grid/make_grid.ts");
  const { selectExperiments } = await import("../lib/plan/select.ts");
  const { describeExperiments, renderTable } = await import("../lib/status/describe_plan.ts");
  const { gridPaths } = await import("../lib/store/layout.ts");
  const plan = isGridDir(target) ? readPlan(gridPaths(target)) : expandRequest(gridRequest(target, flags)).plan;
  const only = selectExperiments(plan, flags.only ?? [], () => "pending");
  const described = describeExperiments(plan).filter((_, index) => only === undefined || only.has(index));
  print(flags.json ? JSON.stringify(described, null, 2) : renderTable(described));
}
