/** Where the values of a packed curve lie. */
import type { Places } from "./curve_model.ts";

/**
 * The x of a value.
 *
 * @param index of the value
 * @param count number of values of the curve
 */
export function placeAt(places: Places, index: number, count: number): number {
  return places.kind === "regular" ? places.first + places.step * places.rows * index / count : places.x[index]!;
}
