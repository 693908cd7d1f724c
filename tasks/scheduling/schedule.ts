/** Runs one stage of a grid, with its messages: devices, live view, summary, next command. */
import { basename, dirname } from "@std/path";
import type { GridSession } from "../../io/grid/session.ts";
import type { StageResult } from "../../io/stage/stage_result.ts";
import { program } from "../../io/system/processes/program.ts";
import { printMessage } from "../../io/system/terminal/terminal.ts";
import { hint } from "../../lib/messages/hint.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { isFailure, type RunStateName } from "../../lib/run/run_state.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { exitCodeOf, isFinal } from "../../lib/schedule/exit_code.ts";
import { TREE_GRID } from "../../lib/store/layout.ts";
import { type DeviceChoice, type StageFlags, stageRequest } from "../flags/stage_flags.ts";
import type { HeldGrid } from "./run_grid.ts";
import { endBy } from "./time_limit.ts";

/** How a stage ended. */
export interface StageEnd {
  /** The exit code. */
  readonly code: number;
  /** Whether `--strict` stopped it, as its first run lacked results. */
  readonly lacksResults: boolean;
}

/** A grid of which a command runs several stages. */
interface ChainedGrid extends HeldGrid {
  /** Present if the command continues with another stage: the next command is shown only if it does not. */
  readonly chained?: {
    /** Names of results that are required of both stages. */
    readonly required: readonly string[];
  };
}

/**
 * Trains or tests the experiments of a grid.
 *
 * @returns the exit code
 */
export async function schedule(stage: Stage, grid: HeldGrid, flags: StageFlags): Promise<number> {
  return (await scheduleStage(stage, grid, flags)).code;
}

/** Trains or tests the experiments of a grid, as the only stage of a command, or one of several. */
export async function scheduleStage(
  stage: Stage,
  { session, orders, devices, onBegin, onFailure, isResumed, selected, chained: chain }: ChainedGrid,
  flags: StageFlags,
): Promise<StageEnd> {
  const chained = chain !== undefined;
  const { showStage } = await import("../../io/stage/show/show_stage.ts");
  const { printSummary } = await import("../../io/stage/show/summary.ts");
  const shown = shownPath(session.path, Deno.cwd());
  const quiet = flags.quiet ?? false;
  for (const warning of session.warnings) printMessage(`${shown}: warning: ${warning}`);
  if (!quiet) await tellCleaned(session);
  if (!isResumed && !flags.again) await warnKept(session, stage);
  const isFirst = stage === "train" || !chained;
  if (isFirst && devices.gpus === undefined && devices.cluster === undefined) await warnUnused(session, shown);
  if (!quiet && devices.cluster === undefined) {
    printMessage(`${stage === "train" ? "training" : "testing"} on ${devices.name}`);
  }
  const wanted = stageRequest(stage, flags, devices.gpus, chain?.required);
  const request = { ...wanted, endBy: endBy(stage, session.plan, flags, chained) };
  const result = await showStage(session, { ...request, only: selected ?? flags.only }, {
    orders,
    onBegin,
    onFailure,
    quiet,
  });
  const code = exitCodeOf(result);
  if (result.stop === "left") {
    const command = chained ? `run --on ${devices.cluster}` : `${stage}:${devices.cluster}`;
    const { describeLeft } = await import("../../lib/status/notices/describe_left.ts");
    printMessage(describeLeft({ program: program(), cluster: devices.name, command, gridDir: shown }, result));
    return { code, lacksResults: false };
  }
  // With --quiet, failed runs have been reported already. Other reasons for an exit code above 0 have not.
  if (!quiet || code > 1 || code === 1 && result.failed === 0) {
    const next = chained ? nextInChain(code, shown, devices) : nextCommand(result, shown, devices);
    // With --quiet, failures have been shown with their logs.
    printSummary(quiet ? { ...result, failures: [], failed: 0 } : result, shown, next, `train${taskSuffix(devices)}`);
  }
  return { code, lacksResults: result.lacksResults };
}

// Files that are missing in its directories were removed on request, not lost.
async function tellCleaned({ runs }: HeldGrid["session"]): Promise<void> {
  const { describeCleaned } = await import("../../lib/inspect/cleaning.ts");
  const cleaned = describeCleaned(runs);
  if (cleaned !== undefined) printMessage(cleaned);
}

async function warnUnused({ plan }: HeldGrid["session"], shown: string): Promise<void> {
  const { describeUnusedOnCpus } = await import("../../lib/status/notices/describe_unused.ts");
  const unused = describeUnusedOnCpus(plan);
  if (unused !== undefined) printMessage(`${shown}: warning: ${unused}`);
}

const UNFINISHED: readonly RunStateName[] = ["pending", "interrupted", "lost"];

// Without the suffix, the suggested command would start the runs on the CPUs of the login node.
function taskSuffix({ cluster }: DeviceChoice): string {
  return cluster === undefined ? "" : `:${cluster}`;
}

// A chain that has ended continues as a whole.
function nextInChain(code: number, shown: string, { cluster }: DeviceChoice): string | undefined {
  return isFinal(code) ? hint(program(), cluster === undefined ? "run" : `run --on ${cluster}`, [shown]) : undefined;
}

// The command that the user will probably want to run next.
function nextCommand(result: StageResult, shown: string, devices: DeviceChoice): string | undefined {
  const { stage, states, elsewhere } = result;
  const backend = taskSuffix(devices);
  const again = hint(program(), `${stage}${backend}`, [shown]);
  const hasFailures = (counts: typeof states) => [...counts.keys()].some(isFailure);
  const hasUnfinished = (counts: typeof states) => UNFINISHED.some((name) => counts.has(name));
  if (result.signal !== undefined || result.stop !== undefined) return again;
  if (hasFailures(states)) return `${again} --retry-failed`;
  // Elements may be cancelled while the command follows.
  if (devices.cluster !== undefined && hasUnfinished(states)) return again;
  if (!states.has("succeeded")) return undefined;
  if (hasUnfinished(elsewhere)) return again;
  if (hasFailures(elsewhere)) return `${again} --retry-failed`;
  if (stage === "train" && result.isUntested) return hint(program(), `test${backend}`, [shown]);
  // In an experiment tree, the tests are next to the models, outside of the grid directory.
  const analyzed = basename(shown) === TREE_GRID ? dirname(shown) : shown;
  return hint(program(), "analyze", [analyzed]);
}

// Warns about results of a grid directory that were made by another command, another script or another seed.

/** Warns about results of a stage that the current commands would make differently. */
export async function warnKept(
  { path, plan, runs, fingerprints }: Pick<GridSession, "path" | "plan" | "runs" | "fingerprints">,
  stage: Stage,
): Promise<void> {
  const { createFingerprintReader } = await import("../../io/grid/fingerprint_reader.ts");
  const { describeKept } = await import("../../lib/status/notices/describe_fingerprints.ts");
  const gridDir = shownPath(path, Deno.cwd());
  const current = createFingerprintReader(plan, fingerprints).read;
  for (const line of describeKept({ gridDir, program: program(), plan, runs, fingerprints, current }, stage)) {
    printMessage(`${gridDir}: warning: ${line}`);
  }
}
