/** The end of a stage, for people: what succeeded, what failed and why, and what to type next. */
import { bold, dim, green, red, yellow } from "@std/fmt/colors";
import { join } from "@std/path";
import { formatDuration } from "../../lib/messages/quantity.ts";
import { RUN_STATE_NAMES } from "../../lib/run/run_state.ts";
import { label } from "../../lib/status/label.ts";
import { lastLines } from "../system/last_lines.ts";
import { say } from "../system/terminal.ts";
import type { StageResult } from "./run_stage.ts";

const SHOWN_BLOCKED = 5;
const SHOWN_LINES = 5;

/**
 * @param gridDir the grid directory, as it is shown
 * @param next the command that continues from here, if there is one
 */
export function sayResult(result: StageResult, gridDir: string, next: string | undefined): void {
  const { stage, states, unsuccessful, failures, failed, blocked } = result;
  const done = stage === "train" ? "trained" : "tested";
  const took = `in ${formatDuration(result.duration / 1000)}`;
  for (const failure of failures) {
    const log = join(gridDir, failure.log);
    say(`${red("failed")} ${failure.label}: ${failure.what}, log: ${log}`);
    for (const line of lastLines(log, SHOWN_LINES)) say(dim(`  | ${line}`));
  }
  if (failed > failures.length) {
    say(`… and ${failed - failures.length} more: deno task grid:status ${gridDir}`);
  }
  for (const experiment of blocked.slice(0, SHOWN_BLOCKED)) {
    say(`${yellow("blocked")} ${label(experiment)}: it left no checkpoint`);
  }
  if (result.untrained > 0) {
    say(
      `${result.untrained} ${result.untrained === 1 ? "experiment is" : "experiments are"} not trained and ${
        result.untrained === 1 ? "was" : "were"
      } left out`,
    );
  }
  if (result.untestable > 0) say(`testing is skipped: the grid has no test_command`);
  const succeeded = states.get("succeeded") ?? 0;
  const total = succeeded + unsuccessful;
  if (total === 0) return;
  const others = RUN_STATE_NAMES.filter((state) => state !== "succeeded" && states.has(state));
  const summary = [
    `${succeeded} of ${total} ${done}`,
    ...others.map((state) => `${states.get(state)} ${state.replace("_", " ")}`),
  ].join(", ");
  const colour = unsuccessful === 0 ? green : states.has("failed") || states.has("timed_out") ? red : yellow;
  say(`${bold(colour(summary))}; ${result.ran === 0 ? "nothing was left to run" : took}: ${gridDir}`);
  if (next !== undefined) say(`next: ${next}`);
}
