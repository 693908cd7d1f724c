/** `grid:show`: show one run. */
import { printJson, printLines, printMessage } from "../io/system/terminal/terminal.ts";
import { shownPath } from "../lib/messages/printable.ts";
import { STAGES } from "../lib/run/stage.ts";
import { createCommand, expdirOption, runTask } from "./flags/command_line.ts";
import { findRuns, RUN_ARGUMENTS, selectRuns, warnDeleted } from "./reading/find_runs.ts";

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand(
    "show",
    "Show one experiment and its runs: states, attempts, commands, results, last lines. Without a selector: that of the " +
      "newest failed run, or else of the newest one.",
  )
    .argument("[dir]", RUN_ARGUMENTS.dir)
    .argument("[selector...]", RUN_ARGUMENTS.selector)
    .addOption(expdirOption())
    .addOption({ flags: "--stage <stage>", description: "only train or test", choices: STAGES })
    .option("--json", "print everything as JSON");
  const flags = command.parse(args);
  const found = await findRuns(command.args, flags.expdir);
  const { root, selectors } = found;
  const { inspectExperiment } = await import("../io/inspect/inspect_experiment.ts");
  const { lookAtGrid } = await import("../io/cluster/look_at_grid.ts");
  const { inspectionJson } = await import("../lib/inspect/run_details.ts");
  const { renderInspection } = await import("../lib/inspect/render_inspection.ts");
  const { chooseRuns } = await import("../lib/plan/choose_runs.ts");
  const { singleExperiment } = await import("../lib/plan/select.ts");
  const { grid } = await lookAtGrid(root);
  const { plan, runs } = grid;
  const source = shownPath(root, Deno.cwd());
  const selected = await selectRuns(grid, found, flags.stage);
  const [newest] = chooseRuns(plan, runs, { selected: undefined, stage: flags.stage });
  const experiment = selected === undefined && newest !== undefined
    ? newest.experiment
    : singleExperiment(plan, selected ?? new Set(plan.experiments.keys()), selectors, source);
  for (const warning of grid.warnings) printMessage(`${source}: warning: ${warning}`);
  await warnDeleted(grid, [{ experiment }]);
  const inspection = await inspectExperiment(grid, experiment, flags.stage);
  const now = Date.now();
  if (flags.json) printJson(inspectionJson(inspection, now));
  else printLines(renderInspection(inspection, now, printTime));
  return 0;
}

// In local time, like all times for people.
function printTime(time: number): string {
  const date = new Date(time);
  const two = (n: number) => String(n).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}

if (import.meta.main) await runTask(main);
