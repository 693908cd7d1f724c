/** Declares and parses the command line of a command. */
import { program } from "../../io/system/processes/program.ts";
import { terminalSize, writeStdout } from "../../io/system/terminal/terminal.ts";
import { type Option, parseArguments, type ValuesOf } from "../../lib/command_line/option.ts";
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

/** A command. Methods that declare something return the command itself, with the type of the values of its flags. */
export interface Command<Values = unknown> extends CommandDescription {
  option<const Flags extends string>(
    flags: Flags,
    description: string,
  ): Command<Values & ValuesOf<{ flags: Flags; description: string }>>;
  option<const Flags extends string, Parse extends Parser>(
    flags: Flags,
    description: string,
    parse: Parse,
  ): Command<Values & ValuesOf<{ flags: Flags; description: string; parse: Parse }>>;
  /** @param value its value if it is not given */
  option<const Flags extends string, Parse extends Parser>(
    flags: Flags,
    description: string,
    parse: Parse,
    value: ReturnType<Parse>,
  ): Command<Values & ValuesOf<{ flags: Flags; description: string; parse: Parse; default: unknown }>>;
  addOption<const Flag extends Option>(option: Flag): Command<Values & ValuesOf<Flag>>;
  /** @param name `[dir]`; `<dir>` if it is required, `[dir...]` for several */
  argument(name: string, description: string): Command<Values>;
  /** Arguments beyond those that are declared are no error. */
  allowExcessArguments(): Command<Values>;
  /** @param explain gives further lines for the message of an error, each with its newline */
  explainErrors(explain: (message: string) => string): Command<Values>;
  /**
   * Parses the arguments of a command line.
   *
   * @returns the values of the flags
   * @throws {HelpRequested} for `--help`
   * @throws {UsageError} for what is not declared, missing or invalid
   */
  parse(words: readonly string[]): Values;
  /** The arguments that are no flags. */
  readonly args: readonly string[];
  /** Whether the user gave a flag, which may have a default. */
  isTyped(key: string): boolean;
}

type Parser = NonNullable<Option["parse"]>;

/** The values of the flags of a command. */
export type FlagsOf<C> = C extends Command<infer Values> ? Values : never;

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
export function createCommand(name: string, description: string): Command<object> {
  const options: Option[] = [];
  const parameters: Argument[] = [];
  let mayExceed = false;
  let explain: (message: string) => string = () => "";
  let parsed: ReturnType<typeof parseArguments> | undefined;
  const isTyped = (key: string) => parsed?.typed.has(key) === true;
  // deno-lint-ignore no-explicit-any
  const command: Command<any> = {
    name: hint(portableProgram(program()), name),
    description,
    parameters,
    get options() {
      return [...options, ...HELP];
    },
    option: (flags: string, description: string, parse?: Parser, value?: unknown) =>
      command.addOption({ flags, description, parse, default: value }),
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
        return parsed.values;
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
