/** Holds the JSON Schema of grid files against the parser. */
import { Ajv, type ErrorObject } from "ajv";
import { toJson, type Value } from "../lib/config/value.ts";
import { gridSchema } from "../lib/grid/grid_schema.ts";
import type { Problem } from "../lib/messages/problem.ts";

let compiled: ReturnType<Ajv["compile"]> | undefined;

/** What the schema refuses of a grid file: `/grid_axes/lr must be array`. */
export function refusedBySchema(value: Value): string[] {
  compiled ??= new Ajv({ strict: true, strictTypes: false, allErrors: true }).compile(gridSchema());
  // Integers beyond 2^53 are not numbers in `toJson()`.
  compiled(JSON.parse(JSON.stringify(toJson(value))));
  return (compiled.errors ?? []).map(({ instancePath, message }: ErrorObject) => `${instancePath} ${message}`);
}

// Messages about what is wrong with a value alone, without regard to others.
const SEEN_BY_SCHEMA = [
  /^unknown key "[^"]*" in /,
  /^unknown setting /,
  / applies to the whole grid: /,
  /^unsupported version /,
  /^"\w+": expected (?:a|maximize|one)\b/,
  /^"(?:results|args)": (?:\w+: )*(?:expected|unknown key|"\w+" and)\b/,
  /^(?:grid_\w+|axes|overwrite|settings|exclusions?|task name|test name|grid file): expected /,
  /^axis "[^~]*": expected (?:a list|at least one value|three numbers)/,
  /^expected a (?:task|test), /,
];

// JSON has numbers in base 60 (`12:30`) as numbers, and dates, `.inf` and `.nan` as strings. It does not tell `1e-9` from other
// numbers.
const UNSEEN_VALUE = /, got (?:\d+:\d+|\d+-\d+-\d+|[-+]?\.(?:inf|nan)|[\d.]+e-\d+|one with a NUL character)$/;

/**
 * Fails if the schema refuses what the parser accepts, or accepts what the parser refuses for a reason that it can see.
 *
 * @param problems those of the grid file
 */
export function assertSchemaAgrees(value: Value, problems: readonly Problem[]): void {
  const refused = refusedBySchema(value);
  const errors = problems.filter(({ severity }) => severity === "error").map(({ message }) => message);
  if (errors.length === 0 && refused.length > 0) {
    throw new Error(`the schema refuses what the parser accepts: ${refused.join("; ")}`);
  }
  const seen = errors.filter((message) =>
    SEEN_BY_SCHEMA.some((pattern) => pattern.test(message)) && !UNSEEN_VALUE.test(message)
  );
  if (seen.length > 0 && refused.length === 0) {
    throw new Error(`the schema accepts what the parser refuses: ${seen.join("; ")}`);
  }
}
