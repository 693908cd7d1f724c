/** Finds, resumes or creates the grid directory of a command. Implements `--dry-run`, too. */
import { resolve } from "@std/path";
import type { GridRequest, PlanCheck } from "../io/grid/make_grid.ts";
import type { HeldSession } from "../io/grid/session.ts";
import { dropPermissions } from "../io/system/permissions.ts";
import { printData, printMessage } from "../io/system/terminal.ts";
import { printableMessage } from "../lib/messages/printable.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import type { Experiment } from "../lib/plan/plan.ts";
import { createRunTable } from "../lib/run/journal_state.ts";
import type { Confirm } from "./agree.ts";
import type { DeviceChoice } from "./choose_devices.ts";
import { UsageError } from "./flags/command_line.ts";
import { checkNoOverrides, gridArgument, type GridFlags, gridRequest } from "./flags/grid_flags.ts";
import type { GridRunFlags } from "./flags/stage_flags.ts";
import type { FoundGrid } from "./run_grid.ts";
import type { Stage } from "../lib/run/stage.ts";
import type { Resume } from "../lib/status/describe_resume.ts";

/**
 * Finds an existing grid directory.
 *
 * @param target a grid directory, or a grid file to use the newest grid directory created from it; if absent, the newest one
 * @param expdir the directory of grid directories, or a grid directory
 * @param use `stop`: never take a grid directory that was created from a copy of the grid file
 * @returns an absolute path
 * @throws {UsageError} if there is none
 */
export async function findGridDir(target: string | undefined, expdir: string, use?: "stop"): Promise<string> {
  const { findGrid } = await import("../io/grid/find_grid.ts");
  return findGrid(target, expdir, undefined, use !== "stop");
}

/** A command that creates a grid directory if none is given. */
export interface GridCommand {
  readonly task: "train" | "run";
  /** A grid directory or a grid file. */
  readonly argument: string | undefined;
  readonly flags: GridRunFlags;
  /** The devices for its runs. */
  readonly devices?: DeviceChoice;
  /** Asks before anything is created or changed. */
  readonly confirm?: Confirm | undefined;
}

/**
 * Finds or creates the grid directory of a command: the given one, with `--resume` the newest one created from the grid file,
 * or a new one. If there is an unfinished one, the user is told, and is asked on a terminal.
 *
 * @returns the grid directory; already locked if it is resumed; `undefined` if the user chose to do nothing
 */
export async function findOrMakeGrid(command: GridCommand): Promise<FoundGrid | undefined> {
  const { task, argument, flags, devices, confirm } = command;
  const target = gridArgument(argument, flags);
  const { isGridDir } = await import("../io/grid/grid_dir.ts");
  if (isGridDir(target)) {
    checkNoOverrides(flags, target);
    return await confirmGridDir(resolve(target), confirm);
  }
  const { checkStage } = await import("../io/stage/check_stage.ts");
  const check: PlanCheck = (plan, gridDir) =>
    checkStage({ plan, stage: "train", source: target, gridDir, devices: devices?.gpus?.devices });
  const stages: readonly Stage[] = task === "run" ? ["train", "test"] : ["train"];
  const request = { ...gridRequest(target, flags, flags.dryRun ? [] : stages), only: flags.only };
  const resumed = await findResumed(target, flags);
  if (resumed !== undefined) {
    return { root: resumed, session: await resume(resumed, request, flags, { check, confirm }) };
  }
  if (resumes(flags)) await tellNone(target, flags);
  const unfinished = resumes(flags) ? undefined : await offerUnfinished(target, command);
  if (unfinished === "quit") return undefined;
  if (unfinished !== undefined) {
    // Those that it was created with are applied again anyway.
    const others = { ...request, overrides: { ...request.overrides, set: [], axis: [], setting: [] } };
    return { root: unfinished, session: await resume(unfinished, others, flags, { check, confirm }) };
  }
  const { makeGrid } = await import("../io/grid/make_grid.ts");
  // Another process may have created it since.
  let existing: string | undefined;
  const findExisting = await resumedFinder(target, flags);
  const root = makeGrid(request, {
    ...{ expdir: flags.expdir, check, only: flags.only },
    confirm: confirm && ((plan, root) => {
      confirm({ root, plan, runs: createRunTable() }, `in a new directory in ${flags.expdir}`);
    }),
    findExisting: () => existing = findExisting(),
  });
  return existing === undefined ? { root } : { root, session: await resume(root, request, flags, { check }) };
}

/** Asks before the runs of an existing grid directory are started. */
export async function confirmGridDir(root: string, confirm: Confirm | undefined): Promise<FoundGrid> {
  if (confirm !== undefined) {
    const { openGrid } = await import("../io/grid/session.ts");
    confirm(openGrid(root), `in ${shownPath(root, Deno.cwd())}`);
  }
  return { root };
}

function resumes({ resume, retryFailed, again }: GridRunFlags): boolean {
  return resume === true || retryFailed === true || again === true;
}

// The grid directory to resume, if any.
async function findResumed(file: string, flags: GridRunFlags): Promise<string | undefined> {
  return (await resumedFinder(file, flags))();
}

// Says that there is nothing to resume.
async function tellNone(file: string, { expdir, savetag, dryRun }: GridRunFlags): Promise<void> {
  const { newestOfCopy } = await import("../io/grid/find_grid.ts");
  const tagged = savetag === undefined ? "" : ` with the tag ${savetag}`;
  const copy = savetag === undefined ? newestOfCopy(expdir, file) : undefined;
  const advice = copy === undefined
    ? ""
    : `; ${copy} was made from a file with the same name and content: pass that directory to go on with it`;
  printMessage(
    `no grid directory in ${expdir} was made from ${file}${tagged}: a new one ${
      dryRun ? "would be" : "is"
    } made${advice}`,
  );
}

