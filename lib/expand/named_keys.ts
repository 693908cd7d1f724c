/** Keys of the configuration that commands name, checked against the configuration of each combination. */
import { getAt } from "../config/key_path.ts";
import { plainText } from "../config/plain_text.ts";
import type { ValueMap } from "../config/value.ts";
import type { GridTest } from "../grid/grid_tests.ts";
import { configKey, placeholders } from "../grid/placeholders.ts";
import { specTemplates } from "../launch/templates.ts";
import type { Origin, Report } from "../messages/report.ts";
import { testConfigOf } from "../plan/experiment.ts";
import type { ExpandContext } from "./expand_context.ts";
import type { PreparedTask } from "./prepare.ts";
import { settingOrigin } from "./setting_origin.ts";

/** A key of the configuration that a command names. */
export interface NamedKey {
  readonly placeholder: string;
  readonly parts: readonly string[];
  /** The setting that names it. */
  readonly setting: string;
  /** The test whose configuration is meant; else that of the experiment. */
  readonly test: GridTest | undefined;
  readonly origin: Origin;
}

/** The keys that the commands of a task name. */
export function namedKeys({ task, specs }: PreparedTask, context: ExpandContext): Set<NamedKey> {
  const named = new Set<NamedKey>();
  for (const spec of specs) {
    const { test, settings } = spec;
    for (
      const [setting, template] of specTemplates(spec, { tensorboard: context.overrides.tensorboard !== undefined })
    ) {
      for (const placeholder of placeholders(template)) {
        const key = configKey(placeholder);
        if (key === undefined || settings.seedKeys.includes(key)) continue;
        const origin = settingOrigin(context, task, setting, test);
        named.add({ placeholder, parts: key.split("."), setting, test, origin });
      }
    }
  }
  return named;
}

/**
 * Reports keys that a combination does not have, and takes them out: one report of each is enough. A key that the task's
 * configuration has may be missing where the value of an axis removes it.
 *
 * @param name of the combination
 */
export function checkNamedKeys(named: Set<NamedKey>, config: ValueMap, name: string, report: Report): void {
  for (const key of named) {
    const problem = namedKeyProblem(key, config);
    if (problem === undefined) continue;
    report.error(key.origin, `${key.setting} has {${key.placeholder}}, ${problem} the configuration of ${name}`);
    named.delete(key);
  }
}

function namedKeyProblem({ test, parts }: NamedKey, config: ValueMap): string | undefined {
  const value = getAt(test === undefined ? config : testConfigOf(config, test), parts);
  if (value === undefined) return "which is no key of";
  return plainText(value).includes("\0") ? "which holds a NUL character in" : undefined;
}
