/** Reads what Slurm says about elements that have ended. */
import type { Elements } from "../cluster/explain_end.ts";
import type { QueueEntry } from "../cluster/job_queue.ts";

/** The `--Format` of squeue for elements. Each field is followed by a `|`. */
export const ENDED_FORMAT = ["JobID", "ArrayJobID", "ArrayTaskID", "State", "exit_code", "NodeList", "Reason"]
  .map((field) => `${field}:|`).join(",");

/** Parses the output of squeue in {@link ENDED_FORMAT}. */
export function parseEnded(text: string, job: number): Elements {
  const elements = new Map<number, QueueEntry>();
  for (const line of text.split("\n")) {
    const [id, array, element, state, exit, node, reason] = line.split("|").map((field) => field.trim());
    if (Number(array) !== job || !state || !/^\d+$/.test(element ?? "")) continue;
    const task = Number(element);
    const entry = { id: Number(id), job, task, state, node: node ?? "", reason: reason ?? "", ...exitCode(exit) };
    elements.set(task, entry);
  }
  return elements;
}

/** The `--format` of sacct for elements. */
export const ACCOUNTING_FIELDS = "JobIDRaw,JobID,State,ExitCode,NodeList,Reason";

/**
 * Parses the output of sacct with {@link ACCOUNTING_FIELDS}, separated by `|`. Of an element that was requeued, the last line
 * counts.
 */
export function parseAccounting(text: string, job: number): Elements {
  const elements = new Map<number, QueueEntry>();
  for (const line of text.split("\n")) {
    const [id, element, words = "", exit, node = "", reason = ""] = line.split("|");
    const [, array, task] = /^(\d+)_(\d+)$/.exec(element ?? "") ?? [];
    // `CANCELLED by 1000`
    const state = words.split(" ")[0]!.replace(/\+$/, "");
    if (Number(array) !== job || state === "") continue;
    elements.set(Number(task), { id: Number(id), job, task: Number(task), state, node, reason, ...exitCode(exit) });
  }
  return elements;
}

/**
 * The exit code of `CODE:SIGNAL`, or of the status of wait(2), which squeue of Slurm 22.05 prints: 16896 is `66:0`. It is that of
 * a shell: 128 + n for a program that signal n ended.
 */
function exitCode(text = ""): { readonly exitCode?: number } {
  const match = /^(\d+)(?::(\d+))?$/.exec(text);
  if (match === null) return {};
  const [first, second] = [Number(match[1]), match[2]];
  const [code, signal] = second === undefined ? [first >> 8, first & 0x7f] : [first, Number(second)];
  return { exitCode: code || (signal === 0 ? 0 : 128 + signal) };
}
