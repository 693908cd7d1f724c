/** What a command analyzes. */
import { statIfExists } from "../../io/system/files.ts";
import { dropPermissions, maySeeProcesses } from "../../io/system/permissions.ts";
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

/**
 * Looks at what has become of runs that have no end in their journals, and then gives up the permissions to look at processes and
 * to start any: the files of runs, which others write, are read without them.
 *
 * @param targets what is analyzed, as {@link analyzedTargets} gives it
 * @param outputs where is written
 * @throws {InputError} with all targets that do not exist
 */
export async function lookThenDropPermissions(
  targets: readonly string[],
  expdir: string,
  outputs: readonly string[],
): Promise<void> {
  if (maySeeProcesses()) {
    const { findTargets } = await import("../../io/grid/find_grid.ts");
    const { lookBeforeReading } = await import("../../io/slurm/look_at_grid.ts");
    await lookBeforeReading(findTargets(targets, expdir).map(({ root }) => root));
  }
  dropPermissions([...targets, expdir, ...outputs]);
}
