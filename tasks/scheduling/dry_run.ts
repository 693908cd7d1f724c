/** Implements `--dry-run`: prints the experiments of a grid file, or what a command would do with a grid directory. */
import type { PlannedStart, StartingGrid } from "../../io/stage/plan_start.ts";
import { absolutePath } from "../../io/system/absolute_path.ts";
import { dropPermissions } from "../../io/system/permissions.ts";
import { printJson, printLines, printMessage } from "../../io/system/terminal/terminal.ts";
import type { SettingLocator } from "../../lib/expand/setting_origin.ts";
import type { Code } from "../../lib/launch/snapshot_code.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import type { SystemName } from "../../lib/run/journal_record.ts";
import { createRunTable } from "../../lib/run/journal_state.ts";
import type { ExperimentDescription } from "../../lib/status/notices/describe_start.ts";
import { UsageError } from "../flags/command_line.ts";
import { checkNoOverrides, gridArgument, type GridFlags, gridRequest } from "../flags/grid_flags.ts";
import { checkAliases, chooseDevices, type GridRunFlags, isCluster } from "../flags/stage_flags.ts";
import { checkRecords } from "./ci_records.ts";
import { describeNone, findResumed, prepareRequest, printResume, resumes } from "./find_or_make_grid.ts";
import { type CommandStart, createPlanner, TASK_STAGES } from "./plan_command.ts";
import { warnKept } from "./schedule.ts";
import { checkTimeLimit } from "./time_limit.ts";

/**
 * Handles `--dry-run`: prints the experiments of a grid file; of a grid directory or a resume, what the command would do with
 * each. What the command would refuse is refused.
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
  checkAliases(flags);
  checkTimeLimit(task, flags);
  await checkRecords(flags, true);
  const target = gridArgument(argument, flags);
  const { isGridDir } = await import("../../io/grid/grid_dir.ts");
  if (isGridDir(target)) {
    checkNoOverrides(flags, target, true);
    const command = { task, flags, devices: await chooseDevices(flags.on) };
    const { openToStart } = await import("../../io/stage/open_to_start.ts");
    const grid = await openToStart(absolutePath(target), flags.workdir);
    if (!flags.again) { for (const stage of TASK_STAGES[task]) await warnKept(grid, stage); }
    await printStart(grid, command);
    return true;
  }
  const resumed = await findResumed(target, flags);
  if (resumed !== undefined) {
    const command = { task, flags, devices: await chooseDevices(flags.on) };
    const { tryResume } = await import("../../io/grid/resume_grid.ts");
    const { request, check } = await prepareRequest(target, command);
    const resume = await tryResume(resumed, request, check);
    await printResume(resumed, resume, flags);
    const { extension: { plan }, runs, locateSetting } = resume;
    await printStart({ root: resumed, path: resumed, plan, runs }, command, locateSetting);
    return true;
  }
  const none = resumes(flags) ? await describeNone(target, flags) : undefined;
  if (isCluster(flags.on)) await printNewOnCluster(target, flags, task);
  else await printExperiments(target, flags);
  if (none !== undefined) printMessage(none);
  return true;
}

// What a command would do with each selected experiment of a grid directory.
async function printStart(
  grid: StartingGrid,
  command: CommandStart & { readonly flags: GridRunFlags },
  locateSetting?: SettingLocator,
): Promise<void> {
  const { describeDryRun } = await import("../../lib/status/notices/describe_start.ts");
  const shown = shownPath(grid.path, Deno.cwd());
  const planned = (await createPlanner(command))(grid);
  const submission = command.devices.cluster !== undefined
    ? await describeTrial({
      system: command.devices.cluster,
      grid,
      stages: planned.stages,
      locateSetting,
      gridDir: shown,
      command,
    })
    : [];
  const stages = planned.stages.map(({ setup, anew }) => ({ stage: setup.jobRequest.stage, list: setup.list, anew }));
  const { summary, experiments } = describeDryRun({ ...grid, ...planned, stages });
  printMessage(`${shown}: ${summary}`);
  await print(experiments, command.flags);
  submission.forEach(printMessage);
}

// What a command would submit in a new grid directory.
async function printNewOnCluster(target: string, flags: GridRunFlags, task: "train" | "run"): Promise<void> {
  const { prepareGrid } = await import("../../io/grid/make_grid.ts");
  const devices = await chooseDevices(flags.on);
  const { request, check } = await prepareRequest(target, { task, flags, devices });
  const prepared = prepareGrid(request, { expdir: flags.expdir, check, only: flags.only });
  const { root, plan, locateSetting, code } = prepared;
  const grid = { root, path: root, plan, runs: createRunTable(), locateSetting };
  const command = { task, flags, devices };
  const { stages } = (await createPlanner(command))(grid);
  const submission = await describeTrial({
    system: devices.cluster!,
    grid,
    stages,
    locateSetting,
    gridDir: "DIR",
    command,
  });
  await print(await describeSelected(plan, flags.only), flags);
  if (code !== undefined) await printSnapshot(code);
  submission.forEach(printMessage);
}

/** What a command would submit. */
interface Trial {
  readonly system: SystemName;
  readonly grid: StartingGrid;
  readonly stages: readonly PlannedStart[];
  readonly locateSetting: SettingLocator | undefined;
  /** The grid directory, as shown to the user. */
  readonly gridDir: string;
  readonly command: Pick<CommandStart, "task" | "flags">;
}

