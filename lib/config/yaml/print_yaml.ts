/** Writes configurations as YAML, for trainers to read. */
import { dump } from "js-yaml";
import type { Value } from "../value.ts";
import { WRITE } from "./yaml_schema.ts";

/** A configuration as YAML. PyYAML and YAML 1.2 readers load the values that the original files had. */
export function printYaml(value: Value): string {
  return dump(value, { schema: WRITE, noRefs: true, lineWidth: -1 });
}
