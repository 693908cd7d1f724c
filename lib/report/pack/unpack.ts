/** Unpacks lists of numbers, in the script of a page: it uses only what browsers have, and no modules of Node. */

/**
 * The inverse of `pack`.
 *
 * @throws if the text is corrupt
 */
export async function unpack(text: string): Promise<Float32Array[]> {
  const zipped = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  return unpackBytes(new Uint8Array(await new Response(stream).arrayBuffer()));
}

function unpackBytes(bytes: Uint8Array<ArrayBuffer>): Float32Array[] {
  const header = new DataView(bytes.buffer);
  const lengths = Array.from(
    { length: header.getUint32(0, true) },
    (_, index) => header.getUint32(4 * (1 + index), true),
  );
  const count = lengths.reduce((sum, length) => sum + length, 0);
  const from = 4 * (1 + lengths.length);
  if (bytes.length !== from + 3 * count) {
    throw new RangeError(`expected ${from + 3 * count} bytes, got ${bytes.length}`);
  }
  const bits = new Uint32Array(count);
  for (let at = 0; at < count; at++) {
    bits[at] = bytes[from + at]! << 24 | bytes[from + count + at]! << 16 | bytes[from + 2 * count + at]! << 8;
  }
  const values = new Float32Array(bits.buffer);
  let start = 0;
  return lengths.map((length) => values.subarray(start, start += length));
}

const BASE = 1 << 15;

/** Splits whole numbers below 2^30 into two lists, because packed numbers keep only 16 bits. */
export function splitIndices(indices: readonly number[]): [Float32Array, Float32Array] {
  return [
    Float32Array.from(indices, (index) => Math.floor(index / BASE)),
    Float32Array.from(indices, (index) => index % BASE),
  ];
}

/** The inverse of {@link splitIndices}. */
export function joinIndices(high: Float32Array, low: Float32Array): number[] {
  return Array.from(high, (value, at) => value * BASE + low[at]!);
}