/** The commands that would submit the jobs of stages, and the controller, and whether the cluster would take them. */
async function describeTrial(
  { system: name, grid, stages, locateSetting, gridDir, command }: Trial,
): Promise<string[]> {
  const { tryStages } = await import("../../io/stage/try_stages.ts");
  const { describeAnswer, describeSubmission } = await import("../../lib/status/notices/describe_submission.ts");
  const { batchSystem } = await import("../../io/cluster/batch_systems.ts");
  const system = batchSystem(name);
  const trials = await tryStages(system, grid, stages, locateSetting);
  const lines: string[] = [];
  for (const { arrays } of trials) lines.push(...describeSubmission(arrays, gridDir, lines.length + 1));
  if (command.task === "run" && command.flags.detach && trials.every(({ kind }) => kind !== "missing")) {
    const { describeController, tryController } = await import("../../io/cluster/submit_controller.ts");
    await tryController(system, grid.plan, grid.root, locateSetting);
    lines.push(describeController(system.dialect, grid.plan, gridDir, lines.length + 1));
  }
  return lines.length === 0 ? [] : [...lines, describeAnswer(system.dialect, trials)];
}

async function printSnapshot(code: Code): Promise<void> {
  const { describeCode } = await import("../../lib/launch/snapshot_code.ts");
  printMessage(`runs would start in a snapshot of the code: ${describeCode(code)}`);
}

// A grid file that does not have the word takes no snapshot.
async function mayTakeSnapshot(target: string, { snapshot, setting }: GridFlags): Promise<boolean> {
  const { readUserFile } = await import("../../io/system/files.ts");
  if (snapshot || setting.some((text) => text.startsWith("snapshot"))) return true;
  try {
    return new TextDecoder().decode(readUserFile(target, MAX_BYTES)).includes("snapshot");
  } catch {
    // Reported when it is expanded.
    return false;
  }
}

const MAX_BYTES = 64 * 2 ** 20;

/** Prints the experiments of a grid file, or all of a grid directory, as a table or as JSON. */
export async function printExperiments(
  target: string,
  flags: GridFlags & { readonly only?: readonly string[]; readonly json?: true },
): Promise<void> {
  const { isGridDir, readPlan } = await import("../../io/grid/grid_dir.ts");
  const isDirectory = isGridDir(target);
  // Git lists the code.
  const takesSnapshot = !isDirectory && await mayTakeSnapshot(target, flags);
  if (!takesSnapshot) dropPermissions([target]);
  const { expandRequest, surveyRequest } = await import("../../io/grid/make_grid.ts");
  const { gridPaths } = await import("../../lib/store/layout.ts");
  if (isDirectory) {
    checkNoOverrides(flags, target);
    return await print(await describeSelected(readPlan(gridPaths(target)), flags.only), flags);
  }
  const request = await gridRequest(target, flags, []);
  const expanded = expandRequest(request);
  const code = takesSnapshot ? surveyRequest(request, expanded, absolutePath(flags.expdir)) : undefined;
  await print(await describeSelected(expanded.plan, flags.only), flags);
  if (code !== undefined) await printSnapshot(code);
}

async function describeSelected(plan: Plan, selectors: readonly string[] = []): Promise<ExperimentDescription[]> {
  const { selectExperiments } = await import("../../lib/plan/select.ts");
  const { describeExperiments } = await import("../../lib/status/notices/describe_start.ts");
  const { experimentDir } = await import("../../lib/store/layout.ts");
  const only = selectExperiments(plan, selectors, { stateOf: () => "pending", dirOf: experimentDir });
  return describeExperiments(plan).filter((_, index) =>
    !plan.experiments[index]!.dropped && (only?.has(index) ?? true)
  );
}

async function print(experiments: readonly ExperimentDescription[], { json }: { readonly json?: true }): Promise<void> {
  const { renderTable } = await import("../../lib/status/notices/describe_start.ts");
  if (json) printJson(experiments);
  else printLines(renderTable(experiments));
}
