/** Turns a log into what can be printed on a terminal, to a file, or in a workflow. */
import { incompleteSequence, printableLog } from "../messages/printable.ts";
import { withoutCommands } from "../messages/workflow_commands.ts";

/** Turns the bytes of a log, piece by piece, into what is printed. */
export interface LogPrinter {
  print(bytes: Uint8Array): string | Uint8Array;
  /** What is printed once nothing follows: the rest of a line, for instance. */
  end(): string;
}

/** How a log is printed. */
export interface LogStyle {
  /** What each line begins with, if several logs are printed. */
  readonly prefix?: string;
  /** Whether the output is a terminal, which obeys what it gets. */
  readonly forTerminal: boolean;
  /** Whether the runner of a GitHub workflow reads the output, and obeys commands in it. */
  readonly forRunner?: boolean;
}

/**
 * A printer for a log. A single log reaches a file or a pipe byte for byte. With a prefix, of a line that a progress bar has
 * overwritten only the last version is printed, as the lines of other logs would break it. The runner of a workflow gets whole
 * lines, too, without commands.
 */
export function createLogPrinter({ prefix, forTerminal, forRunner }: LogStyle): LogPrinter {
  if (forRunner) return linePrinter((version) => withoutCommands(`${prefix ?? ""}${version}\n`));
  if (prefix !== undefined) {
    return linePrinter((version) => `${prefix}${forTerminal ? `${printableLog(version)}\x1b[0m` : version}\n`);
  }
  return forTerminal ? terminalPrinter() : { print: (bytes) => bytes.slice(), end: () => "" };
}

// An incomplete control sequence waits for its rest; what is longer than this is none.
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
    // Without colours, and at the beginning of a line.
    end() {
      const text = show(held + decoder.decode());
      held = "";
      return `${text}${last === "\n" ? "" : "\n"}\x1b[0m`;
    },
  };
}

// Longer lines are printed in pieces.
const MAX_LINE = 64 * 2 ** 10;

// `print` gets the last version of a line.
function linePrinter(print: (version: string) => string): LogPrinter {
  const decoder = new TextDecoder();
  let rest = "";
  const show = (line: string): string => print(line.replace(/\r+$/, "").split("\r").at(-1)!);
  return {
    print(bytes) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop()!;
      // A bar that has no newline yet.
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
