/** Values of overwrites that follow from others: `{from: "{model.width} / 2"}`. */
import { isMap, isScalar, keyText, type Scalar, scalarOf, type Value, type ValueMap } from "../config/value.ts";
import { below, type Origin, type ProblemReport } from "../messages/report.ts";
import { type Expression, parseExpression } from "./expression.ts";

/** In overwrites, what will be computed stands where the value will be. */
export interface DerivedScalar extends Scalar {
  readonly expression: Expression;
  readonly origin: Origin;
}

/** Replaces the maps `{from: "…{KEY}…"}` of an overwrite. Invalid expressions are reported, and are empty. */
export function findDerived(overwrite: ValueMap, origin: Origin, report: ProblemReport): ValueMap {
  const visit = (map: ValueMap, here: Origin): ValueMap =>
    new Map(Array.from(map, ([key, value]) => {
      const place = below(here, keyText(key));
      const text = isMap(value) ? textOf(value) : undefined;
      if (text !== undefined) return [key, derivedAt(text, place, report)];
      return [key, isMap(value) ? visit(value, place) : value];
    }));
  return hasDerived(overwrite) ? visit(overwrite, origin) : overwrite;
}

function hasDerived(map: ValueMap): boolean {
  return map.values().some((value) => isMap(value) && (textOf(value) !== undefined || hasDerived(value)));
}

// A map with other keys, or a text without placeholders, is one of the trainer's.
function textOf(map: ValueMap): string | undefined {
  const text = map.size === 1 ? map.get("from") : undefined;
  return typeof text === "string" && /\{[^{}]*\}/.test(text) ? text : undefined;
}

function derivedAt(text: string, origin: Origin, report: ProblemReport): Value {
  const place = below(origin, "from");
  try {
    const derived: DerivedScalar = { text, value: text, expression: parseExpression(text), origin: place };
    return derived;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    report.error(place, `from: ${error.message}`);
    return scalarOf("null")!;
  }
}

/** Whether a value of an overwrite will be computed. */
export function isDerived(value: Value): value is DerivedScalar {
  return isScalar(value) && "expression" in value;
}
