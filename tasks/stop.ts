/** `grid:stop`: stop the scheduler of a grid, like Ctrl-C in its terminal. */
import type { StopRequest } from "../io/grid/lock/stop_scheduler.ts";
import { program } from "../io/system/processes/program.ts";
import { printMessage } from "../io/system/terminal/terminal.ts";
import { hint } from "../lib/messages/hint.ts";
import { shownPath } from "../lib/messages/printable.ts";
import type { RunState } from "../lib/run/run_state.ts";
import {
  checkExpdir,
  createCommand,
  durationOrZero,
  expdirOption,
  GRID_DIR,
  runTask,
  UsageError,
} from "./flags/command_line.ts";
import { findGridDir } from "./scheduling/find_or_make_grid.ts";

const WAIT_S = 60;

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand(
    "stop",
    "Stop the scheduler of a grid and its runs, and wait until it has exited. On a cluster: cancel the jobs of the grid.",
  )
    .argument("<dir>", GRID_DIR)
    .addOption(expdirOption())
    .option("--drain", "start no more jobs, and wait for running jobs to finish")
    .option(
      "--wait <duration>",
      `how long to wait for the scheduler to exit (default: ${WAIT_S}; with --drain: no limit)`,
      durationOrZero,
    );
  const flags = command.parse(args);
  await checkExpdir(command, command.args);
  const root = await findGridDir(command.args[0], flags.expdir, "stop");
  const { drain = false } = flags;
  const request = { root, grid: shownPath(root, Deno.cwd()), drain, wait: flags.wait ?? (drain ? Infinity : WAIT_S) };
  const { openGrid } = await import("../io/grid/session.ts");
  return openGrid(root).submissions.size === 0 ? await stopHere(request) : await stopOnCluster(request);
}

async function stopHere(request: StopRequest): Promise<number> {
  const { grid, drain } = request;
  const { stopScheduler } = await import("../io/grid/lock/stop_scheduler.ts");
  const stopped = await stopScheduler(request);
  switch (stopped.kind) {
    case "none":
      return await stopRuns(request);
    case "unreachable":
      throw new UsageError(`error: ${stopped.reason}`);
    case "running":
      printMessage(
        `the scheduler of ${grid} (pid ${stopped.pid}) was signalled but is still running: run this command again to wait longer`,
      );
      if (!drain) {
        printMessage(
          `or use kill -9 ${stopped.pid}: its runs continue, and ${hint(program(), "train", [grid])} adopts them`,
        );
      }
      return 1;
    case "ended":
      printMessage(`scheduler stopped: ${grid}; continue with ${hint(program(), "train", [grid])}`);
  }
  return 0;
}

// The runs of a scheduler that was killed.
async function stopRuns(request: StopRequest): Promise<number> {
  const { grid, drain } = request;
  const { stopLeft } = await import("../io/stage/runs/stop_left.ts");
  const { describeUnknownRun } = await import("../lib/status/notices/describe_left.ts");
  const { counted } = await import("../lib/messages/text.ts");
  const { openGrid } = await import("../io/grid/session.ts");
  const { runs, lastScheduler } = openGrid(request.root);
  if (![...runs.train.values(), ...runs.test.values()].some(({ state }) => LIVING.includes(state.kind))) {
    printMessage(`no scheduler is running in ${grid}, and no run of it`);
    return 0;
  }
  const { ended, remaining, unknown, survivors } = await stopLeft(request);
  for (const run of unknown) printMessage(`not stopped: ${describeUnknownRun(run)}`);
  if (survivors.length > 0) {
    printMessage(`${counted(survivors.length, "process", "processes")} survived SIGKILL: ${survivors.join(", ")}`);
  }
  if (remaining > 0) {
    printMessage(
      `${counted(remaining, "run")} of ${grid} ${remaining === 1 ? "has" : "have"} not ended yet: ` +
        "run this command again to wait longer",
    );
  } else if (ended > 0) {
    const what = drain ? "ended" : "stopped";
    printMessage(
      `${what}: ${counted(ended, "run")} of ${grid}, which no scheduler was watching; ` +
        `continue with ${hint(program(), lastScheduler?.stage ?? "train", [grid])}`,
    );
  }
  return remaining + unknown.length + survivors.length > 0 ? 1 : 0;
}

const LIVING: readonly RunState["kind"][] = ["running", "unknown"];

// Its scheduler, if there is one, only follows the jobs: it can run on another login node, and ends when they are gone.
async function stopOnCluster(request: StopRequest): Promise<number> {
  const { root, grid, drain, wait } = request;
  const { openGrid } = await import("../io/grid/session.ts");
  const { stopJobs } = await import("../io/stage/runs/stop_jobs.ts");
  const stopped = await stopJobs({ root, grid, drain, wait });
  switch (stopped.kind) {
    case "none":
      return await stopHere(request);
    case "remaining":
      printMessage(
        `jobs ${stopped.jobs.join(", ")} of ${grid} have not ended yet: run this command again to wait longer`,
      );
      return 1;
    case "followed":
      printMessage(`the jobs of ${grid} have ended; ${stopped.by} follows them and exits soon`);
      return 0;
    case "stopped": {
      const { ended, withdrawn } = stopped.counts;
      const counts = [...(ended > 0 ? [`${ended} ended`] : []), ...(withdrawn > 0 ? [`${withdrawn} not started`] : [])];
      const details = counts.length === 0 ? "" : ` (${counts.join(", ")})`;
      const { systemOf } = await import("../lib/run/journal_record.ts");
      const { submissions } = openGrid(root);
      const [system, arrays] = [systemOf(submissions), [...submissions.values()]];
      const hasController = arrays.some(({ controller }) => controller);
      const command = hasController ? `run --on ${system}` : `${arrays.at(-1)?.stage ?? "train"}:${system}`;
      printMessage(`stopped: ${grid}${details}; continue with ${hint(program(), command, [grid])}`);
      return 0;
    }
  }
}

if (import.meta.main) await runTask(main);
