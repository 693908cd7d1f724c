/** Runs one stage of a grid, with its messages: devices, live view, summary, next command. */
import { basename, dirname } from "@std/path";
import type { HeldSession } from "../io/grid/session.ts";
import type { StageResult } from "../io/stage/run_stage.ts";
import { printMessage } from "../io/system/terminal.ts";
import { shellQuote } from "../lib/launch/shell_quote.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import type { Stage } from "../lib/run/stage.ts";
import { exitCodeOf } from "../lib/schedule/exit_code.ts";
import { TREE_GRID } from "../lib/store/layout.ts";
import { type StageFlags, stageRequest } from "./flags/stage_flags.ts";
import type { HeldGrid } from "./run_grid.ts";

/**
 * Trains or tests the experiments of a grid.
 *
 * @param chained whether the command continues with another stage: the next command is shown only if it does not
 * @returns the exit code
 */
export async function schedule(
  stage: Stage,
  { session, orders, devices, isResumed, selected }: HeldGrid,
  flags: StageFlags,
  chained = false,
): Promise<number> {
  const { showStage } = await import("../io/stage/show_stage.ts");
  const { printSummary } = await import("../io/stage/summary.ts");
  const shown = shownPath(session.path, Deno.cwd());
  const quiet = flags.quiet ?? false;
  for (const warning of session.warnings) printMessage(`${shown}: warning: ${warning}`);
  if (!isResumed && !flags.again) {
    for (const warning of await describeKeptResults(session, stage)) printMessage(`${shown}: warning: ${warning}`);
  }
  if (!quiet && devices.slurm === undefined) {
    printMessage(`${stage === "train" ? "training" : "testing"} on ${devices.name}`);
  }
  const request = stageRequest(stage, flags, devices.gpus);
  const result = await showStage(session, { ...request, only: selected ?? flags.only }, { orders, quiet });
  const code = exitCodeOf(result);
  if (result.stop === "left") {
    const { describeLeft } = await import("../lib/status/describe_arrays.ts");
    printMessage(describeLeft(stage, shellQuote(shown), result.left));
    return code;
  }
  // With --quiet, failed runs have been reported already. Other reasons for an exit code above 0 have not.
  if (!quiet || code > 1 || code === 1 && result.failed === 0) {
    printSummary(result, shown, chained && code < 2 ? undefined : nextCommand(result, shown));
  }
  return code;
}

// Results of another command, or of code that has changed since.
async function describeKeptResults({ plan, runs, fingerprints }: HeldSession, stage: Stage): Promise<string[]> {
  const { createFingerprintReader } = await import("../io/grid/fingerprint_reader.ts");
  const { describeKept } = await import("../lib/status/describe_fingerprints.ts");
  return describeKept({ plan, runs, fingerprints, current: createFingerprintReader(plan, fingerprints).read }, stage);
}

// The command that the user will probably want to run next.
function nextCommand(result: StageResult, shown: string): string | undefined {
  const { stage, states } = result;
  const gridDir = shellQuote(shown);
  if (result.signal !== undefined || result.stop !== undefined) return `deno task grid:${stage} ${gridDir}`;
  if (states.has("failed") || states.has("timed_out")) return `deno task grid:${stage} ${gridDir} --retry-failed`;
  if (!states.has("succeeded")) return undefined;
  if (stage === "train" && result.testable) return `deno task grid:test ${gridDir}`;
  // In an experiment tree, the tests are next to the models, outside of the grid directory.
  const analyzed = basename(shown) === TREE_GRID ? dirname(shown) : shown;
  return `deno task grid:analyze ${shellQuote(analyzed)}`;
}
