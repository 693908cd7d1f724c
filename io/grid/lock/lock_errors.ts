/** Why a grid cannot be locked. */
import { UsageError } from "../../../lib/messages/problem.ts";
import type { Holder } from "../../../lib/store/lock_format.ts";

/** Another scheduler, or a job of a cluster, is running the grid. */
export class LockedError extends Error {
  /**
   * An error whose message names what holds the grid.
   *
   * @param holder the other scheduler, if known
   * @param root the grid directory, absolute
   * @param name what holds the grid, in words
   */
  constructor(
    readonly holder: Pick<Holder, "pid" | "host"> | undefined,
    readonly root: string,
    name: string = holderName(holder),
  ) {
    super(name);
    this.name = "LockedError";
  }
}

/** What holds the grid, in words. */
export function holderName(holder: Pick<Holder, "pid" | "host"> | undefined): string {
  return holder === undefined ? "another scheduler" : `the scheduler with pid ${holder.pid} on ${holder.host}`;
}

/** The file system does not support locks. */
export class NoLocksError extends UsageError {
  override readonly name = "UsageError";
}
