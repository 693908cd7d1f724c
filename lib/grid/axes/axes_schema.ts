/** The JSON Schema of axes. */
import { anyOf, DOTTED_KEY, type JsonSchema, listOf, optional } from "../json_schema.ts";
import { DISTRIBUTIONS, GENERATORS } from "./generators.ts";

function numbers(count: number, item: JsonSchema = { type: "number" }): JsonSchema {
  return { type: "array", items: item, minItems: count, maxItems: count };
}

const GENERATED: Readonly<Record<(typeof GENERATORS)[number], JsonSchema>> = {
  range: { description: "[first, last, step]: first, first + step, … up to last", ...numbers(3) },
  linspace: { description: "[first, last, n]: n values with equal differences, including both ends", ...numbers(3) },
  geomspace: { description: "[first, last, n]: n values with equal ratios, including both ends", ...numbers(3) },
};

const DRAWN: Readonly<Record<(typeof DISTRIBUTIONS)[number], JsonSchema>> = {
  uniform: { description: "[low, high]: uniformly between them", ...numbers(2) },
  loguniform: {
    description: "[low, high]: their logarithms uniformly between them",
    ...numbers(2, { type: "number", exclusiveMinimum: 0 }),
  },
  int: { description: "[low, high]: a whole number, including both", ...numbers(2, { type: "integer" }) },
  logint: {
    description: "[low, high]: a whole number, including both, their logarithms uniformly",
    ...numbers(2, { type: "integer", minimum: 1 }),
  },
  normal: { description: "[mean, standard deviation]", ...numbers(2) },
  choice: { description: "one of these values", ...listOf({}, 1) },
};

/** The values of an axis: a list, a generator or a distribution. */
const AXIS: JsonSchema = anyOf(listOf({}, 1), {
  type: "object",
  properties: { ...GENERATED, ...DRAWN },
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
});

const AXES: JsonSchema = {
  type: "object",
  propertyNames: { pattern: DOTTED_KEY },
  // `~key` removes an axis; its value is ignored.
  patternProperties: { "^~.": {} },
  additionalProperties: AXIS,
};

/** A map of axes, or a list of such maps. */
export const AXES_SCHEMA: JsonSchema = optional(anyOf(AXES, listOf(optional(AXES), 1)));
