/** Declares and parses the command line of a command. */
import { program } from "../../io/system/processes/program.ts";
import { terminalSize, writeStdout } from "../../io/system/terminal/terminal.ts";
import { type Option, parseArguments } from "../../lib/command_line/option.ts";
import { type Argument, type CommandDescription, renderHelp } from "../../lib/command_line/render_help.ts";
import { hint, portableProgram } from "../../lib/messages/hint.ts";
import { UsageError } from "../../lib/messages/problem.ts";
import { counted } from "../../lib/messages/text.ts";

/** The user asked for the help of a command. */
export class HelpRequested extends Error {
  override readonly name = "HelpRequested";

  constructor(readonly command: CommandDescription) {
    super(`help for ${command.name}`);
  }
}

/** A command. Methods that declare something return the command itself. */
export interface Command extends CommandDescription {
  /** @param value its value if it is not given */
  option(flags: string, description: string, parse?: Option["parse"], value?: unknown): Command;
  addOption(option: Option): Command;
  /** @param name `[dir]`; `<dir>` if it is required, `[dir...]` for several */
  argument(name: string, description: string): Command;
  /** Arguments beyond those that are declared are no error. */
  allowExcessArguments(): Command;
  /** @param explain gives further lines for the message of an error, each with its newline */
  explainErrors(explain: (message: string) => string): Command;
  /**
   * Parses the arguments of a command line.
   *
   * @throws {HelpRequested} for `--help`
   * @throws {UsageError} for what is not declared, missing or invalid
   */
  parse(words: readonly string[]): void;
  /** The arguments that are no flags. */
  readonly args: readonly string[];
  /** The values of the flags, by their keys. */
  opts<T>(): T;
  /** Whether the user gave a flag, which may have a default. */
  isTyped(key: string): boolean;
}

const HELP_WORDS = ["-h", "--help", "--h"];
const HELP: readonly Option[] = [
  { flags: "-h, --help", description: "display help for command" },
  { flags: "--h", description: "", isHidden: true },
];

/**
 * A command without flags and arguments, other than `--help`.
 *
 * @param name the name of the command: `train`
 */
export function createCommand(name: string, description: string): Command {
  const options: Option[] = [];
  const parameters: Argument[] = [];
  let mayExceed = false;
  let explain: (message: string) => string = () => "";
  let parsed: ReturnType<typeof parseArguments> | undefined;
  const isTyped = (key: string) => parsed?.typed.has(key) === true;
  const command: Command = {
    name: hint(portableProgram(program()), name),
    description,
    parameters,
    get options() {
      return [...options, ...HELP];
    },
    option: (flags, description, parse, value) => command.addOption({ flags, description, parse, default: value }),
    addOption(option) {
      options.push(option);
      return command;
    },
    argument(name, description) {
      parameters.push({ name, description });
      return command;
    },
    allowExcessArguments() {
      mayExceed = true;
      return command;
    },
    explainErrors(explanation) {
      explain = explanation;
      return command;
    },
    parse(words) {
      try {
        parsed = parseArguments(command.options, words);
        if (isTyped("help") || isTyped("h")) throw new HelpRequested(command);
        checkCount(parameters, parsed.args, mayExceed);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        // Help is shown even if other flags are wrong.
        if (words.some((word) => HELP_WORDS.includes(word))) throw new HelpRequested(command);
        const usage = `(run ${hint(program(), name)} --help for usage)`;
        throw new UsageError(`${error.message}\n${explain(error.message)}${usage}`, { cause: error });
      }
    },
    get args() {
      return parsed?.args ?? [];
    },
    opts: <T>() => parsed?.values as T,
    isTyped,
  };
  return command;
}

/** Prints the help of a command to stdout. */
export function printHelp(command: CommandDescription): void {
  writeStdout(renderHelp(command, Deno.stdout.isTerminal() ? terminalSize().columns : 80));
}

function checkCount(parameters: readonly Argument[], args: readonly string[], mayExceed: boolean): void {
  const missing = parameters[args.length];
  if (missing?.name.startsWith("<")) {
    throw new UsageError(`error: missing required argument '${missing.name.slice(1, -1)}'`);
  }
  const [most, given] = [parameters.length, args.length];
  if (mayExceed || given <= most || parameters.at(-1)?.name.includes("...")) return;
  throw new UsageError(
    `error: too many arguments. Expected ${counted(most, "argument")} but got ${given}: ${args.join(", ")}.`,
  );
}
