/** Shortens numbers that were chosen at random. */

const DIGITS = 4;

/** A number with at most 4 significant digits if it is written with many more: `0.003873`. Other texts stay. */
export function shortNumber(text: string): string {
  if (text.length <= DIGITS + 4 || !/^[+-]?(?:\d+\.\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return text;
  return String(Number(Number(text).toPrecision(DIGITS)));
}

// Nobody tells more values apart by their last digits.
const MANY = 16;

/** Whether values can be shortened: they are still different after {@link shortNumber}, or there are very many. */
export function canBeShort(texts: Iterable<string>): boolean {
  const distinct = new Set(texts);
  return distinct.size > MANY || new Set(Array.from(distinct, shortNumber)).size === distinct.size;
}
