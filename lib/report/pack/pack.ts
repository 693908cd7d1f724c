/** Packs lists of numbers into text for a page: a fifth of their size as JSON. */
import { gzipSync } from "node:zlib";
import { roundMantissas } from "./round_mantissas.ts";

/**
 * Packs lists of numbers.
 *
 * Numbers keep 16 significant bits ({@link roundMantissas}), so that one of their four bytes is 0 and is left out. The other
 * three are stored in planes: all first bytes, all second bytes, all third bytes. Neighbouring values have similar first bytes,
 * which gzip shortens. The number of lists and their lengths come before the planes: 32 bits each, little-endian.
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
