/** Formats means and standard deviations, with digits that suit the size of the mean. */

/** What precedes a standard deviation. */
export const PLUS_MINUS = " ± ";

/** A mean, and its standard deviation if there are several values. */
export interface Mean {
  readonly mean: number;
  readonly std: number | undefined;
}

/** A formatted mean, and the sign and standard deviation that follow it: ` ± 0.0021`, or nothing. */
export interface FormattedMean {
  readonly mean: string;
  readonly std: string;
}

/** Formats a mean and its standard deviation: `0.9312 ± 0.0021`. */
export function formatMean({ mean, std }: Mean): FormattedMean {
  const size = Math.abs(mean);
  const plain = Number.isFinite(mean) && (size === 0 || size >= 1e-3 && size < 1e6);
  const digits = size < 10 ? 4 : Math.max(0, 4 - Math.floor(Math.log10(size)));
  const format = (value: number) => {
    if (!Number.isFinite(value)) return String(value);
    const fixed = value.toFixed(digits);
    return plain && (value === 0 || Number(fixed) !== 0) ? fixed : value.toPrecision(plain ? 2 : 4);
  };
  return { mean: format(mean), std: std === undefined || Number.isNaN(std) ? "" : `${PLUS_MINUS}${format(std)}` };
}
