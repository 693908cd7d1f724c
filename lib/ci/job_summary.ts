/** The Markdown that a step of a GitHub workflow adds to the summary of its job. */
import { formatDuration } from "../messages/quantity.ts";
import { counted } from "../messages/text.ts";
import { type Stage, STAGES } from "../run/stage.ts";
import { countCases, type TestCase } from "./test_cases.ts";

/** A failed run with the end of its log. */
export interface ShownFailure {
  /** The name of its test case. */
  readonly name: string;
  readonly reason: string;
  /** What it has in common with others: `RuntimeError: boom`. */
  readonly cause: string;
  readonly lines: readonly string[];
}

/** What the summary shows of a grid. */
export interface GridSummary {
  /** The grid directory, as shown to the user. */
  readonly grid: string;
  readonly cases: Readonly<Partial<Record<Stage, readonly TestCase[]>>>;
  /** The best configurations as a table; absent without results. */
  readonly table?: string;
  /** The failed runs, or the first of them. */
  readonly failures: readonly ShownFailure[];
}

const MAX_CAUSES = 20;
const MAX_LOGS = 10;

/**
 * Renders the summary.
 *
 * @param limit maximum number of bytes; to stay below it, logs are left out first, then causes, then the table
 */
export function jobSummary(summary: GridSummary, limit: number): string {
  const head = `### ${code(summary.grid)}\n\n${describeCases(summary.cases)}\n`;
  const table = summary.table === undefined ? "" : `\n${summary.table.trimEnd()}\n`;
  const parts = [head, table, describeCauses(summary.failures), describeLogs(summary.failures)];
  const encoder = new TextEncoder();
  while (parts.length > 0) {
    const text = `${parts.filter((part) => part !== "").join("")}\n`;
    if (encoder.encode(text).length <= limit) return text;
    parts.pop();
  }
  return "";
}

function describeCases(cases: GridSummary["cases"]): string {
  const counted = STAGES.flatMap((stage) => {
    const list = cases[stage] ?? [];
    return list.length === 0 ? [] : [{ stage, ...countCases(list) }];
  });
  const withStopped = counted.some(({ stopped }) => stopped > 0);
  const titles = ["succeeded", "failed", "blocked", ...(withStopped ? ["stopped early"] : []), "not finished"];
  return [
    `| stage | ${titles.join(" | ")} | time of all runs |`,
    `| --- | ${titles.map(() => "---: | ").join("")}---: |`,
    ...counted.map(({ stage, passed, failed, blocked, stopped, skipped, seconds }) => {
      const numbers = [passed, failed, blocked, ...(withStopped ? [stopped] : []), skipped];
      return `| ${[stage, ...numbers, formatDuration(seconds)].join(" | ")} |`;
    }),
  ].join("\n");
}

function describeCauses(failures: readonly ShownFailure[]): string {
  if (failures.length === 0) return "";
  const groups = [...Map.groupBy(failures, ({ cause }) => cause)].sort(([, a], [, b]) => b.length - a.length);
  const lines = groups.slice(0, MAX_CAUSES).map(([cause, runs]) =>
    `- ${counted(runs.length, "run")}: ${code(cause)} (${code(`${runs[0]!.name}: ${runs[0]!.reason}`)})`
  );
  if (groups.length > MAX_CAUSES) lines.push(`- … and ${groups.length - MAX_CAUSES} more causes`);
  return `\n#### Failed\n\n${lines.join("\n")}\n`;
}

function describeLogs(failures: readonly ShownFailure[]): string {
  const logs = failures.filter(({ lines }) => lines.length > 0);
  const shown = logs.slice(0, MAX_LOGS).map(({ name, lines }) =>
    `\n<details><summary>log of ${escapeHtml(name)}</summary>\n\n${block(lines)}\n\n</details>\n`
  );
  if (logs.length > MAX_LOGS) shown.push(`\n… and ${logs.length - MAX_LOGS} more logs\n`);
  return shown.join("");
}

/** Text as code, whatever is in it. */
function code(text: string): string {
  const fence = "`".repeat(longestRun(text) + 1);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${pad}${text.replaceAll(/\s+/g, " ")}${pad}${fence}`;
}

function block(lines: readonly string[]): string {
  const fence = "`".repeat(Math.max(3, longestRun(lines.join("\n")) + 1));
  return `${fence}text\n${lines.join("\n")}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