// Tells the user about an unfinished grid directory of the same command. Returns the one to go on with, or `quit`.
async function offerUnfinished(file: string, { task, flags }: GridCommand): Promise<string | undefined> {
  const { findUnfinished } = await import("../io/grid/unfinished.ts");
  const { ask, canAsk } = await import("../io/system/ask.ts");
  const unfinished = findUnfinished(gridRequest(file, flags, []), flags.expdir, task);
  if (unfinished === undefined) return undefined;
  printMessage(unfinished.text);
  if (!canAsk()) return undefined;
  if (unfinished.left !== "runs") {
    return await ask("start a new one? (Enter: no, y: yes)", ["no", "yes"]) === "yes" ? undefined : "quit";
  }
  const answer = await ask("go on with it? (Enter: yes, n: no, start a new one, q: quit)", ["yes", "no", "quit"]);
  if (answer === "no") return undefined;
  return answer === "yes" ? unfinished.root : "quit";
}

// Returns a function that finds the grid directory to resume, if any.
async function resumedFinder(file: string, flags: GridRunFlags): Promise<() => string | undefined> {
  if (!resumes(flags)) return () => undefined;
  const { newestGridDir } = await import("../io/grid/find_grid.ts");
  return () => {
    const found = newestGridDir(flags.expdir, file, flags.savetag);
    return found === undefined ? undefined : resolve(found);
  };
}

// Locks the grid directory before its plan changes. With --dry-run nothing changes, and no session is returned.
async function resume(
  root: string,
  request: GridRequest,
  flags: GridRunFlags,
  { check, confirm }: { readonly check: PlanCheck; readonly confirm?: Confirm | undefined },
): Promise<HeldSession | undefined> {
  const { resumeGrid, tryResume } = await import("../io/grid/resume_grid.ts");
  const { describeResume } = await import("../lib/status/describe_resume.ts");
  const { holdGrid } = await import("../io/grid/session.ts");
  const printResume = (resume: Resume) =>
    describeResume(shownPath(root, Deno.cwd()), resume, flags.retryFailed ?? false, flags.again ?? false).forEach(
      printMessage,
    );
  if (flags.dryRun || confirm !== undefined) {
    const resume = await tryResume(root, request, check);
    printResume(resume);
    if (flags.dryRun) return undefined;
    confirm?.({ root, plan: resume.extension.plan, runs: resume.runs }, `in ${shownPath(root, Deno.cwd())}`);
    request = { ...request, warn: () => {} };
  }
  const session = await holdGrid(root);
  try {
    const resume = resumeGrid(session, request, check);
    if (confirm === undefined) printResume(resume);
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
export async function dryRun(
  argument: string | undefined,
  flags: GridRunFlags,
  task: "train" | "run",
): Promise<boolean> {
  if (!flags.dryRun && flags.json) throw new UsageError("error: --json requires --dry-run");
  if (!flags.dryRun) return false;
  const target = gridArgument(argument, flags);
  if (await findResumed(target, flags) !== undefined) {
    await findOrMakeGrid({ task, argument, flags });
    return true;
  }
  const { isGridDir } = await import("../io/grid/grid_dir.ts");
  if (resumes(flags) && !isGridDir(target)) await tellNone(target, flags);
  await printExperiments(target, flags, task);
  return true;
}

/**
 * Prints the experiments of a grid file or a grid directory, as a table or as JSON.
 *
 * @param task decides what `--only state=…` means, as in the command itself
 */
export async function printExperiments(
  target: string,
  flags: GridFlags & { readonly only?: readonly string[]; readonly json?: true },
  task: "train" | "run" = "train",
): Promise<void> {
  dropPermissions([target]);
  const { isGridDir } = await import("../io/grid/grid_dir.ts");
  const { expandRequest } = await import("../io/grid/make_grid.ts");
  const { selectExperiments } = await import("../lib/plan/select.ts");
  const { describeExperiments, renderTable } = await import("../lib/status/describe_plan.ts");
  const { experimentDir } = await import("../lib/store/layout.ts");
  const isDirectory = isGridDir(target);
  if (isDirectory) checkNoOverrides(flags, target);
  const { plan, stateOf } = isDirectory
    ? await readStates(target, task)
    : { plan: expandRequest(gridRequest(target, flags, [])).plan, stateOf: () => "pending" as const };
  const only = selectExperiments(plan, flags.only ?? [], { stateOf, dirOf: experimentDir });
  const described = describeExperiments(plan).filter((_, index) => only === undefined || only.has(index));
  printData(flags.json ? JSON.stringify(described, null, 2) : printableMessage(renderTable(described)));
}

// The plan of a grid directory, and the state of each experiment.
async function readStates(root: string, task: "train" | "run") {
  const { openGrid } = await import("../io/grid/session.ts");
  const { aggregateRun, overallState } = await import("../lib/plan/aggregate.ts");
  const { stateName } = await import("../lib/run/run_state.ts");
  const { plan, runs } = openGrid(root);
  const stateOf = (experiment: Experiment) =>
    task === "run"
      ? overallState(plan, runs, experiment)
      : stateName(aggregateRun(plan, runs, "train", experiment).state);
  return { plan, stateOf };
}
