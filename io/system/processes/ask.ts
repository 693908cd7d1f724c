/** Asks the user a question: in the terminal, or with an answer from a pipe. */
import { isInteractive, writeQuestion } from "../terminal/terminal.ts";

/** Whether somebody can be asked: stdin and stderr are a terminal, and this process may read from it. */
export function canAsk(): boolean {
  return Deno.stdin.isTerminal() && isInteractive() && isInForeground();
}

// A process in the background (`grid:train GRID &`) that reads from its terminal would be stopped.
function isInForeground(): boolean {
  try {
    const stat = Deno.readTextFileSync("/proc/self/stat");
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return group === foreground;
  } catch {
    // Without /proc, this is not known.
    return true;
  }
}

/**
 * Asks a question on stderr, as stdout is for data, until the answer is one of the expected ones. Output in the background must
 * be flushed before.
 *
 * @param question ends without a blank
 * @param answers the expected answers in lower case; the first one is that of Enter
 * @returns an answer, of which the user typed at least the first letter; `undefined` if stdin ends, as at Ctrl-D
 */
export function ask<Answer extends string>(
  question: string,
  answers: readonly [Answer, ...Answer[]],
): Answer | undefined {
  for (;;) {
    writeQuestion(`${question} `);
    const line = readLine()?.trim().toLowerCase();
    // In a terminal, Enter has already ended the line.
    if (!Deno.stdin.isTerminal() || line === undefined) writeQuestion("\n");
    if (line === undefined) return undefined;
    if (line === "") return answers[0];
    const answer = answers.find((answer) => answer.startsWith(line));
    if (answer !== undefined) return answer;
  }
}

// A line of stdin; `undefined` at its end. Reads no further, because the rest may be for other processes.
function readLine(): string | undefined {
  const bytes: number[] = [];
  const byte = new Uint8Array(1);
  try {
    while (Deno.stdin.readSync(byte) !== null) {
      if (byte[0] === 10) return decode(bytes);
      bytes.push(byte[0]!);
    }
  } catch {
    // The terminal was closed.
    return undefined;
  }
  return bytes.length === 0 ? undefined : decode(bytes);
}

function decode(bytes: readonly number[]): string {
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
