/** Reports unknown keys in grid files. */
import { keyText, type ValueMap } from "../config/value.ts";
import { below, type Origin, type Report } from "../messages/report.ts";
import { suggestion } from "../messages/suggestion.ts";

/** The keys that a part of the grid file may have. */
export interface KnownKeys {
  /** The part, with its article, as in messages: `a task`. */
  readonly place: string;
  readonly keys: readonly string[];
  /** Keys with this prefix are allowed and ignored. */
  readonly prefix?: string;
}

/** Reports unknown keys. */
export function checkKeys(map: ValueMap, { place, keys, prefix }: KnownKeys, origin: Origin, report: Report): void {
  for (const key of map.keys()) {
    const name = keyText(key);
    if (keys.includes(name) || (prefix !== undefined && name.startsWith(prefix))) continue;
    const hint = suggestion(name, keys) || `: expected one of ${keys.join(", ")}`;
    report.error(below(origin, name), `unknown key "${name}" in ${place}${hint}`);
  }
}
