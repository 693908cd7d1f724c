/** Reports unknown keys in grid files. */
import { keyText, type ValueMap } from "../config/value.ts";
import { below, type Origin, type ProblemReport } from "../messages/report.ts";
import { suggestKey } from "../messages/suggestion.ts";
import type { JsonSchema } from "./json_schema.ts";
import { isSetting } from "./settings/setting_table.ts";

/** The keys that a part of the grid file may have. */
export interface KnownKeys {
  /** The name of the part, with its article, as in messages: `a task`. */
  readonly place: string;
  /** With their schemas and descriptions. */
  readonly keys: Readonly<Record<string, JsonSchema>>;
  /** Keys with this prefix are allowed and ignored. */
  readonly prefix?: string;
  readonly settings?: string;
}

export function checkKeys(map: ValueMap, known: KnownKeys, origin: Origin, report: ProblemReport): void {
  const { place, keys, prefix, settings } = known;
  for (const key of map.keys()) {
    const name = keyText(key);
    if (Object.hasOwn(keys, name) || (prefix !== undefined && name.startsWith(prefix))) continue;
    const hint = settings !== undefined && isSetting(name)
      ? `: it is a setting, move it to ${settings}`
      : suggestKey(name, Object.keys(keys)) || `: expected one of ${Object.keys(keys).join(", ")}`;
    report.error(below(origin, name), `unknown key "${name}" in ${place}${hint}`);
  }
}
