/** `--require`: requirements on results. */
import { printMessage } from "../../io/system/terminal/terminal.ts";
import type { Requirement } from "../../lib/analysis/requirement.ts";
import { collect, type Command, UsageError } from "./command_line.ts";

/** Adds `--require` and `--fresh`. */
export function withRequireOption(command: Command): Command {
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

/** Warns about names that look misspelled, before hours of work end with a requirement that nothing can meet. */
export async function warnDoubtfulNames(requirements: readonly Requirement[]): Promise<void> {
  if (requirements.length === 0) return;
  const { doubtfulName } = await import("../../lib/analysis/requirement.ts");
  for (const requirement of requirements) {
    const doubt = doubtfulName(requirement);
    if (doubt !== undefined) printMessage(`--require ${JSON.stringify(requirement.text)}: warning: ${doubt}`);
  }
}
