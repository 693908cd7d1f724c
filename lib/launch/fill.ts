/** Fills the placeholders of a command. */
import { hydraText } from "../config/hydra_text.ts";
import { getAt } from "../config/key_path.ts";
import { plainText } from "../config/plain_text.ts";
import type { ValueMap } from "../config/value.ts";
import { configKey } from "../grid/placeholders.ts";
import type { Settings } from "../grid/settings.ts";
import type { Template } from "../grid/template.ts";
import { paramsOf } from "../plan/experiment.ts";
import type { Experiment, Plan } from "../plan/plan.ts";
import type { LaunchContext } from "./launch_context.ts";
import { shellQuote } from "./shell_quote.ts";

export function fill(
  name: string,
  plan: Plan,
  experiment: Experiment,
  config: ValueMap,
  settings: Settings,
  launch: LaunchContext,
): Filling {
  switch (name) {
    case "config":
      return launch.config;
    case "dir":
      return launch.dir;
    case "test_dir":
      return launch.testDir;
    case "test_name":
      return launch.testName;
    case "checkpoint":
      return launch.checkpoint;
    case "id":
      return experiment.id;
    case "name":
      return experiment.name;
    case "repetition":
      return String(experiment.repetition);
    case "seed":
      return String(experiment.seed ?? -1);
    case "attempt":
      return String(launch.attempt);
    case "grid_dir":
      return launch.gridDir;
    case "grid_name":
      return plan.name;
    case "cpus_per_run":
      return String(launch.cpusPerRun);
    case "gpus_per_run":
      return String(launch.gpusPerRun);
    case "trainer":
      return settings.trainer;
    case "tester":
      return settings.tester;
    case "li":
      return String(launch.li);
    case "ll":
      return launch.ll;
    case "tensorboard":
      return String(launch.tensorboard ?? 0);
    case "args":
      return paramsOf(plan, experiment).map(([key, value]) => `--${key}=${plainText(value)}`);
    case "overrides":
      return paramsOf(plan, experiment).map(([key, value]) => `${key}=${hydraText(value)}`);
  }
  const value = getAt(config, configKey(name)!.split("."));
  if (value === undefined) throw new RangeError(`{${name}} is no key of the configuration of ${experiment.name}`);
  return plainText(value);
}

/** What a placeholder stands for: one word, or several (`{args}`). */
export type Filling = string | readonly string[];

/**
 * The command with every placeholder filled.
 *
 * @param template a parsed template
 * @param fill the filling of a placeholder
 * @returns the arguments of an `argv` template; a single string else
 * @throws {RangeError} when a value holds a NUL character, which no process can be given
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
    throw new RangeError("a value of the command holds a NUL character, which no process can be given");
  }
  return words;
}
