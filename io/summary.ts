/** The end of a stage, for people: what succeeded, what failed and why, and what to type next. */
import { bold, dim, green, red, yellow } from "@std/fmt/colors";
import { join } from "@std/path";
import { formatDuration } from "../lib/grid/quantity.ts";
import { label } from "../lib/schedule/view.ts";
import { lastLines } from "./progress.ts";
import type { StageResult } from "./run_stage.ts";
import { say } from "./terminal.ts";

const SHOWN_FAILURES = 5;
const SHOWN_LINES = 5;

/**
 * @param next the command that continues from here, if there is one
 */
export function sayResult(result: StageResult, next: string | undefined): void {
  const { stage, gridDir, succeeded, unsuccessful, failures, blocked } = result;
  const done = stage === "train" ? "trained" : "tested";
  const took = `in ${formatDuration(result.duration / 1000)}`;
  for (const failure of failures.slice(0, SHOWN_FAILURES)) {
    const log = join(gridDir, failure.log);
    say(`${red("failed")} ${label(failure.experiment)}: ${failure.what}, log: ${log}`);
    for (const line of lastLines(log, SHOWN_LINES)) say(dim(`  | ${line}`));
  }
  if (failures.length > SHOWN_FAILURES) {
    say(`… and ${failures.length - SHOWN_FAILURES} more: deno task grid:status ${gridDir}`);
  }
  for (const experiment of blocked.slice(0, SHOWN_FAILURES)) {
    say(`${yellow("blocked")} ${label(experiment)}: it left no checkpoint`);
  }
  const total = succeeded + unsuccessful;
  const summary = `${succeeded} of ${total} ${done}`;
  const rest = unsuccessful === 0 ? "" : `, ${red(`${unsuccessful} not`)}`;
  const ran = result.ran === 0 ? "nothing was left to run" : took;
  say(bold(unsuccessful === 0 ? green(summary) : summary) + rest + `, ${ran}: ${gridDir}`);
  if (next !== undefined) say(`next: ${next}`);
}
