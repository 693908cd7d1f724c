/** Finds, resumes or creates the grid directory of a command. */
import type { GridRequest, PlanCheck } from "../../io/grid/make_grid.ts";
import type { HeldSession } from "../../io/grid/session.ts";
import type { StartingGrid } from "../../io/stage/plan_start.ts";
import { absolutePath } from "../../io/system/absolute_path.ts";
import { program } from "../../io/system/processes/program.ts";
import { flushOutput, printMessage } from "../../io/system/terminal/terminal.ts";
import type { SettingLocator } from "../../lib/expand/setting_origin.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { UsageError } from "../../lib/messages/problem.ts";
import { createRunTable } from "../../lib/run/journal_state.ts";
import type { Resume } from "../../lib/status/notices/describe_resume.ts";
import { checkNoOverrides, gridArgument, gridRequest } from "../flags/grid_flags.ts";
import type { DeviceChoice, GridRunFlags } from "../flags/stage_flags.ts";
import type { Confirm } from "./agree.ts";
import { type CommandStart, createPlanner, TASK_STAGES } from "./plan_command.ts";

/** The grid directory of a command. */
export interface FoundGrid {
  /** Absolute. */
  readonly root: string;
  /** The session, if the directory is locked already: `--resume` locks it before it changes the plan. */
  readonly session?: HeldSession | undefined;
}

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
  const { findGrid } = await import("../../io/grid/find_grid.ts");
  return findGrid(target, expdir, undefined, use !== "stop");
}

/** A command that creates a grid directory if none is given. */
interface GridCommand {
  readonly task: "train" | "run";
  /** A grid directory or a grid file. */
  readonly argument: string | undefined;
  readonly flags: GridRunFlags;
  /** The devices for its runs. */
  readonly devices: DeviceChoice;
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
  const { argument, flags, confirm } = command;
  const target = gridArgument(argument, flags);
  const { isGridDir } = await import("../../io/grid/grid_dir.ts");
  if (isGridDir(target)) {
    checkNoOverrides(flags, target, true);
    return await confirmGridDir(absolutePath(target), flags.workdir, confirm);
  }
  const { request, check } = await prepareRequest(target, command);
  const resumed = await findResumed(target, flags);
  if (resumed !== undefined) {
    return { root: resumed, session: await resume(resumed, request, check, command) };
  }
  const unfinished = resumes(flags) ? undefined : await offerUnfinished(target, command);
  if (unfinished === "quit") return undefined;
  if (unfinished !== undefined) {
    // The flags that it was created with are applied again anyway.
    const others = { ...request, overrides: { ...request.overrides, set: [], axis: [], setting: [] } };
    return { root: unfinished, session: await resume(unfinished, others, check, command) };
  }
  const { prepareGrid } = await import("../../io/grid/make_grid.ts");
  const prepared = prepareGrid(request, { expdir: flags.expdir, check, only: flags.only });
  const { plan, locateSetting } = prepared;
  const planned = { root: prepared.root, path: prepared.root, plan, runs: createRunTable(), locateSetting };
  // Checked first, so that a grid that the cluster refuses leaves no directory behind.
  await checkOnCluster(command, planned, locateSetting);
  // Another process may have created it since.
  let existing: string | undefined;
  const findExisting = await resumedFinder(target, flags);
  const none = resumes(flags) ? await describeNone(target, flags) : undefined;
  if (confirm !== undefined) {
    if (none !== undefined) printMessage(none);
    confirm(planned, `in a new directory in ${flags.expdir}`);
  }
  const root = prepared.create(() => existing = findExisting());
  if (existing !== undefined) {
    return { root, session: await resume(root, request, check, { ...command, confirm: undefined }) };
  }
  if (none !== undefined && confirm === undefined) printMessage(none);
  return { root };
}

/** Asks before the runs of an existing grid directory are started. */
export async function confirmGridDir(
  root: string,
  workdir: string | undefined,
  confirm: Confirm | undefined,
): Promise<FoundGrid> {
  if (confirm !== undefined) {
    const { openToStart } = await import("../../io/stage/open_to_start.ts");
    confirm(await openToStart(root, workdir), `in ${shownPath(root, Deno.cwd())}`);
  }
  return { root };
}

/** Whether a command resumes the newest grid directory created from its grid file. */
export function resumes({ resume, retryFailed, again, continueStopped }: GridRunFlags): boolean {
  return resume === true || retryFailed === true || again === true || continueStopped === true;
}

/** The request of a command with a grid file, and the check of what its runs need. */
export async function prepareRequest(
  file: string,
  { task, flags, devices }: Pick<GridCommand, "task" | "flags" | "devices">,
): Promise<{ readonly request: GridRequest; readonly check: PlanCheck }> {
  const { checkStage } = await import("../../io/stage/check_stage.ts");
  if (flags.newSnapshot && !resumes(flags)) {
    throw new UsageError("error: --new-snapshot requires --resume: without, a new grid directory has its own snapshot");
  }
  return {
    request: {
      ...await gridRequest(file, flags, TASK_STAGES[task]),
      only: flags.only,
      again: flags.again ?? false,
      code: flags.newSnapshot && "new",
    },
    check: (plan, gridDir) =>
      checkStage({ plan, stage: "train", source: file, gridDir, devices: devices.gpus?.devices }),
  };
}

/** The grid directory to resume, if any; absolute. */
export async function findResumed(file: string, flags: GridRunFlags): Promise<string | undefined> {
  return (await resumedFinder(file, flags))();
}

