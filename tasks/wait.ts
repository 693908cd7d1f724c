/** `grid:wait`: wait until a grid has ended. */
import { delay } from "@std/async/delay";
import { printMessage } from "../io/system/terminal/terminal.ts";
import { shownPath } from "../lib/messages/printable.ts";
import { formatDuration } from "../lib/messages/quantity.ts";
import { checkExpdir, createCommand, duration, expdirOption, GRID_DIR, runTask } from "./flags/command_line.ts";
import { lookForEnd } from "./reading/look_for_end.ts";
import { isOnCluster } from "./reading/read_status.ts";
import { findGridDir } from "./scheduling/find_or_make_grid.ts";

// The exit code of timeout(1).
const TIMEOUT_CODE = 124;

const POLL_MS = 200;
// Each check runs squeue, which sites want to be rare.
const CLUSTER_POLL_MS = 5_000;

/**
 * @param args the arguments of the command line
 * @returns the exit code of the scheduler; 6 if none is running and something is left to do, 124 after `--timeout`
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand("wait", "Wait until a grid has ended, and exit with the exit code of its scheduler.")
    .argument("[dir]", `${GRID_DIR} (default: the newest grid)`)
    .addOption(expdirOption())
    .option("--timeout <duration>", "how long to wait: 90s, 50m, 1h30m (default: no limit)", duration);
  const flags = command.parse(args);
  await checkExpdir(command, command.args);
  const root = await findGridDir(command.args[0], flags.expdir);
  const shown = shownPath(root, Deno.cwd());
  const { steadyNow } = await import("../io/system/clock.ts");
  const end = steadyNow() + (flags.timeout ?? Infinity) * 1_000;
  const pause = await isOnCluster(root) ? CLUSTER_POLL_MS : POLL_MS;
  for (;;) {
    const ended = await lookForEnd(root);
    if (ended !== undefined) {
      printMessage(ended.message);
      return ended.code;
    }
    if (steadyNow() >= end) {
      printMessage(`${shown} is still running after ${formatDuration(flags.timeout!)}`);
      return TIMEOUT_CODE;
    }
    await delay(Math.min(pause, end - steadyNow()));
  }
}

if (import.meta.main) await runTask(main);
