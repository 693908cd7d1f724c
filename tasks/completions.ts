/** `grid:completions`: print a script that completes commands, flags, grid files and grid directories in a shell. */
import { printData } from "../io/system/terminal/terminal.ts";
import type { CompletedCommand } from "../lib/command_line/completion.ts";
import { commandModule, listCommands } from "./commands.ts";
import type { HelpRequested } from "./flags/command.ts";
import { createCommand, runTask, UsageError } from "./flags/command_line.ts";

const PROGRAMS = ["grid", "grid-workers"];

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand("completions", "Print a script that completes grid in bash, zsh or fish.")
    .argument("<bash|zsh|fish>", "the shell; docs/install.md shows where its scripts belong");
  command.parse(args);
  printData((await render(command.args[0]!)).trimEnd());
  return 0;
}

async function render(shell: string): Promise<string> {
  switch (shell) {
    case "bash": {
      const { bashCompletion } = await import("../lib/command_line/bash_completion.ts");
      return bashCompletion(PROGRAMS, await completedCommands());
    }
    case "zsh": {
      const { zshCompletion } = await import("../lib/command_line/zsh_completion.ts");
      return zshCompletion(PROGRAMS, await completedCommands());
    }
    case "fish": {
      const { fishCompletion } = await import("../lib/command_line/fish_completion.ts");
      return fishCompletion(PROGRAMS, await completedCommands());
    }
    default:
      throw new UsageError(`error: unknown shell '${shell}': expected bash, zsh or fish`);
  }
}

// Each command declares its flags before it does anything else.
async function completedCommands(): Promise<CompletedCommand[]> {
  const { completedCommand } = await import("../lib/command_line/completion.ts");
  return await Promise.all(
    listCommands().map(async (entry) => {
      const { main } = await commandModule(entry);
      try {
        await main(["--help"]);
      } catch (error) {
        if ((error as Error).name === "HelpRequested") return completedCommand(entry, (error as HelpRequested).command);
        throw error;
      }
      throw new Error(`${entry.name} --help does not show its flags`);
    }),
  );
}

if (import.meta.main) await runTask(main);
