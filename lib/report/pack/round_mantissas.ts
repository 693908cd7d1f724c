/** Rounds numbers to the precision that charts need. */

/**
 * Rounds numbers to 15 bits of the mantissa and the implicit one: a relative error of at most 2^-17. Whole numbers up to 65,536
 * stay exact, and so do NaN and infinities.
 *
 * @returns the bits of the rounded numbers, of which the lowest eight are 0
 */
export function roundMantissas(values: Float32Array): Uint32Array {
  const bits = new Uint32Array(values.slice().buffer);
  for (let at = 0; at < bits.length; at++) {
    const exact = bits[at]!;
    // Infinities, and the first bit of a NaN, which would become an infinity without it.
    if ((exact & EXPONENT) === EXPONENT) {
      bits[at] = Number.isNaN(values[at]) ? QUIET_NAN : exact;
      continue;
    }
    const rounded = exact + 0x7f + ((exact >>> 8) & 1) & ~0xff;
    // The largest numbers would become infinite.
    bits[at] = (rounded & EXPONENT) === EXPONENT ? exact & ~0xff : rounded;
  }
  return bits;
}

const EXPONENT = 0x7f80_0000;
const QUIET_NAN = 0x7fc0_0000;
