/** Tasks with equal configurations and different commands: their results would be mixed. */
import { canonical } from "../config/canonical.ts";
import { keyText, type ValueMap } from "../config/value.ts";
import type { Task } from "../grid/parse_task.ts";
import type { Report } from "../messages/report.ts";

// What starts a run, as far as it does not depend on the configuration.
const COMMAND_SETTINGS = ["command", "test_command", "trainer", "tester", "setup", "shell", "workdir", "env"];

/** The task that runs a configuration, and how. */
export interface CommandOwner {
  readonly signature: string;
  readonly task: Task;
}

/** A text that is the same for settings that start the same command. */
export function commandSignature(settings: ValueMap): string {
  return canonical(new Map([...settings].filter(([key]) => COMMAND_SETTINGS.includes(keyText(key)))));
}

/**
 * Reports a configuration that another task runs by a different command.
 *
 * @param hash of the configuration
 * @param owners by hash; the new one is added
 */
export function checkCommandOwner(
  hash: string,
  owner: CommandOwner,
  owners: Map<string, CommandOwner>,
  report: Report,
): void {
  const other = owners.get(hash);
  if (other === undefined) owners.set(hash, owner);
  else if (other.signature !== owner.signature && other.task !== owner.task) {
    owners.set(hash, owner);
    report.error(
      owner.task.origin,
      "the task has the same configuration as another one and runs a different command, so that their results would be mixed: " +
        "let the overwrite of each set a key that tells them apart",
    );
  }
}
