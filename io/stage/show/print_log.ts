/** Prints the end of the log of a run that failed. */
import { dim } from "@std/fmt/colors";
import { printable } from "../../../lib/messages/printable.ts";
import { beginGroup, END_GROUP } from "../../../lib/messages/workflow_commands.ts";
import { lastLines } from "../../system/last_lines.ts";
import { printMessage, writeStderr } from "../../system/terminal/terminal.ts";
import { workflow } from "../../system/terminal/workflow.ts";

const LINES = 5;

// Folded, so that there is room for a traceback.
const LINES_IN_GROUP = 40;

/**
 * Prints the last lines of a log, indented. In a workflow of GitHub Actions they are a group.
 *
 * @param title of the group: the label of the run
 * @param print shows a message
 */
export function printLog(title: string, log: string, print: (text: string) => void = printMessage): void {
  const isGroup = workflow() !== undefined;
  const lines = lastLines(log, isGroup ? LINES_IN_GROUP : LINES).map((line) => dim(`  | ${line}`));
  if (lines.length === 0) return;
  if (isGroup) writeStderr(`${beginGroup(printable(`log of ${title}`))}\n`);
  print(lines.join("\n"));
  if (isGroup) writeStderr(`${END_GROUP}\n`);
}
