/** Warns about variables of the shell that runs do not have, and whose names suggest a placeholder: `$GRID_lr`. */
import { getAt } from "../../config/key_path.ts";
import { RESERVED } from "../../grid/placeholders.ts";
import { RUN_VARIABLES } from "../../launch/run_variables.ts";
import { specTemplates } from "../../launch/templates.ts";
import { valueOf } from "../../messages/problem.ts";
import { closest } from "../../messages/suggestion.ts";
import type { ExpandContext } from "../expand_context.ts";
import type { PreparedTask } from "../prepare.ts";
import { placeholderOf } from "../reach/sight.ts";
import { settingOrigin } from "../setting_origin.ts";

/** Warns about variables in commands and `setup` for which there is a placeholder, or another variable. */
export function checkVariables(prepared: readonly PreparedTask[], context: ExpandContext): void {
  for (const task of prepared) {
    for (const spec of task.specs) {
      const texts = specTemplates(spec, { tensorboard: false })
        .map(([setting, { words }]) =>
          [setting, words.flat().filter((part) => typeof part === "string").join(" ")] as const
        );
      const all = [...texts, ["setup", spec.settings.setup ?? ""] as const];
      const known = new Set([...spec.settings.env.keys(), ...all.flatMap(([, text]) => assignedIn(text))]);
      for (const [setting, text] of all) {
        for (const name of variablesIn(text)) {
          const meant = known.has(name) ? undefined : meantBy(name, task);
          if (meant === undefined) continue;
          const origin = valueOf(settingOrigin(context, task.task, setting, spec.test));
          context.report.warning(origin, `$${name} is no variable of runs, did you mean ${meant}?`);
        }
      }
    }
  }
}

function variablesIn(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(/\$\{?([A-Za-z_]\w*)/g), ([, name]) => name!));
}

// `lr=0.1`, `for lr in`, `read lr`
function assignedIn(text: string): string[] {
  return Array.from(
    text.matchAll(/(?:^|[\s;&|(])(?:(?:for|read|local|export) +)?([A-Za-z_]\w*)(?==| in\b|\s*[;\n]|$)/g),
  )
    .map(([, name]) => name!);
}

// The key of an axis is most probably meant; `GRID_…` can also be a misspelled variable.
function meantBy(name: string, { task, config }: PreparedTask): string | undefined {
  const axes = task.grids.flat().map(({ key }) => key);
  if (axes.includes(name)) return placeholderOf(name);
  if (!name.startsWith("GRID_") || name.startsWith("GRID_WORKERS_") || RUN_VARIABLES.has(name)) return undefined;
  const rest = name.slice("GRID_".length);
  const keys = [rest, rest.toLowerCase()].flatMap((key) => [key, key.replaceAll("__", ".")]);
  const key = keys.find((key) => axes.includes(key) || getAt(config, key.split(".")) !== undefined);
  if (key !== undefined) return placeholderOf(key);
  const near = closest(rest, Array.from(RUN_VARIABLES, (known) => known.slice("GRID_".length)));
  if (near !== undefined) return `$GRID_${near}`;
  const reserved = rest.toLowerCase();
  return RESERVED.has(reserved) ? `{${reserved}}` : undefined;
}
