/** Implements `--agree`: shows what a command would start, and asks before anything is created or started. */
import type { StartingGrid } from "../../io/stage/plan_start.ts";
import { ask } from "../../io/system/processes/ask.ts";
import { printMessage } from "../../io/system/terminal/terminal.ts";
import { UsageError } from "../flags/command_line.ts";
import { DeclinedError } from "../flags/exit_codes.ts";
import type { DeviceChoice } from "../flags/stage_flags.ts";
import { type CommandStart, createPlanner, TASK_STAGES } from "./plan_command.ts";

/**
 * Shows the runs of a grid that would be started, and asks for confirmation.
 *
 * @param where the directory of the grid in words: `in experiments/mnist_20261125_010552`
 * @throws {InputError} if the command would be refused
 * @throws {DeclinedError} unless the user confirms
 */
export type Confirm = (grid: StartingGrid, where: string) => void;

export interface DescribedCommand extends CommandStart {
  readonly devices: DeviceChoice;
}

/** The question of `--agree`; `undefined` without that flag. */
export async function createConfirm(command: DescribedCommand): Promise<Confirm | undefined> {
  if (!command.flags.agree) return undefined;
  const describe = await createDescription(command);
  return (grid, where) => {
    describe(grid, where).forEach(printMessage);
    confirmStart();
  };
}

/**
 * Gives a function that describes what a command would start in a grid, one line each. It throws an `InputError` if the command
 * would be refused.
 */
export async function createDescription(
  command: DescribedCommand,
): Promise<(grid: StartingGrid, where: string) => string[]> {
  const { describeStart } = await import("../../lib/status/notices/describe_start.ts");
  const plan = await createPlanner(command);
  const { gpus, cluster, name } = command.devices;
  const on = gpus === undefined && cluster === undefined ? "CPUs" : name;
  return (grid, where) =>
    plan(grid).stages.flatMap(({ setup }, index) =>
      describeStart(TASK_STAGES[command.task][index]!, grid.plan, setup.list.jobs, `on ${on}, ${where}`)
    );
}

/**
 * Asks for confirmation; Enter confirms.
 *
 * @throws {DeclinedError} unless the user confirms
 * @throws {UsageError} if stdin ends without an answer, because it is not a terminal
 */
export function confirmStart(): void {
  const answer = ask("Start? [Y/n]", ["yes", "no"]);
  if (answer === "yes") return;
  if (answer === "no" || Deno.stdin.isTerminal()) throw new DeclinedError("nothing was started");
  throw new UsageError(
    "error: --agree: no answer on stdin, nothing was started: answer there (echo y | …), or leave out --agree",
  );
}
