/**
 * Numbers in nvidia-smi's output. What it writes where it has none (`[N/A]`, `[Not Supported]`,
 * `[Insufficient Permissions]`) is no number.
 */

/** A number without a sign, with or without its unit. */
export function wholeNumber(text: string | undefined): number | undefined {
  const digits = /^(\d{1,12})(?: (?:MiB|%))?$/.exec(text ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** An amount of memory in MiB, in bytes. */
export function mebibytes(text: string | undefined): number | undefined {
  const number = wholeNumber(text);
  return number === undefined ? undefined : number * 2 ** 20;
}
