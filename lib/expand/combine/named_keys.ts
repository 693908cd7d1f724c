/** Checks that every combination has the keys of the configuration that commands refer to. */
import { getAt } from "../../config/key_path.ts";
import { plainText, type ValueMap } from "../../config/value.ts";
import type { GridTest } from "../../grid/grid_tests.ts";
import { DEFAULT_CONFIGS } from "../../grid/load_configs.ts";
import { configKey, placeholders } from "../../grid/placeholders.ts";
import { specTemplates } from "../../launch/templates.ts";
import type { Origin, Report } from "../../messages/problem.ts";
import { testConfigOf } from "../../plan/experiment.ts";
import type { ExpandContext } from "../expand_context.ts";
import type { PreparedTask } from "../prepare.ts";
import { settingOrigin } from "../setting_origin.ts";

/** A key of the configuration that a command refers to. */
export interface NamedKey {
  readonly placeholder: string;
  readonly parts: readonly string[];
  /** The setting that contains the placeholder: `command`, `test_command` or `env.NAME`. */
  readonly setting: string;
  /** The test whose configuration has the key; `undefined` for the configuration of the experiment. */
  readonly test: GridTest | undefined;
  readonly origin: Origin;
}

/** The keys that the commands of a task refer to. */
export function namedKeys({ task, specs }: PreparedTask, context: ExpandContext): Set<NamedKey> {
  const named = new Set<NamedKey>();
  const hasFileAxis = task.grids.flat().some(({ files }) => files !== undefined);
  for (const spec of specs) {
    const { test, settings } = spec;
    for (
      const [setting, template] of specTemplates(spec, { tensorboard: context.overrides.tensorboard !== undefined })
    ) {
      for (const placeholder of placeholders(template)) {
        const key = configKey(placeholder);
        if (key === undefined || settings.seedKeys.includes(key) || (hasFileAxis && key === DEFAULT_CONFIGS)) continue;
        const origin = settingOrigin(context, task, setting, test);
        named.add({ placeholder, parts: key.split("."), setting, test, origin });
      }
    }
  }
  return named;
}

/**
 * Reports keys that a combination does not have. A value of an axis can remove a key that the task's configuration has.
 *
 * @param named reported keys are deleted from it, so that each is reported once
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
  if (value === undefined) return "which is not a key of";
  return plainText(value).includes("\0") ? "which contains a NUL character in" : undefined;
}
