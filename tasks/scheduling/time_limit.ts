/** Implements `--time-limit`: computes when the runs of a stage must have ended. */
import { commandBegan, program } from "../../io/system/processes/program.ts";
import { commandName } from "../../lib/messages/hint.ts";
import { formatDuration } from "../../lib/messages/quantity.ts";
import { groupsInUse, isTestable, type Plan } from "../../lib/plan/plan.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { dialectOf } from "../../lib/schedule/dialects.ts";
import { endOfStage, shortestLimit } from "../../lib/schedule/time_limit.ts";
import { UsageError } from "../flags/command_line.ts";
import { isCluster, type StageFlags } from "../flags/stage_flags.ts";
import type { RunningTask } from "./plan_command.ts";

/**
 * Checks `--time-limit`, before anything is created or started.
 *
 * @throws {UsageError} if it leaves no time for runs, or nobody follows them
 */
export function checkTimeLimit(task: RunningTask, { timeLimit, grace, on, detach }: StageFlags): void {
  if (timeLimit === undefined) return;
  if (isCluster(on) && detach && task !== "run") {
    throw new UsageError(
      `error: --time-limit cannot be used with --detach on ${dialectOf(on).title}, as nobody follows the runs then: ` +
        "leave out --detach, " +
        `use ${commandName(program(), "run")}, or limit the runs with the settings timeout and ${on}`,
    );
  }
  const shortest = shortestLimit({ grace, isTested: task === "run" });
  if (timeLimit > shortest) return;
  const stages = task === "run" ? "in both stages, " : "";
  throw new UsageError(
    `error: --time-limit is too short: ${stages}runs get SIGTERM ${formatDuration(grace)} (--grace) before its end: ` +
      `expected more than ${formatDuration(shortest)}, got ${formatDuration(timeLimit)}`,
  );
}

/**
 * When the runs of a stage have to have ended, in milliseconds since the epoch; `undefined` without `--time-limit`.
 *
 * @param chained whether the command trains and tests
 */
export function endBy(stage: Stage, plan: Plan, flags: StageFlags, chained: boolean): number | undefined {
  if (flags.timeLimit === undefined) return undefined;
  const isTested = chained && groupsInUse(plan).some(isTestable);
  const time = { limit: flags.timeLimit * 1_000, grace: flags.grace * 1_000, isTested };
  return commandBegan() + endOfStage(stage, time);
}
