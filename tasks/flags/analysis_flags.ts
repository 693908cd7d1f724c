/** The flags of commands that analyze grids: what is analyzed, by which metric, and what is required. */
import { statIfExists } from "../../io/system/files.ts";
import { dropPermissions, maySeeProcesses } from "../../io/system/permissions.ts";
import { printMessage } from "../../io/system/terminal/terminal.ts";
import type { Requirement } from "../../lib/analysis/requirement.ts";
import { checkExpdir, collect, type Command, type FlagsOf, UsageError } from "./command_line.ts";

/**
 * What a command analyzes: its arguments; without any, the directory of `--expdir`, if it was given and exists.
 *
 * @param expdir the value of `--expdir`
 * @returns paths; none for the newest grid
 * @throws {UsageError} if `--expdir` has no effect
 */
export async function analyzedTargets(command: Command, expdir: string): Promise<readonly string[]> {
  await checkExpdir(command, command.args);
  if (command.args.length > 0) return command.args;
  return command.isTyped("expdir") && statIfExists(expdir)?.isDirectory === true ? [expdir] : [];
}

/**
 * Inspects runs that have no end in their journals, and then gives up the permissions to inspect processes and to start any,
 * because others may have written the files of runs.
 *
 * @param targets what is analyzed, as {@link analyzedTargets} returns it
 * @param outputs where files are written
 * @throws {InputError} with all targets that do not exist
 */
export async function lookThenDropPermissions(
  targets: readonly string[],
  expdir: string,
  outputs: readonly string[],
): Promise<void> {
  if (maySeeProcesses()) {
    const { findTargets } = await import("../../io/grid/find_grid.ts");
    const { lookBeforeReading } = await import("../../io/cluster/look_at_grid.ts");
    await lookBeforeReading(findTargets(targets, expdir).map(({ root }) => root));
  }
  dropPermissions([...targets, expdir, ...outputs]);
}

// `--metric` and `--goal`: what configurations are ranked by.

type MetricFlags = FlagsOf<ReturnType<typeof withMetricOptions<unknown>>>;

/**
 * Adds `--metric` and `--goal`.
 *
 * @param description that of `--metric`
 */
export function withMetricOptions<Values>(
  command: Command<Values>,
  description = "rank by this column instead of the metric of the grid",
) {
  return command.option("--metric <name>", description).addOption({
    flags: "--goal <goal>",
    description: "whether to maximize or minimize --metric",
    choices: ["maximize", "minimize"],
  });
}

/**
 * Checks that `--goal` is not given alone.
 *
 * @throws {UsageError} if it is
 */
export function checkGoal({ metric, goal }: MetricFlags): void {
  if (goal !== undefined && metric === undefined) throw new UsageError("error: --goal requires --metric");
}

// `--require`: requirements on results.

export type RequireFlags = FlagsOf<ReturnType<typeof withRequireOption<unknown>>>;

/** Adds `--require` and `--fresh`. */
export function withRequireOption<Values>(command: Command<Values>) {
  return command.option(
    "--require <requirement>",
    "exit with 1 unless the mean of the best configuration meets this requirement ('test_accuracy >= 0.97'); " +
      "without a metric, or with 'every test_accuracy >= 0.9', all configurations have to meet it; " +
      "n, failed and unfinished are numbers of experiments ('failed == 0'); repeatable",
    collect,
    [] as string[],
  ).option(
    "--fresh",
    "show and require means of the fresh seeds, those that early stopping has not selected, where there are two or more",
  );
}

/**
 * Parses the values of `--require`.
 *
 * @param fresh whether they are about the fresh seeds
 * @throws {UsageError} with all that are invalid
 */
export async function parseRequirements(texts: readonly string[], fresh = false): Promise<readonly Requirement[]> {
  if (texts.length === 0) return [];
  const { parseRequirement } = await import("../../lib/analysis/requirement.ts");
  const problems: string[] = [];
  const requirements = texts.flatMap((text) => {
    try {
      return [{ ...parseRequirement(text), ...(fresh && { fresh }) }];
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      problems.push(`error: --require ${JSON.stringify(text)}: ${error.message}`);
      return [];
    }
  });
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
  return requirements;
}

/** Warns about names that look misspelled, before a grid runs for hours with a requirement that nothing can meet. */
export async function warnDoubtfulNames(requirements: readonly Requirement[]): Promise<void> {
  if (requirements.length === 0) return;
  const { doubtfulName } = await import("../../lib/analysis/requirement.ts");
  for (const requirement of requirements) {
    const doubt = doubtfulName(requirement);
    if (doubt !== undefined) printMessage(`--require ${JSON.stringify(requirement.text)}: warning: ${doubt}`);
  }
}

/** The results that requirements name, as columns or parts of them; numbers of experiments are none. */
export async function requiredResults(requirements: readonly Requirement[]): Promise<readonly string[]> {
  if (requirements.length === 0) return [];
  const { requiredResult } = await import("../../lib/analysis/requirement.ts");
  return requirements.flatMap((requirement) => requiredResult(requirement) ?? []);
}
