/** Divides the time of a command (`--time-limit`) between its stages. */
import type { Stage } from "../../run/stage.ts";

/** The time of a command. All times are milliseconds. */
export interface CommandTime {
  readonly limit: number;
  /** Between SIGTERM and SIGKILL. */
  readonly grace: number;
  /** Whether it trains and then tests. */
  readonly isTested: boolean;
}

/**
 * When all runs of a stage have to have ended, after the start of the command. With tests, the training leaves them a tenth of the
 * time, and at least as much as ending them takes. They also have what the training does not use.
 */
export function endOfStage(stage: Stage, { limit, grace, isTested }: CommandTime): number {
  return stage === "train" && isTested ? limit - Math.max(limit / 10, 2 * grace) : limit;
}

/** The longest time that leaves no time for a run in some stage. */
export function shortestLimit({ grace, isTested }: Pick<CommandTime, "grace" | "isTested">): number {
  return isTested ? 3 * grace : grace;
}