/** Reports that there is nothing to resume, for commands that then create a new grid directory. */
export async function describeNone(file: string, { expdir, savetag, dryRun }: GridRunFlags): Promise<string> {
  const { newestOfCopy } = await import("../../io/grid/find_grid.ts");
  const tagged = savetag === undefined ? "" : ` with the tag ${savetag}`;
  const copy = savetag === undefined ? newestOfCopy(expdir, file) : undefined;
  const advice = copy === undefined
    ? ""
    : `; ${copy} was made from a file with the same name and content: pass that directory to continue it`;
  const made = `a new one ${dryRun ? "would be" : "is"} made`;
  return `no grid directory in ${expdir} was made from ${file}${tagged}: ${made}${advice}`;
}

// Tells the user about an unfinished grid directory of the same command. Returns the one to continue, or `quit`.
async function offerUnfinished(file: string, { task, flags }: GridCommand): Promise<string | undefined> {
  const { findUnfinished } = await import("../../io/grid/launches/unfinished.ts");
  const { ask, canAsk } = await import("../../io/system/processes/ask.ts");
  const unfinished = findUnfinished(await gridRequest(file, flags, []), flags.expdir, task);
  if (unfinished === undefined) return undefined;
  printMessage(unfinished.text);
  if (!canAsk()) return undefined;
  await flushOutput();
  if (unfinished.left !== "runs") {
    return ask("start a new one? (Enter: no, y: yes)", ["no", "yes"]) === "yes" ? undefined : "quit";
  }
  const answer = ask("continue it? (Enter: yes, n: no, start a new one, q: quit)", ["yes", "no", "quit"]);
  if (answer === "no") return undefined;
  return answer === "yes" ? unfinished.root : "quit";
}

// Returns a function that finds the grid directory to resume, if any.
async function resumedFinder(file: string, flags: GridRunFlags): Promise<() => string | undefined> {
  if (!resumes(flags)) return () => undefined;
  const { newestGridDir } = await import("../../io/grid/find_grid.ts");
  return () => {
    const found = newestGridDir(flags.expdir, file, flags.savetag);
    return found === undefined ? undefined : absolutePath(found);
  };
}

// Locks the grid directory before its plan changes.
async function resume(
  root: string,
  request: GridRequest,
  check: PlanCheck,
  command: GridCommand,
): Promise<HeldSession> {
  const { flags, confirm } = command;
  const { resumeGrid, tryResume } = await import("../../io/grid/resume_grid.ts");
  const { holdGrid } = await import("../../io/grid/session.ts");
  request = { ...request, chooseCode };
  if (confirm !== undefined) {
    const resume = await tryResume(root, request, check);
    await printResume(root, resume, flags);
    const { plan } = resume.extension;
    confirm({ root, path: root, plan, runs: resume.runs }, `in ${shownPath(root, Deno.cwd())}`);
    const code = resume.code?.kind === "new" ? "new" : "keep";
    request = { ...request, code: request.code ?? code, warn: () => {} };
  }
  // Checked before the plan changes: selectors, and whether a cluster accepts the jobs. Everything else has been checked.
  const isSelected = flags.again === true || flags.only.length > 0;
  const plan = isSelected ? await createPlanner(command) : undefined;
  const session = await holdGrid(root);
  try {
    const resume = await resumeGrid(session, request, check, async (grid, locateSetting) => {
      plan?.(grid);
      await checkOnCluster(command, grid, locateSetting);
    });
    if (confirm === undefined) await printResume(root, resume, flags);
    return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

// Without a terminal, runs go on with the code of those before.
async function chooseCode(change: string): Promise<"keep" | "new"> {
  const { ask, canAsk } = await import("../../io/system/processes/ask.ts");
  if (!canAsk()) return "keep";
  await flushOutput();
  const question =
    `the code has changed (${change}): start what is left with the old snapshot? (Enter: yes, n: take a new one)`;
  return ask(question, ["yes", "no"]) === "no" ? "new" : "keep";
}

/** Describes what a resume does. */
export async function printResume(root: string, resume: Resume, flags: GridRunFlags): Promise<void> {
  const { describeResume } = await import("../../lib/status/notices/describe_resume.ts");
  const grid = { gridDir: shownPath(root, Deno.cwd()), program: program() };
  const { retryFailed = false, again = false, continueStopped = false } = flags;
  describeResume(grid, resume, { retryFailed, again, continueStopped }).forEach(printMessage);
}

// Asks the cluster, before anything is written, whether it would accept the jobs of a command.

/**
 * Asks the cluster whether it would accept the jobs of a command, if there are any. Nothing is queued.
 *
 * @param grid its directory may not exist yet
 * @throws {InputError} with everything that it refuses, or if its batch system is not installed here
 * @throws {Deno.errors.TimedOut} if the cluster does not answer
 */
async function checkOnCluster(
  command: CommandStart,
  grid: StartingGrid,
  locateSetting: SettingLocator,
): Promise<void> {
  if (command.devices.cluster === undefined) return;
  const { batchSystem } = await import("../../io/cluster/batch_systems.ts");
  const system = batchSystem(command.devices.cluster);
  const { notInstalled } = await import("../../io/stage/backend/cluster.ts");
  const { tryStages } = await import("../../io/stage/try_stages.ts");
  const { stages } = (await createPlanner(command))(grid);
  for (const trial of await tryStages(system, grid, stages, locateSetting)) {
    if (trial.kind === "missing") throw notInstalled(system, trial.message);
  }
  if (command.task !== "run" || !command.flags.detach) return;
  const { tryController } = await import("../../io/cluster/submit_controller.ts");
  await tryController(system, grid.plan, grid.root, locateSetting);
}
