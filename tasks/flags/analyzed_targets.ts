/** What a command analyzes. */
import { statIfExists } from "../../io/system/files.ts";
import { checkExpdir, type Command } from "./command_line.ts";

/**
 * What a command analyzes: its arguments; without any, the directory of `--expdir`, if it was given and exists.
 *
 * @param expdir the value of `--expdir`
 * @returns paths; none for the newest grid
 * @throws {UsageError} if `--expdir` has no effect
 */
export async function analyzedTargets(command: Command, expdir: string): Promise<readonly string[]> {
  await checkExpdir(command, command.args);
  if (command.args.length > 0) return command.args;
  return command.isTyped("expdir") && statIfExists(expdir)?.isDirectory === true ? [expdir] : [];
}
