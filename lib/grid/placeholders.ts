/** The placeholders of commands: `{config}`, `{seed}`, or any key of the configuration. */
import type { Template } from "./template.ts";

/** The key of the configuration that a placeholder names; `undefined` for those with a meaning of their own. */
export function configKey(placeholder: string): string | undefined {
  if (RESERVED.has(placeholder)) return undefined;
  return placeholder.startsWith("config.") ? placeholder.slice(7) : placeholder;
}

/** Placeholders with a meaning of their own; any other name is a key of the configuration. */
export const RESERVED: ReadonlySet<string> = new Set([
  ..."config dir test_dir test_name checkpoint id name repetition seed attempt grid_dir grid_name cpus_per_run gpus_per_run"
    .split(" "),
  ..."trainer tester li ll tensorboard args overrides".split(" "),
]);

/** The names of all placeholders of a template, each once. */
export function placeholders(template: Template): string[] {
  const names = template.words.flat().flatMap((part) => typeof part === "string" ? [] : [part.placeholder]);
  return [...new Set(names)];
}
