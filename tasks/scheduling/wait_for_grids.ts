/** Implements `--after` and `--after-success`: waits for the end of other grids. */
import { delay } from "@std/async/delay";
import type { Orders } from "../../io/stage/orders.ts";
import { absolutePath } from "../../io/system/absolute_path.ts";
import { printMessage } from "../../io/system/terminal/terminal.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { EXPDIR, UsageError } from "../flags/command_line.ts";
import type { StageFlags } from "../flags/stage_flags.ts";
import { isOnCluster } from "../reading/read_status.ts";
import { findGridDir } from "./find_or_make_grid.ts";

/** The exit code if a grid of `--after-success` has not succeeded. */
const NOT_STARTED_CODE = 7;

/** A grid that is waited for. */
interface Awaited {
  /** Absolute. */
  readonly root: string;
  readonly hasToSucceed: boolean;
}

/**
 * Finds the grids, before anything is created or started.
 *
 * @returns absolute paths
 * @throws {UsageError | InputError} if there is no such grid
 */
export async function findAwaited({ after = [], afterSuccess = [] }: StageFlags): Promise<Awaited[]> {
  const grids: Awaited[] = [];
  for (const target of after) grids.push({ root: await findGridDir(target, EXPDIR), hasToSucceed: false });
  for (const target of afterSuccess) grids.push({ root: await findGridDir(target, EXPDIR), hasToSucceed: true });
  return grids;
}

/**
 * Waits until grids have ended, or an order ends the wait.
 *
 * @param own the grid that waits, absolute
 * @returns the exit code if nothing is to be started
 * @throws {UsageError} if it would wait for itself
 */
export async function waitForGrids(
  grids: readonly Awaited[],
  own: string,
  orders: Orders,
): Promise<number | undefined> {
  const itself = grids.find(({ root }) => absolutePath(root) === absolutePath(own));
  if (itself !== undefined) throw new UsageError("error: --after: a grid cannot wait for its own end");
  for (const { root, hasToSucceed } of grids) {
    const shown = shownPath(root, Deno.cwd());
    const end = await untilEnded(root, shown, orders);
    if (end === undefined) return undefined;
    printMessage(end.message);
    if (hasToSucceed && end.code !== 0) {
      printMessage(`nothing was started: --after-success ${shown}`);
      return NOT_STARTED_CODE;
    }
  }
  return undefined;
}

// Milliseconds. Clusters are asked less often.
const LOOK_MS = 1_000;
const CLUSTER_LOOK_MS = 30_000;
const ORDER_MS = 200;

async function untilEnded(root: string, shown: string, orders: Orders) {
  const { lookForEnd } = await import("../reading/look_for_end.ts");
  const { steadyNow } = await import("../../io/system/clock.ts");
  const pause = await isOnCluster(root) ? CLUSTER_LOOK_MS : LOOK_MS;
  for (let isFirst = true;; isFirst = false) {
    const end = await lookForEnd(root);
    if (end !== undefined) return end;
    if (isFirst) printMessage(`waiting for the end of ${shown}`);
    const next = steadyNow() + pause;
    while (steadyNow() < next) {
      if (orders.isStopped()) return undefined;
      await delay(ORDER_MS);
    }
  }
}
