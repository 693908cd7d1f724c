/** What MI-Prometheus's own programs ask of a grid. */
import { resolve } from "@std/path";
import type { Stage } from "../run/stage.ts";
import { groupsInUse, type Plan, stageVariants } from "./plan.ts";
import type { Settings } from "./settings.ts";

/** The log levels that they know; any other one they refuse. */
export const MIP_LOG_LEVELS: readonly string[] = ["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG", "NOTSET"];

/** Whether they are what a stage runs. */
export function isMip(settings: Settings, stage: Stage): boolean {
  return settings.command === undefined && (stage === "train" || settings.testCommand === undefined);
}

/**
 * Whether they find a configuration by its path: they take it for a list of paths, which they split at commas and rid of
 * spaces (`recurrent_config_parse` in miprometheus/workers/worker.py).
 */
export function isReadable(path: string): boolean {
  return !/[ ,]/.test(path);
}

/** A path as they are given it: one that they would not find is shortened to where they work, if it lies below. */
export function readablePath(path: string, workdir: string): string {
  return isReadable(path) || !path.startsWith(`${workdir}/`) ? path : path.slice(workdir.length + 1);
}

/**
 * Whether they find the configurations in a grid directory, where a stage runs them at all.
 *
 * @param gridDir absolute
 */
export function findsConfigurations(plan: Plan, stage: Stage, gridDir: string): boolean {
  return groupsInUse(plan).flatMap((group) => stageVariants(plan, group, stage)).every(({ settings }) =>
    !isMip(settings, stage) || isReadable(readablePath(gridDir, resolve(plan.cwd, settings.workdir)))
  );
}
