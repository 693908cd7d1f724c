/** What Slurm calls things. */
import type { Dialect } from "../cluster/dialect.ts";
import type { JobOptions } from "../cluster/plan_arrays.ts";
import { suggestion } from "../messages/suggestion.ts";
import { shellQuote } from "../messages/text.ts";
import { isPolicy } from "./refusal.ts";
import { arrayWords, controllerArrayWords, controllerWords, sbatchOptions, settingOfOption } from "./sbatch_options.ts";
import { OPTION_NAMES, optionOf } from "./setting_problems.ts";

/** The language of Slurm. */
export const SLURM: Dialect = {
  name: "slurm",
  title: "Slurm",
  program: "sbatch",
  script: "slurm/slurm.sh",
  trial: "sbatch --test-only",
  cancel: "scancel",
  options: sbatchOptions,
  arrayWords,
  controllerWords,
  controllerArrayWords,
  given: ({ words, dependency }) =>
    [...words, ...(dependency === undefined ? [] : [`--${DEPENDENCY}=${dependency}`])]
      .map((word) => ({ name: optionOf(word), text: shellQuote(word) })),
  without: (options, names) => ({
    ...options,
    words: options.words.filter((word) => !names.includes(optionOf(word))),
    dependency: names.includes(DEPENDENCY) ? undefined : options.dependency,
  }),
  withoutNodes,
  settingOf: settingOfOption,
  suggest: (option) => OPTION_NAMES.includes(option) ? "" : suggestion(option, OPTION_NAMES),
  isPolicy,
  defaults: (environment) =>
    Object.entries(environment).filter(([name]) => name.startsWith("SBATCH_")).map(([name, value]) =>
      `${name}=${value}`
    ),
  elementName: (job, first, last = first) => `${job}_${first === last ? first : `[${first}-${last}]`}`,
  requeue: (element) => `scontrol requeue ${element}`,
  remedy,
};

const DEPENDENCY = "dependency";

// In addition to the nodes that the grid file excludes.
function withoutNodes(options: JobOptions, nodes: readonly string[]): JobOptions {
  if (nodes.length === 0) return options;
  const isExclude = (word: string) => optionOf(word) === "exclude";
  const given = options.words.filter(isExclude).map((word) => word.slice("--exclude=".length));
  return {
    ...options,
    words: [...options.words.filter((word) => !isExclude(word)), `--exclude=${[...given, ...nodes].join()}`],
  };
}

function remedy(reason: string, job: number): string | undefined {
  const words = reason.replaceAll("_", " ");
  if (/JobHeldAdmin/.test(words)) return "an administrator holds it";
  if (/held/i.test(words)) return `scontrol release ${job}`;
  if (/DependencyNeverSatisfied/.test(words)) {
    return "a job that it waits for failed: stop the grid, and start it again";
  }
  return undefined;
}
