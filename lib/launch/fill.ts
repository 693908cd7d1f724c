/** Fills the placeholders of commands and environment variables. */
import { hydraText } from "../config/hydra_text.ts";
import { getAt } from "../config/key_path.ts";
import { plainText } from "../config/value.ts";
import { DEFAULT_CONFIGS } from "../grid/load_configs.ts";
import { configKey } from "../grid/placeholders.ts";
import type { Template } from "../grid/template.ts";
import { shellQuote } from "../messages/text.ts";
import { argumentsOf, filesOf } from "../plan/experiment.ts";
import type { LaunchContext } from "./launch_context.ts";

/**
 * The value of a placeholder in a launch.
 *
 * @throws {RangeError} if the configuration has no such key
 */
export function placeholderValue(placeholder: string, context: LaunchContext): Filling {
  const { plan, experiment, spec } = context;
  switch (placeholder) {
    case "config":
      return context.configFile;
    case "dir":
      return context.dir;
    case "test_dir":
      return context.testDir;
    case "test_name":
      return spec.test?.name ?? "";
    case "checkpoint":
      return context.checkpoint;
    case "id":
      return experiment.id;
    case "name":
      return experiment.name;
    case "repetition":
      return String(experiment.repetition);
    case "seed":
      return String(experiment.seed ?? -1);
    case "attempt":
      return String(context.attempt);
    case "grid_dir":
      return context.gridDir;
    case "grid_name":
      return plan.name;
    case "cpus_per_run":
      return String(context.threads);
    case "gpus_per_run":
      return String(context.devices === undefined ? 0 : spec.settings.gpusPerRun ?? 1);
    case "trainer":
      return spec.settings.trainer;
    case "tester":
      return spec.settings.tester;
    case "li":
      return String(plan.li);
    case "ll":
      return plan.ll;
    case "tensorboard":
      return String(plan.tensorboard ?? 0);
    case "args":
      return argumentsOf(plan, experiment).map(([key, value]) => `--${key}=${plainText(value)}`);
    case "overrides":
      return argumentsOf(plan, experiment).map(([key, value]) => `${key}=${hydraText(value)}`);
  }
  const key = configKey(placeholder)!;
  const files = key === DEFAULT_CONFIGS ? filesOf(plan, experiment) : undefined;
  if (files !== undefined) return files;
  const value = getAt(context.config, key.split("."));
  if (value === undefined) {
    throw new RangeError(`{${placeholder}} is not a key of the configuration of ${experiment.name}`);
  }
  return plainText(value);
}

/** The value of a placeholder: one argument, or several (`{args}`). */
export type Filling = string | readonly string[];

/**
 * Fills all placeholders of a template.
 *
 * @param fill gives the value of a placeholder
 * @returns the arguments of an `argv` template, otherwise a single string
 * @throws {RangeError} if a value contains a NUL character, which cannot be passed to a process
 */
export function fillTemplate(template: Template, fill: (placeholder: string) => Filling): string[] {
  const words: string[] = [];
  for (const parts of template.words) {
    const only = parts.length === 1 && typeof parts[0] !== "string" ? fill(parts[0]!.placeholder) : undefined;
    if (template.form === "argv" && only !== undefined && typeof only !== "string") {
      words.push(...only);
      continue;
    }
    let word = "";
    for (const part of parts) {
      if (typeof part === "string") word += part;
      else {
        const filling = fill(part.placeholder);
        const values = typeof filling === "string" ? [filling] : filling;
        word += values.map((value) => template.form === "shell" ? shellQuote(value) : value).join(" ");
      }
    }
    words.push(word);
  }
  if (words.some((word) => word.includes("\0"))) {
    throw new RangeError("a value in the command contains a NUL character, which cannot be passed to a process");
  }
  return words;
}
