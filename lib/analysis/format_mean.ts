/** Formats means for people. */
import type { Statistics } from "./statistics.ts";

/** The part of the statistics that is shown. */
export type MeanAndDeviation = Pick<Statistics, "mean" | "std">;

/**
 * Formats means and standard deviations for a column in which the means are aligned: ` 0.9312 ± 0.0021`.
 *
 * @returns an empty text where there are no statistics
 */
export function alignMeans(all: readonly (MeanAndDeviation | undefined)[]): string[] {
  const texts = all.map((statistics) => statistics && formatMean(statistics));
  const width = Math.max(0, ...texts.map((text) => text?.mean.length ?? 0));
  return texts.map((text) => text === undefined ? "" : `${text.mean.padStart(width)}${text.std}`);
}

/**
 * Formats a mean and its standard deviation: `0.9312` and ` ± 0.0021`. The latter is empty for a single value, and if it is not a
 * number.
 */
export function formatMean({ mean, std }: MeanAndDeviation): { mean: string; std: string } {
  const size = Math.abs(mean);
  const plain = Number.isFinite(mean) && (size === 0 || size >= 1e-3 && size < 1e6);
  const digits = size < 10 ? 4 : Math.max(0, 4 - Math.floor(Math.log10(size)));
  const format = (value: number) => {
    if (!Number.isFinite(value)) return String(value);
    const fixed = value.toFixed(digits);
    return plain && (value === 0 || Number(fixed) !== 0) ? fixed : value.toPrecision(plain ? 2 : 4);
  };
  return { mean: format(mean), std: std === undefined || Number.isNaN(std) ? "" : ` ± ${format(std)}` };
}
