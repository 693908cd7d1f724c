/**
 * Parses numbers in nvidia-smi's output. Its markers for missing values (`[N/A]`, `[Not Supported]`,
 * `[Insufficient Permissions]`) become `undefined`.
 */

/** A whole number ≥ 0, with or without a unit (MiB, %). */
export function wholeNumber(text: string | undefined): number | undefined {
  const digits = /^(\d{1,12})(?: (?:MiB|%))?$/.exec(text ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** An amount of memory in MiB, converted to bytes. */
export function mebibytes(text: string | undefined): number | undefined {
  const number = wholeNumber(text);
  return number === undefined ? undefined : number * 2 ** 20;
}
