/** `grid:schedule:sge`: train the experiments of a grid directory on a Grid Engine cluster. */
import { runTask } from "./flags/command_line.ts";
import { scheduleOn } from "./scheduling/schedule_on.ts";

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export function main(args: readonly string[]): Promise<number> {
  return scheduleOn("sge", args);
}

if (import.meta.main) await runTask(main);
