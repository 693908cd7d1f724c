/** `grid:try`: run one experiment of a grid once, in a temporary directory. */
import { statIfExists } from "../io/system/files.ts";
import { commandArguments, program } from "../io/system/processes/program.ts";
import { printMessage, writeInBackground } from "../io/system/terminal/terminal.ts";
import { hint } from "../lib/messages/hint.ts";
import { shownPath } from "../lib/messages/printable.ts";
import type { Experiment, Plan } from "../lib/plan/plan.ts";
import { type Stage, STAGES } from "../lib/run/stage.ts";
import { collect, type FlagsOf, runTask } from "./flags/command_line.ts";
import {
  checkNoOverrides,
  gridArgument,
  gridCommand,
  type GridFlags,
  gridRequest,
  parseGridCommand,
} from "./flags/grid_flags.ts";
import { BACKEND, chooseDevices, type DeviceChoice, GRACE } from "./flags/stage_flags.ts";

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = tryCommand();
  const flags = parseGridCommand(command, args);
  const target = gridArgument(command.args[0], flags);
  writeInBackground();
  const devices = await chooseDevices(flags.on);
  const { openTryDirectory } = await import("../io/inspect/try_directory.ts");
  const directory = openTryDirectory(flags.expdir);
  let tried: Tried | undefined;
  try {
    tried = await tryIn(directory.path, target, flags, devices);
  } finally {
    if (flags.keep && tried !== undefined) printMessage(`kept: ${shownPath(tried.root, Deno.cwd())}`);
    else {
      const reason = directory.remove();
      if (reason !== undefined) printMessage(`could not remove ${directory.path}: ${reason}`);
    }
  }
  const { code } = tried;
  if (code === 0) printMessage(`ready: ${hint(program(), "run", argumentsToRun(commandArguments()))}`);
  return code;
}

type TryFlags = GridFlags & FlagsOf<ReturnType<typeof tryCommand>>;

function tryCommand() {
  return gridCommand(
    "try",
    "Run the first experiment of a grid once, in a directory that is removed afterwards: print its output, and report what " +
      "it produced and what is missing.",
  )
    .option("--only <selector>", "try the first matching experiment; repeatable", collect, [] as string[])
    .addOption(BACKEND)
    .addOption(GRACE)
    .option("--no-test", "do not test what was trained")
    .option("--keep", "keep the directory");
}

interface Tried {
  /** The grid directory, absolute. */
  readonly root: string;
  readonly code: number;
}

async function tryIn(expdir: string, target: string, flags: TryFlags, devices: DeviceChoice): Promise<Tried> {
  const { holdGrid } = await import("../io/grid/session.ts");
  const { tryExperiment } = await import("../io/inspect/try_experiment.ts");
  const { listenForOrders } = await import("../io/stage/orders.ts");
  const { label } = await import("../lib/status/label.ts");
  using orders = listenForOrders(flags.grace);
  let hungUp = false;
  // The reader of its output is gone.
  const hangUp = () => {
    hungUp = true;
    orders.give("stop", "SIGHUP: stopping");
  };
  orders.attach({ note: printMessage, hangUp });
  const root = await makeTriedGrid(expdir, target, flags, devices);
  let code: number;
  {
    await using session = await holdGrid(root);
    const index = await firstSelected(session.plan, flags.only, target);
    printMessage(`trying ${label(session.plan.experiments[index]!)} on ${devices.name}`);
    const { gpus, cluster } = devices;
    const { test: isTested, grace, set, axis, setting } = flags;
    const isChanged = [...set, ...axis, ...setting].length > 0;
    const file = isChanged || statIfExists(target)?.isFile !== true ? undefined : target;
    code = await tryExperiment({ session, file, index, isTested, gpus, cluster, grace, orders });
  }
  if (devices.cluster !== undefined) await cancelJobs(root);
  return { root, code: hungUp ? 129 : code };
}

async function makeTriedGrid(
  expdir: string,
  target: string,
  flags: TryFlags,
  { gpus }: DeviceChoice,
): Promise<string> {
  const { isGridDir } = await import("../io/grid/grid_dir.ts");
  if (isGridDir(target)) {
    checkNoOverrides(flags, target);
    const { copyGrid } = await import("../io/inspect/try_directory.ts");
    return copyGrid(target, expdir, flags.workdir);
  }
  const { makeGrid } = await import("../io/grid/make_grid.ts");
  const { checkStage } = await import("../io/stage/check_stage.ts");
  const stages: readonly Stage[] = flags.test ? STAGES : ["train"];
  return makeGrid({ ...await gridRequest(target, flags, stages), only: flags.only }, {
    expdir,
    only: flags.only,
    check: (plan, gridDir) => checkStage({ plan, stage: "train", source: target, gridDir, devices: gpus?.devices }),
  });
}

// Of a grid directory, the states are those of its trainings.
async function firstSelected(plan: Plan, only: readonly string[], target: string): Promise<number> {
  const { isGridDir } = await import("../io/grid/grid_dir.ts");
  const { lookAtGrid } = await import("../io/cluster/look_at_grid.ts");
  const { selectExperiments } = await import("../lib/plan/select.ts");
  const { createRunTable } = await import("../lib/run/journal_state.ts");
  const { runOf, stateName } = await import("../lib/run/run_state.ts");
  const { experimentDir } = await import("../lib/store/layout.ts");
  const runs = isGridDir(target) ? (await lookAtGrid(target)).grid.runs : createRunTable();
  const stateOf = ({ id }: Experiment) => stateName(runOf(runs, { stage: "train", id }).state);
  const selected = selectExperiments(plan, only, { stateOf, dirOf: experimentDir });
  return selected === undefined ? plan.experiments.findIndex(({ dropped }) => !dropped) : Math.min(...selected);
}

// After a signal, jobs may remain on a cluster, and nobody would look for them.
async function cancelJobs(root: string): Promise<void> {
  const { stopJobs } = await import("../io/stage/runs/stop_jobs.ts");
  const stopped = await stopJobs({ root, grid: shownPath(root, Deno.cwd()), drain: false, wait: 60 });
  if (stopped.kind === "remaining") printMessage(`jobs ${stopped.jobs.join(", ")} have not ended yet`);
}

// Without the flags that only concern the trial.
function argumentsToRun(args: readonly string[]): string[] {
  return args.filter((arg, index) =>
    arg !== "--keep" && arg !== "--no-test" && !/^--only(?:=|$)/.test(arg) && args[index - 1] !== "--only"
  );
}

if (import.meta.main) await runTask(main);
