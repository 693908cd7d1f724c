/**
 * Schemas of values in grid files, as JSON Schema draft-07, which editors support best. They accept everything that the parser
 * accepts, and the parser rejects everything that they reject.
 */

export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: JsonType | readonly JsonType[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

export type JsonType = "string" | "number" | "integer" | "boolean" | "null" | "array" | "object";

export const SCALAR: JsonSchema = { type: ["string", "number", "boolean", "null"] };

/** A pattern for dotted keys. */
export const DOTTED_KEY = "^[^.]+(?:\\.[^.]+)*$";

/** Any of several schemas. Schemas that only have a type are combined into one. */
export function anyOf(...schemas: readonly JsonSchema[]): JsonSchema {
  const isPlain = ({ type, ...rest }: JsonSchema) => type !== undefined && Object.keys(rest).length === 0;
  if (!schemas.every(isPlain)) return { anyOf: schemas };
  return { type: [...new Set(schemas.flatMap(({ type }) => type as JsonType | readonly JsonType[]))] };
}

export function listOf(items: JsonSchema, minItems = 0): JsonSchema {
  return { type: "array", items, ...(minItems > 0 && { minItems }) };
}

/** A schema that also accepts an empty value, `key:`. */
export function optional(schema: JsonSchema): JsonSchema {
  if (typeof schema.type === "string" && schema.enum === undefined && schema.const === undefined) {
    return { ...schema, type: [schema.type, "null"] };
  }
  if (schema.anyOf !== undefined) return { ...schema, anyOf: [...schema.anyOf, { type: "null" }] };
  return { anyOf: [schema, { type: "null" }] };
}
