/** The placeholders of commands: reserved names such as `{config}` and `{seed}`, and keys of the configuration. */
import type { Template } from "./template.ts";

/** The key of the configuration that a placeholder refers to; `undefined` for reserved names. */
export function configKey(placeholder: string): string | undefined {
  if (RESERVED.has(placeholder)) return undefined;
  return placeholder.startsWith("config.") ? placeholder.slice(7) : placeholder;
}

/** Placeholders that are not keys of the configuration. */
export const RESERVED: ReadonlySet<string> = new Set([
  ..."config dir test_dir test_name checkpoint id name repetition seed attempt grid_dir grid_name cpus_per_run gpus_per_run"
    .split(" "),
  ..."trainer tester li ll tensorboard args overrides".split(" "),
]);

/** The names of the placeholders in a template, without duplicates. */
export function placeholders(template: Template): string[] {
  const names = template.words.flat().flatMap((part) => typeof part === "string" ? [] : [part.placeholder]);
  return [...new Set(names)];
}
