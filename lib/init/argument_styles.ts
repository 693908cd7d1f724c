/** The setting `args` for the options of a trainer. */
import type { BooleanStyle, ListStyle, TrainerOption } from "./trainer_help.ts";

interface Style {
  booleans?: BooleanStyle | undefined;
  lists?: ListStyle | undefined;
}

/** How `{args}` writes values without the setting. */
const DEFAULTS: Style = { booleans: "value", lists: "json" };

/**
 * The setting, in YAML: `{ booleans: flag, lists: spaces }`. Keys whose style is not that of most others are named.
 *
 * @param options all of the trainer
 * @param proposed names of those that are proposed as axes: only these are named
 * @returns `undefined` if nothing differs from what is written without it
 */
export function argumentStyles(
  options: readonly TrainerOption[],
  proposed: ReadonlySet<string>,
): string | undefined {
  const booleans = options.flatMap(({ name, takes }) => takes.kind === "boolean" ? [{ name, style: takes.style }] : []);
  const lists = options.flatMap(({ name, takes }) => takes.kind === "list" ? [{ name, style: takes.style }] : []);
  const general: Style = { booleans: mostCommon(booleans), lists: mostCommon(lists) };
  const keys = new Map<string, Style>();
  for (const kind of ["booleans", "lists"] as const) {
    for (const { name, style } of kind === "booleans" ? booleans : lists) {
      if (style !== general[kind] && proposed.has(name)) keys.set(name, { ...keys.get(name), [kind]: style });
    }
  }
  const parts = entries(general);
  if (keys.size > 0) {
    const named = Array.from(keys, ([name, style]) => `${yamlKey(name)}: { ${allEntries(style).join(", ")} }`);
    parts.push(`keys: { ${named.join(", ")} }`);
  }
  return parts.length === 0 ? undefined : `{ ${parts.join(", ")} }`;
}

// Without what is written anyway.
function entries(style: Style): string[] {
  return (["booleans", "lists"] as const).flatMap((kind) =>
    style[kind] === undefined || style[kind] === DEFAULTS[kind] ? [] : [`${kind}: ${style[kind]}`]
  );
}

function allEntries(style: Style): string[] {
  return (["booleans", "lists"] as const).flatMap((kind) =>
    style[kind] === undefined ? [] : [`${kind}: ${style[kind]}`]
  );
}

// The first of several.
function mostCommon<T extends string>(all: readonly { readonly style: T }[]): T | undefined {
  const counts = new Map<T, number>();
  for (const { style } of all) counts.set(style, (counts.get(style) ?? 0) + 1);
  let best: T | undefined;
  for (const [style, count] of counts) if (best === undefined || count > counts.get(best)!) best = style;
  return best;
}

function yamlKey(name: string): string {
  return /^[A-Za-z][\w./-]*$/.test(name) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(name)
    ? name
    : JSON.stringify(name);
}
