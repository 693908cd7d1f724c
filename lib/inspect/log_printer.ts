/** Converts a log for printing on a terminal, to a file, or in a workflow. */
import { incompleteSequence, printableLog } from "../messages/printable.ts";
import { withoutCommands } from "../messages/workflow_commands.ts";

/** Converts the bytes of a log, piece by piece, into the text to print. */
export interface LogPrinter {
  print(bytes: Uint8Array): string | Uint8Array;
  /** The text to print after the last piece: for instance, the rest of a line. */
  end(): string;
}

/** How a log is printed. */
export interface LogStyle {
  /** What each line begins with, if several logs are printed. */
  readonly prefix?: string;
  /** Whether the output is a terminal, which would obey control sequences. */
  readonly forTerminal: boolean;
  /** Whether the runner of a GitHub workflow reads the output, and would obey commands in it. */
  readonly forRunner?: boolean;
}

/**
 * A printer for a log. A single log is passed to a file or a pipe byte for byte. With a prefix, only the last version of a line
 * that a progress bar has overwritten is printed, because lines of other logs would come in between. The runner of a workflow
 * also gets whole lines, without commands.
 */
export function createLogPrinter({ prefix, forTerminal, forRunner }: LogStyle): LogPrinter {
  if (forRunner) return linePrinter((version) => withoutCommands(`${prefix ?? ""}${version}\n`));
  if (prefix !== undefined) {
    return linePrinter((version) => `${prefix}${forTerminal ? `${printableLog(version)}\x1b[0m` : version}\n`);
  }
  return forTerminal ? terminalPrinter() : { print: (bytes) => bytes.slice(), end: () => "" };
}

// An incomplete control sequence is held back until it is complete. Anything longer than this is not a control sequence.
const MAX_SEQUENCE = 4_096;

function terminalPrinter(): LogPrinter {
  const decoder = new TextDecoder();
  let held = "";
  let last = "\n";
  const show = (text: string): string => {
    if (text !== "") last = text.at(-1)!;
    return printableLog(text);
  };
  return {
    print(bytes) {
      const text = held + decoder.decode(bytes, { stream: true });
      const begin = Math.max(0, text.length - MAX_SEQUENCE);
      const cut = begin + incompleteSequence(text.slice(begin));
      held = text.slice(cut);
      return show(text.slice(0, cut));
    },
    // Resets the colours, and ends the last line.
    end() {
      const text = show(held + decoder.decode());
      held = "";
      return `${text}${last === "\n" ? "" : "\n"}\x1b[0m`;
    },
  };
}

// Longer lines are printed in several pieces.
const MAX_LINE = 64 * 2 ** 10;

// `print` is called with the last version of each line.
function linePrinter(print: (version: string) => string): LogPrinter {
  const decoder = new TextDecoder();
  let rest = "";
  const show = (line: string): string => print(line.replace(/\r+$/, "").split("\r").at(-1)!);
  return {
    print(bytes) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop()!;
      // A progress bar may have printed no newline yet: only its last version is kept.
      if (rest.length > MAX_LINE) rest = rest.slice(rest.lastIndexOf("\r", rest.length - 2) + 1);
      if (rest.length > MAX_LINE) {
        lines.push(rest);
        rest = "";
      }
      return lines.map(show).join("");
    },
    end() {
      const line = rest + decoder.decode();
      rest = "";
      return line === "" ? "" : show(line);
    },
  };
}
