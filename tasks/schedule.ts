/** Runs the experiments of a grid directory. */
import { basename, dirname } from "@std/path";
import type { StageResult } from "../io/stage/run_stage.ts";
import { say } from "../io/system/terminal.ts";
import { shellQuote } from "../lib/launch/shell_quote.ts";
import type { Stage } from "../lib/run/stage.ts";
import { exitCodeOf } from "../lib/schedule/exit_code.ts";
import { TREE_GRID } from "../lib/store/layout.ts";
import type { DeviceChoice } from "./choose_devices.ts";
import { type StageFlags, stageRequest } from "./flags/stage_flags.ts";

/** How a stage is run. */
export interface StageContext {
  readonly devices: DeviceChoice;
  /** Whether more stages follow by themselves: what to type next is told only when they do not. */
  readonly chained?: boolean;
}

/**
 * Trains or tests the experiments of a grid directory, and tells what came of it.
 *
 * @param gridDir absolute
 */
export async function schedule(
  gridDir: string,
  stage: Stage,
  flags: StageFlags,
  { devices, chained = false }: StageContext,
): Promise<StageResult> {
  const { runStage } = await import("../io/stage/run_stage.ts");
  const { sayResult } = await import("../io/stage/summary.ts");
  if (!flags.quiet) say(`${stage === "train" ? "training" : "testing"} on ${devices.name}`);
  const result = await runStage(gridDir, stageRequest(stage, flags, devices.gpus));
  const code = exitCodeOf(result);
  // Failures were told when they happened; what else is wrong has not been told.
  if (!flags.quiet || code > 1 || code === 1 && result.failures.length === 0) {
    sayResult(result, chained && code < 2 ? undefined : nextCommand(result));
  }
  return result;
}

// What to type after a stage.
function nextCommand(result: StageResult): string | undefined {
  const { stage, states } = result;
  const gridDir = shellQuote(result.gridDir);
  if (result.signal !== undefined || result.stop !== undefined) return `deno task grid:${stage} ${gridDir}`;
  if (result.unsuccessful > 0 && result.failures.length > 0) return `deno task grid:${stage} ${gridDir} --retry-failed`;
  if (!states.has("succeeded")) return undefined;
  if (stage === "train" && result.testable) return `deno task grid:test ${gridDir}`;
  // The tests of a tree are beside its models.
  const analyzed = basename(result.gridDir) === TREE_GRID ? dirname(result.gridDir) : result.gridDir;
  return `deno task grid:analyze ${shellQuote(analyzed)}`;
}
