/** Runs one stage of a grid. */
import { basename, dirname } from "@std/path";
import type { StageResult } from "../io/stage/run_stage.ts";
import { say } from "../io/system/terminal.ts";
import { shellQuote } from "../lib/launch/shell_quote.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import type { Stage } from "../lib/run/stage.ts";
import { exitCodeOf } from "../lib/schedule/exit_code.ts";
import { TREE_GRID } from "../lib/store/layout.ts";
import { type StageFlags, stageRequest } from "./flags/stage_flags.ts";
import type { HeldGrid } from "./run_grid.ts";

/**
 * Trains or tests the experiments of a grid, and tells what came of it.
 *
 * @param chained more stages follow by themselves: what to type next is told only when they do not
 * @returns the exit code
 */
export async function schedule(
  stage: Stage,
  { session, orders, devices }: HeldGrid,
  flags: StageFlags,
  chained = false,
): Promise<number> {
  const { showStage } = await import("../io/stage/show_stage.ts");
  const { sayResult } = await import("../io/stage/summary.ts");
  const shown = shownPath(session.path, Deno.cwd());
  const quiet = flags.quiet ?? false;
  for (const warning of session.warnings) say(`${shown}: warning: ${warning}`);
  if (!quiet) say(`${stage === "train" ? "training" : "testing"} on ${devices.name}`);
  const result = await showStage(session, stageRequest(stage, flags, devices.gpus), { orders, quiet });
  const code = exitCodeOf(result);
  // Failures were told when they happened; what else is wrong has not been told.
  if (!quiet || code > 1 || code === 1 && result.failed === 0) {
    sayResult(result, shown, chained && code < 2 ? undefined : nextCommand(result, shown));
  }
  return code;
}

// What to type after a stage.
function nextCommand(result: StageResult, shown: string): string | undefined {
  const { stage, states } = result;
  const gridDir = shellQuote(shown);
  if (result.signal !== undefined || result.stop !== undefined) return `deno task grid:${stage} ${gridDir}`;
  if (result.unsuccessful > 0 && result.failed > 0) return `deno task grid:${stage} ${gridDir} --retry-failed`;
  if (!states.has("succeeded")) return undefined;
  if (stage === "train" && result.testable) return `deno task grid:test ${gridDir}`;
  // The tests of a tree are beside its models.
  const analyzed = basename(shown) === TREE_GRID ? dirname(shown) : shown;
  return `deno task grid:analyze ${shellQuote(analyzed)}`;
}
