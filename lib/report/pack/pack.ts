/** Packs lists of numbers into text for a page: a fifth of the size of JSON. */
import { gzipSync } from "node:zlib";

/**
 * Packs lists of numbers.
 *
 * Numbers keep 16 significant bits ({@link roundMantissas}), so that one of their four bytes is 0 and is left out. The other
 * three are stored in planes: all first bytes, all second bytes, all third bytes. Neighbouring values have similar first bytes,
 * which gzip compresses well. The number of lists and their lengths come before the planes: 32 bits each, little-endian.
 *
 * @returns base64
 */
export function pack(lists: readonly Float32Array[]): string {
  const count = lists.reduce((sum, { length }) => sum + length, 0);
  const headerLength = 4 * (1 + lists.length);
  const bytes = new Uint8Array(headerLength + 3 * count);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, lists.length, true);
  let at = headerLength;
  for (const [index, list] of lists.entries()) {
    header.setUint32(4 * (1 + index), list.length, true);
    for (const bits of roundMantissas(list)) {
      bytes[at] = bits >>> 24;
      bytes[at + count] = bits >>> 16;
      bytes[at + 2 * count] = bits >>> 8;
      at++;
    }
  }
  return gzipSync(bytes).toString("base64");
}

/**
 * Rounds numbers to the precision that charts need: 15 bits of the mantissa and the implicit one, a relative error of at most
 * 2^-17. Whole numbers up to 65,536 stay exact, and so do NaN and infinities.
 *
 * @returns the bits of the rounded numbers, of which the lowest eight are 0
 */
function roundMantissas(values: Float32Array): Uint32Array {
  const bits = new Uint32Array(values.slice().buffer);
  for (let at = 0; at < bits.length; at++) {
    const exact = bits[at]!;
    // Infinities, and NaN: without its first bit, it would become an infinity.
    if ((exact & EXPONENT) === EXPONENT) {
      bits[at] = Number.isNaN(values[at]) ? QUIET_NAN : exact;
      continue;
    }
    const rounded = exact + 0x7f + ((exact >>> 8) & 1) & ~0xff;
    // Rounding up would make the largest numbers infinite.
    bits[at] = (rounded & EXPONENT) === EXPONENT ? exact & ~0xff : rounded;
  }
  return bits;
}

const EXPONENT = 0x7f80_0000;

const QUIET_NAN = 0x7fc0_0000;
