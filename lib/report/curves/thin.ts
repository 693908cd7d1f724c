/** Thins curves without losing their extremes. */

/**
 * Divides values into parts of equal length and keeps the minimum and the maximum of each, in their order. Short peaks stay,
 * which means and every n-th value would lose, and no places need to be stored: parts are equally long.
 *
 * Thinning a thinned curve to a divisor of its parts gives the same as thinning the original.
 *
 * @param values NaN where a value is not a number; a part of such values is NaN, others ignore them
 * @param parts the number of parts, at least 1
 * @returns the values themselves if there are at most two per part
 */
export function thin(values: Float32Array, parts: number): Float32Array {
  if (values.length <= 2 * parts) return values;
  const thinned = new Float32Array(2 * parts);
  for (let part = 0; part < parts; part++) {
    const from = Math.floor(part * values.length / parts);
    const end = Math.floor((part + 1) * values.length / parts);
    let [lowAt, highAt] = [from, from];
    for (let at = from + 1; at < end; at++) {
      const value = values[at]!;
      // Comparisons with NaN are false: the first number replaces it.
      if (value < values[lowAt]! || Number.isNaN(values[lowAt])) lowAt = at;
      if (value > values[highAt]! || Number.isNaN(values[highAt])) highAt = at;
    }
    thinned[2 * part] = values[Math.min(lowAt, highAt)]!;
    thinned[2 * part + 1] = values[Math.max(lowAt, highAt)]!;
  }
  return thinned;
}

/**
 * The extremes of equal parts: the lower or upper end of a band.
 *
 * @param values NaN is ignored
 */
export function extremes(
  values: Float32Array,
  parts: number,
  end: "low" | "high",
): Float32Array {
  if (values.length <= parts) return values;
  const ends = new Float32Array(parts);
  const sign = end === "low" ? 1 : -1;
  for (let part = 0; part < parts; part++) {
    let extreme = NaN;
    const last = Math.floor((part + 1) * values.length / parts);
    for (let at = Math.floor(part * values.length / parts); at < last; at++) {
      const value = values[at]!;
      if (sign * value < sign * extreme || Number.isNaN(extreme)) extreme = value;
    }
    ends[part] = extreme;
  }
  return ends;
}
