/** `grid:run`: train, test, analyze and report a grid. */
import { program } from "../io/system/processes/program.ts";
import { printMessage } from "../io/system/terminal/terminal.ts";
import type { Requirement } from "../lib/analysis/requirement.ts";
import { hint } from "../lib/messages/hint.ts";
import { relativePath } from "../lib/messages/printable.ts";
import type { SystemName } from "../lib/run/journal_record.ts";
import { combineCodes, isFinal, TIME_LIMIT_CODE } from "../lib/schedule/exit_code.ts";
import { parseRequirements, requiredResults, warnDoubtfulNames, withRequireOption } from "./flags/analysis_flags.ts";
import { runTask } from "./flags/command_line.ts";
import { guard } from "./flags/exit_codes.ts";
import { gridCommand, parseGridCommand, STRICT_RUN } from "./flags/grid_flags.ts";
import { isCluster, type StageFlags, withGridRunOptions } from "./flags/stage_flags.ts";
import { recordRefusal } from "./scheduling/ci_records.ts";
import { dryRun } from "./scheduling/dry_run.ts";
import { findOrMakeGrid } from "./scheduling/find_or_make_grid.ts";
import { createPlanner, flagsOfStage } from "./scheduling/plan_command.ts";
import { type HeldGrid, runGrid } from "./scheduling/run_grid.ts";
import { scheduleStage } from "./scheduling/schedule.ts";

/**
 * Runs all steps. Continues after failed experiments; signals and errors (exit codes above 1) end the command.
 *
 * @param args the arguments of the command line
 * @returns the exit code of the step that ended it, 5 if its time limit did, or of the first step that did not exit with 0
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = withRequireOption(
    withGridRunOptions(gridCommand("run", "Train, test, analyze and report a grid.", STRICT_RUN)),
  );
  const flags = parseGridCommand(command, args);
  const parse = () => parseRequirements(flags.require, flags.fresh);
  // A dry run writes nothing.
  const requirements = await (flags.dryRun ? parse() : recordRefusal("run", flags, parse));
  await warnDoubtfulNames(requirements);
  if (await dryRun(command.args[0], flags, "run")) return 0;
  // Without a listener, a terminal that is closed between two steps would end the process.
  Deno.addSignalListener("SIGHUP", () => {});
  return await runGrid(flags, {
    task: "run",
    find: (devices, confirm) => findOrMakeGrid({ task: "run", argument: command.args[0], flags, devices, confirm }),
    run: (grid) => trainAndTest(grid, flags, requirements),
    // The controller does so.
    ...(!isLeft(flags) && {
      finish: (root: string, code: number) => describeResults(root, code, requirements, flags.fresh),
    }),
  });
}

async function trainAndTest(
  held: HeldGrid,
  flags: StageFlags,
  requirements: readonly Requirement[],
): Promise<number> {
  const { withLaunchRecords } = await import("../io/grid/session.ts");
  const { root, path, plan } = held.session;
  // What the tests need is checked before hours of training. A killed scheduler may have recorded less than has happened.
  const before = { root, path, plan, runs: withLaunchRecords(held.session) };
  const { only } = (await createPlanner({ task: "run", flags, devices: held.devices }))(before);
  const required = await requiredResults(requirements);
  const chain = { ...held, selected: only, chained: { required } };
  let lacksResults = false;
  const trained = await guard(async () => {
    const end = await scheduleStage("train", chain, flagsOfStage("run", "train", flags));
    lacksResults = end.lacksResults;
    return end.code;
  });
  if (isFinal(trained) || lacksResults) return trained;
  if (isLeft(flags)) {
    const { leaveToController } = await import("./scheduling/leave_to_controller.ts");
    const { batchSystem } = await import("../io/cluster/batch_systems.ts");
    const [system, isComplete] = [batchSystem(flags.on), trained === 0];
    return combineCodes(trained, await leaveToController(system, held.session, flags, { only, isComplete }));
  }
  const tested = await guard(async () => (await scheduleStage("test", chain, flagsOfStage("run", "test", flags))).code);
  return combineCodes(trained, tested);
}

// Whether the runs are left to a cluster, and what follows to a job of it.
function isLeft<Flags extends StageFlags>(flags: Flags): flags is Flags & { readonly on: SystemName } {
  return isCluster(flags.on) && flags.detach === true;
}

async function describeResults(
  root: string,
  code: number,
  requirements: readonly Requirement[],
  fresh: true | undefined,
): Promise<number> {
  const { analyzeTrained } = await import("./analyze.ts");
  const { reportAnalyzed } = await import("./report.ts");
  const path = relativePath(root, Deno.cwd());
  const analyzed = await guard(() => analyzeTrained(path, requirements, fresh));
  if (isFinal(analyzed)) return analyzed;
  const reported = await guard(() => reportAnalyzed(path));
  if (code === TIME_LIMIT_CODE) {
    printMessage(`next: ${hint(program(), "run", [path])}`);
  }
  return combineCodes(code, analyzed, reported);
}

if (import.meta.main) await runTask(main);
