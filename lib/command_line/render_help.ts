/** Renders the help of a command. */
import type { Option } from "./option.ts";

/** An argument that is no flag. */
export interface Argument {
  /** As the usage shows it: `[dir]`, `[dir...]`. */
  readonly name: string;
  readonly description: string;
}

/** What the help describes. */
export interface CommandDescription {
  /** The command as the user types it. */
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly Argument[];
  readonly options: readonly Option[];
}

const INDENT = "  ";
// A narrower column is harder to read than lines that the terminal wraps.
const MIN_WIDTH = 40;

/**
 * The help of a command, with a newline at its end.
 *
 * @param width maximum number of characters per line
 */
export function renderHelp({ name, description, parameters, options }: CommandDescription, width: number): string {
  const shown = options.filter(({ isHidden }) => !isHidden);
  const terms = [
    ...parameters.map((argument) => [argument.name.replaceAll(/[[\]<>.]/g, ""), argument.description] as const),
    ...shown.map((option) => [option.flags, describe(option)] as const),
  ];
  const column = Math.max(...terms.map(([term]) => term.length));
  const lines = ([term, text]: readonly [string, string]) => {
    const indent = " ".repeat(INDENT.length + column + INDENT.length);
    const wrapped = wrap(text, Math.max(MIN_WIDTH, width - indent.length));
    return wrapped.map((line, index) =>
      index === 0 ? `${INDENT}${term.padEnd(column)}${INDENT}${line}` : indent + line
    );
  };
  return [
    `Usage: ${[name, "[options]", ...parameters.map(({ name }) => name)].join(" ")}`,
    "",
    ...wrap(description, width),
    ...(parameters.length === 0 ? [] : ["", "Arguments:", ...terms.slice(0, parameters.length).flatMap(lines)]),
    "",
    "Options:",
    ...terms.slice(parameters.length).flatMap(lines),
    "",
  ].join("\n");
}

function describe({ description, default: value }: Option): string {
  return typeof value === "string" || typeof value === "number" ? `${description} (default: ${value})` : description;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
