/** Formats single numbers: for ticks, and for the values under the pointer. */

/** A number with at most 4 significant digits, without needless zeros: `0.0421`, `1,024`, `1.2e-7`. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace("-", "−");
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) {
    return value.toExponential(3).replace(/\.?0+e/, "e").replace("e+", "e").replaceAll("-", "−");
  }
  const text = Number(value.toPrecision(size >= 1000 ? Math.ceil(Math.log10(size + 1)) : 4));
  return text.toLocaleString("en-US", { maximumFractionDigits: 8 }).replace("-", "−");
}
