/** Implements `--dry-run`: prints the experiments of a grid file, or what a command would do with a grid directory. */
import { resolve } from "@std/path";
import type { StartingGrid } from "../io/stage/plan_start.ts";
import { dropPermissions } from "../io/system/permissions.ts";
import { printData, printMessage } from "../io/system/terminal.ts";
import { printableMessage } from "../lib/messages/printable.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import type { Plan } from "../lib/plan/plan.ts";
import type { ExperimentDescription } from "../lib/status/describe_plan.ts";
import { chooseDevices } from "./choose_devices.ts";
import { describeNone, findResumed, prepareRequest, printResume, resumes } from "./find_or_make_grid.ts";
import { UsageError } from "./flags/command_line.ts";
import { checkNoOverrides, gridArgument, type GridFlags, gridRequest } from "./flags/grid_flags.ts";
import { checkAliases, type GridRunFlags } from "./flags/stage_flags.ts";
import { type CommandStart, createPlanner, STAGES } from "./plan_command.ts";
import { warnKept } from "./warn_kept.ts";

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
  const target = gridArgument(argument, flags);
  const { isGridDir } = await import("../io/grid/grid_dir.ts");
  if (isGridDir(target)) {
    checkNoOverrides(flags, target);
    const command = { task, flags, devices: await chooseDevices(flags.on) };
    const { openToStart } = await import("../io/grid/open_to_start.ts");
    const grid = openToStart(resolve(target), flags.workdir);
    if (!flags.again) { for (const stage of STAGES[task]) await warnKept(grid, stage); }
    await printStart(grid, command);
    return true;
  }
  const resumed = await findResumed(target, flags);
  if (resumed !== undefined) {
    const command = { task, flags, devices: await chooseDevices(flags.on) };
    const { tryResume } = await import("../io/grid/resume_grid.ts");
    const { request, check } = await prepareRequest(target, command);
    const resume = await tryResume(resumed, request, check);
    await printResume(resumed, resume, flags);
    await printStart({ root: resumed, path: resumed, plan: resume.extension.plan, runs: resume.runs }, command);
    return true;
  }
  const none = resumes(flags) ? await describeNone(target, flags) : undefined;
  const { plan, shown } = await printExperiments(target, flags);
  if (flags.on === "slurm") {
    const maxConcurrent = flags.maxConcurrentRuns ?? plan.maxConcurrentRuns;
    await printSubmission(plan, shown.map((experiment) => ({ experiment })), { maxConcurrent, gridDir: "DIR" });
  }
  if (none !== undefined) printMessage(none);
  return true;
}

// What a command would do with each selected experiment of a grid directory.
async function printStart(grid: StartingGrid, command: CommandStart & { readonly flags: GridRunFlags }): Promise<void> {
  const { describeDryRun } = await import("../lib/status/describe_dry_run.ts");
  const planned = (await createPlanner(command))(grid);
  const stages = planned.stages.map(({ setup, anew }) => ({ stage: setup.jobRequest.stage, list: setup.list, anew }));
  const { summary, experiments } = describeDryRun({ ...grid, ...planned, stages });
  printMessage(`${shownPath(grid.path, Deno.cwd())}: ${summary}`);
  await print(experiments, command.flags);
  if (!command.devices.slurm) return;
  for (const { setup } of planned.stages) {
    const { list, maxConcurrent } = setup;
    await printSubmission(grid.plan, list.jobs, { maxConcurrent, gridDir: shownPath(grid.path, Deno.cwd()) });
  }
}

// The commands that would submit the runs.
async function printSubmission(
  plan: Plan,
  jobs: readonly { readonly experiment: number }[],
  { maxConcurrent, gridDir }: { readonly maxConcurrent: number; readonly gridDir: string },
): Promise<void> {
  const { describeSubmission } = await import("../lib/status/describe_submission.ts");
  for (const line of describeSubmission(plan, jobs, maxConcurrent, gridDir)) printMessage(line);
}

/**
 * Prints the experiments of a grid file, or all of a grid directory, as a table or as JSON.
 *
 * @returns the plan, and the indices of the experiments that were printed
 */
export async function printExperiments(
  target: string,
  flags: GridFlags & { readonly only?: readonly string[]; readonly json?: true },
): Promise<{ readonly plan: Plan; readonly shown: readonly number[] }> {
  dropPermissions([target]);
  const { expandRequest } = await import("../io/grid/make_grid.ts");
  const { selectExperiments } = await import("../lib/plan/select.ts");
  const { describeExperiments } = await import("../lib/status/describe_plan.ts");
  const { experimentDir, gridPaths } = await import("../lib/store/layout.ts");
  const { isGridDir, readPlan } = await import("../io/grid/grid_dir.ts");
  const isDirectory = isGridDir(target);
  if (isDirectory) checkNoOverrides(flags, target);
  const plan = isDirectory ? readPlan(gridPaths(target)) : expandRequest(gridRequest(target, flags, [])).plan;
  const only = selectExperiments(plan, flags.only ?? [], { stateOf: () => "pending", dirOf: experimentDir });
  const shown = [...plan.experiments.keys()].filter((index) =>
    !plan.experiments[index]!.dropped && (only?.has(index) ?? true)
  );
  const experiments = describeExperiments(plan);
  await print(shown.map((index) => experiments[index]!), flags);
  return { plan, shown };
}

async function print(experiments: readonly ExperimentDescription[], { json }: { readonly json?: true }): Promise<void> {
  const { renderTable } = await import("../lib/status/describe_plan.ts");
  printData(json ? JSON.stringify(experiments, null, 2) : printableMessage(renderTable(experiments)));
}
