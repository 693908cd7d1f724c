/** Keys that a part of the grid file does not have. */
import { keyText, type ValueMap } from "../config/value.ts";
import { below, type Origin, type Report } from "../messages/report.ts";
import { suggestion } from "../messages/suggestion.ts";

/** What a part of the grid file is called, and the keys that it may have. */
export interface KnownKeys {
  /** With its article: `a task`. */
  readonly what: string;
  readonly keys: readonly string[];
  /** Keys that begin so are the author's own. */
  readonly prefix?: string;
}

/** Reports keys that are not known. */
export function checkKeys(map: ValueMap, { what, keys, prefix }: KnownKeys, origin: Origin, report: Report): void {
  for (const key of map.keys()) {
    const name = keyText(key);
    if (keys.includes(name) || (prefix !== undefined && name.startsWith(prefix))) continue;
    const hint = suggestion(name, keys) || `: it may have ${keys.join(", ")}`;
    report.error(below(origin, name), `${what} has no "${name}"${hint}`);
  }
}
