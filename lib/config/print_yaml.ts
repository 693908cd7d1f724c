/** Writes YAML that every reader loads as what it was read from. */
import { dump } from "js-yaml";
import type { Value } from "./value.ts";
import { WRITE } from "./yaml_schema.ts";

/** Writes a configuration as YAML that PyYAML, and any YAML 1.2 reader, loads as what it was read from. */
export function printYaml(value: Value): string {
  return dump(value, { schema: WRITE, noRefs: true, lineWidth: -1 });
}
