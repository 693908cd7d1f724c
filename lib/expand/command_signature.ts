/** Reports tasks with equal configurations and different commands, whose results would be mixed. */
import { canonical } from "../config/canonical.ts";
import { keyText, type ValueMap } from "../config/value.ts";
import type { Task } from "../grid/parse_task.ts";
import type { Report } from "../messages/report.ts";

// The settings that decide what is started.
const COMMAND_SETTINGS = ["command", "test_command", "trainer", "tester", "prefix", "setup", "shell", "workdir", "env"];

/** The task that runs a configuration, and the signature of its command. */
export interface CommandOwner {
  readonly signature: string;
  readonly task: Task;
}

/** A text that is equal for settings that start the same command. */
export function commandSignature(settings: ValueMap): string {
  return canonical(new Map([...settings].filter(([key]) => COMMAND_SETTINGS.includes(keyText(key)))));
}

/**
 * Reports a configuration that another task runs with a different command.
 *
 * @param hash of the configuration
 * @param owners by hash of the configuration; the new owner is added
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
      "another task has the same configuration but a different command, so their results would be mixed: " +
        "set a key in each task's overwrite to make them different",
    );
  }
}
