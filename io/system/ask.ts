/** Asks the user a question in the terminal. */
import { flushOutput, isInteractive, writeStderr } from "./terminal.ts";

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
    // Without /proc, it cannot be known.
    return true;
  }
}

/**
 * Asks a question on stderr, as stdout is for data, until the answer is one of the expected ones.
 *
 * @param question ends without a blank
 * @param answers the expected answers in lower case; the first one is that of Enter
 * @returns an answer, of which the user typed at least the first letter; `undefined` if the terminal was closed, or at Ctrl-D
 */
export async function ask<Answer extends string>(
  question: string,
  answers: readonly [Answer, ...Answer[]],
): Promise<Answer | undefined> {
  for (;;) {
    writeStderr(`${question} `);
    await flushOutput();
    const typed = await readLine();
    if (typed === undefined) {
      writeStderr("\n");
      return undefined;
    }
    if (typed === "") return answers[0];
    const answer = answers.find((answer) => answer.startsWith(typed));
    if (answer !== undefined) return answer;
  }
}

// A terminal gives whole lines.
async function readLine(): Promise<string | undefined> {
  const buffer = new Uint8Array(4_096);
  try {
    const read = await Deno.stdin.read(buffer);
    return read === null ? undefined : new TextDecoder().decode(buffer.subarray(0, read)).trim().toLowerCase();
  } catch {
    return undefined;
  }
}
