/** Reads what Slurm says about an element that has ended. */
import type { QueueEntry } from "./job_queue.ts";

/** The `--Format` of squeue for one element. Each field is followed by a `|`. */
export const ENDED_FORMAT = ["JobID", "ArrayJobID", "ArrayTaskID", "State", "exit_code", "NodeList", "Reason"]
  .map((field) => `${field}:|`).join(",");

/** Parses the output of squeue in {@link ENDED_FORMAT}; `undefined` if it does not have the element. */
export function parseEnded(text: string, job: number, task: number): QueueEntry | undefined {
  for (const line of text.split("\n")) {
    const [id, array, element, state, exit, node, reason] = line.split("|").map((field) => field.trim());
    if (Number(array) !== job || Number(element) !== task || !state) continue;
    return { id: Number(id), job, task, state, node: node ?? "", reason: reason ?? "", ...exitCode(exit) };
  }
  return undefined;
}

/** The `--format` of sacct for one element. */
export const ACCOUNTING_FIELDS = "JobIDRaw,JobID,State,ExitCode,NodeList,Reason";

/**
 * Parses the output of sacct with {@link ACCOUNTING_FIELDS}, separated by `|`. Of an element that was requeued, the last line
 * counts.
 *
 * @returns `undefined` if it does not have the element
 */
export function parseAccounting(text: string, job: number, task: number): QueueEntry | undefined {
  const lines = text.split("\n").map((line) => line.split("|"));
  const fields = lines.findLast(([, element]) => element === `${job}_${task}`);
  const [id, , words = "", exit, node = "", reason = ""] = fields ?? [];
  // `CANCELLED by 1000`
  const state = words.split(" ")[0]!.replace(/\+$/, "");
  return state === "" ? undefined : { id: Number(id), job, task, state, node, reason, ...exitCode(exit) };
}

/** `CODE:SIGNAL`; the code of a shell for a program that a signal ended is 128 + n. */
function exitCode(text = ""): { readonly exitCode?: number } {
  const match = /^(\d+):(\d+)$/.exec(text);
  return match === null ? {} : { exitCode: Number(match[1]) || (Number(match[2]) === 0 ? 0 : 128 + Number(match[2])) };
}
