/** Runs the experiments of a grid directory. */
import type { HeldSession } from "../io/grid/session.ts";
import type { Orders } from "../io/stage/orders.ts";
import type { StageResult } from "../io/stage/run_stage.ts";
import { print, say } from "../io/system/terminal.ts";
import type { Stage } from "../lib/run/stage.ts";
import { exitCodeOf } from "../lib/schedule/exit_code.ts";
import { type BackendChoice, chooseBackendByFlags } from "./choose_backend.ts";
import { createCommand } from "./flags/command_line.ts";
import { EXPDIR } from "./flags/grid_flags.ts";
import { type FoundGrid, nextCommand, type StageFlags, stageRequest, withStageOptions } from "./flags/stage_flags.ts";

/** What the stages of a command share. */
export interface ScheduleContext {
  readonly session: HeldSession;
  readonly flags: StageFlags;
  readonly backend: BackendChoice;
  readonly orders: Orders;
  /** More stages follow by themselves: what to type next is told only when they do not. */
  readonly chained?: boolean;
}

/**
 * Holds a grid directory, listens for orders, and runs stages on it.
 *
 * @param grid the directory, and its session if it is held already
 * @returns what `run` returns
 */
export async function withHeldGrid<T>(
  grid: FoundGrid,
  flags: StageFlags,
  run: (held: Pick<ScheduleContext, "session" | "orders">) => Promise<T>,
): Promise<T> {
  const { holdGrid } = await import("../io/grid/session.ts");
  const { listenForOrders } = await import("../io/stage/orders.ts");
  await using session = grid.session ?? await holdGrid(grid.gridDir);
  using orders = listenForOrders(flags.grace);
  return await run({ session, orders });
}

/** Trains or tests the experiments of a grid, and tells what came of it. */
export async function schedule(
  stage: Stage,
  { session, flags, backend, orders, chained = false }: ScheduleContext,
): Promise<StageResult> {
  const { showStage } = await import("../io/stage/show_stage.ts");
  const { sayResult } = await import("../io/stage/summary.ts");
  const { shownPath } = await import("../lib/messages/shown_path.ts");
  const quiet = flags.quiet ?? false;
  for (const warning of session.warnings) say(`${shownPath(session.path, Deno.cwd())}: warning: ${warning}`);
  if (!quiet) say(`${stage === "train" ? "training" : "testing"} on ${backend.name}`);
  const result = await showStage(session, stageRequest(stage, flags, backend.gpus), { orders, quiet });
  const code = exitCodeOf(result);
  // Failures were told when they happened; what else is wrong has not been told.
  if (!quiet || code > 1 || code === 1 && result.failed === 0) {
    const shown = shownPath(session.path, Deno.cwd());
    sayResult(result, shown, chained && code < 2 ? undefined : nextCommand(result, shown));
  }
  return result;
}

/**
 * The task that trains the experiments of a directory that is there already.
 *
 * @param args of the command line
 * @returns the exit code
 */
export async function scheduleOn(on: "cpu" | "gpu", args: readonly string[]): Promise<number> {
  const command = withStageOptions(createCommand(`grid:schedule:${on}`, "Trains the experiments of a grid directory."))
    .argument("<dir>", "a grid directory that grid:expand made");
  command.parse(["--on", on, ...args], { from: "user" });
  const flags = command.opts<StageFlags>();
  const { findGrid } = await import("./find_grid.ts");
  const gridDir = findGrid(command.args[0], EXPDIR);
  const machine = await chooseBackendByFlags(flags);
  print(gridDir);
  return await withHeldGrid(
    { gridDir },
    flags,
    async (held) => exitCodeOf(await schedule("train", { ...held, flags, backend: machine })),
  );
}
