/** `grid COMMAND …`: runs a command. Only the module of that command is loaded. */
import { decideProgram, program, programOf, setArguments } from "../io/system/processes/program.ts";
import { printData, writeStderr } from "../io/system/terminal/terminal.ts";
import { hint, portableProgram, type Program } from "../lib/messages/hint.ts";
import { COMMAND_GROUPS, type CommandEntry, commandModule, listCommands } from "./commands.ts";
import { runProgram, UsageError } from "./flags/command_line.ts";

/**
 * @param args the name of a command and its arguments
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const [word, ...rest] = args;
  switch (word) {
    case undefined:
      writeStderr(`${describeCommands(portableProgram(program()))}\n`);
      return 2;
    case "-h":
    case "--help":
      printData(describeCommands(portableProgram(program())));
      return 0;
    case "-V":
    case "--version":
      printData(await describeVersion());
      return 0;
    case "help":
      return await showHelp(rest);
    default:
      return await runCommand(await findCommand(word), rest);
  }
}

async function showHelp(commands: readonly string[]): Promise<number> {
  const [word] = commands;
  if (word === undefined) return await main(["--help"]);
  if (commands.length > 1) {
    const given = `${commands.length}: ${commands.join(", ")}`;
    throw new UsageError(`error: too many arguments: expected one command, got ${given}`);
  }
  return await runCommand(await findCommand(word), ["--help"]);
}

async function runCommand(entry: CommandEntry, typed: readonly string[]): Promise<number> {
  const args = [...entry.flags ?? [], ...typed];
  setArguments(args);
  const { main } = await commandModule(entry);
  return await main(args);
}

async function findCommand(word: string): Promise<CommandEntry> {
  const commands = listCommands();
  const entry = commands.find(({ name }) => name === word);
  if (entry !== undefined) return entry;
  const usage = `(run ${program()} --help for usage)`;
  if (word.startsWith("-")) throw new UsageError(`error: unknown option '${word}'\n${usage}`);
  throw new UsageError(`error: unknown command '${word}'${await suggest(word, commands)}\n${usage}`);
}

async function suggest(word: string, commands: readonly CommandEntry[]): Promise<string> {
  // A grid file or a grid directory without a command.
  if (/\.ya?ml$/.test(word)) return `: did you mean ${hint(program(), "run", [word])}?`;
  const { closest } = await import("../lib/messages/suggestion.ts");
  const bare = word.replace(/^grid:/, "");
  const names = commands.map(({ name }) => name);
  const longer = names.filter((name) => name.startsWith(bare) && !name.includes(":"));
  const near = names.includes(bare) ? bare : longer.length === 1 ? longer[0] : closest(bare, names);
  return near === undefined ? "" : `: did you mean ${hint(program(), near)}?`;
}

async function describeVersion(): Promise<string> {
  const { VERSION } = await import("../io/grid/provenance.ts");
  return `grid-workers ${VERSION} (deno ${Deno.version.deno})`;
}

function describeCommands(program: Program): string {
  const width = Math.max(...listCommands().map(({ name }) => name.length));
  return [
    `Usage: ${program} COMMAND [OPTION...] [ARGUMENT...]`,
    "",
    "Runs grids of machine-learning experiments on CPUs, GPUs, Slurm and Grid Engine.",
    ...COMMAND_GROUPS.flatMap(({ title, commands }) => [
      "",
      `${title}:`,
      ...commands.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`),
    ]),
    "",
    `${program} help COMMAND shows the options of a command, ${program} --version the version.`,
  ].join("\n");
}

if (import.meta.main) {
  await runProgram(() => {
    decideProgram(() => programOf(import.meta.url));
    return main(Deno.args);
  });
}
