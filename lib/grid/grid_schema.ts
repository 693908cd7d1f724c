/** The JSON Schema of grid files. */
import { GRID_KEYS, mapOf } from "./grid_keys.ts";
import type { JsonSchema } from "./json_schema.ts";

/**
 * The schema, in draft-07, for the completion and the checks of editors. It accepts every valid grid file, and refuses what can be
 * seen without reading other files and without comparing keys.
 */
export function gridSchema(): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "grid file of grid-workers",
    ...mapOf(GRID_KEYS),
    minProperties: 1,
  };
}
