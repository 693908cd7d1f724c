/** Reads bytes from a source sequentially and on demand, so that the cost does not depend on the size of the file. */

/** A source of bytes, such as a file. */
export interface ByteSource {
  readonly size: number;
  /** Returns bytes that must not be modified; fewer than `length` only at the end of the source. */
  read(from: number, length: number): Uint8Array;
}

/** A source of bytes in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (from, length) => bytes.subarray(from, from + length) };
}

/** A file is corrupt or unsupported. The message is written to follow the file's path. */
export class FormatError extends Error {
  override name = "FormatError";
}

/** Reads sequentially, and fetches bytes in growing blocks. */
export interface ByteReader {
  /** Offset of the next byte in the source. */
  position(): number;
  byte(): number;
  take(length: number): Uint8Array;
  /** An unsigned little-endian integer; not exact beyond 2^53. */
  uint(length: number): number;
  /** The bytes up to the next line feed, which is consumed. */
  line(): Uint8Array;
}

const FIRST_BLOCK = 64 * 2 ** 10;
const LARGEST_BLOCK = 2 ** 20;
// Longer than any name or number.
const MAX_LINE = 64 * 2 ** 10;

/**
 * Creates a reader. Its functions throw a {@link FormatError} if bytes beyond `to` are needed, or if a line is longer than
 * 64 KiB.
 *
 * @param from offset of the first byte
 * @param to offset after the last byte
 * @param endError message of the error if bytes beyond `to` are needed; these are never allocated
 */
export function byteReader(source: ByteSource, from: number, to: number, endError: string): ByteReader {
  let block: Uint8Array = new Uint8Array();
  let start = from;
  let at = 0;
  let next = FIRST_BLOCK;

  function fetch(length: number): void {
    start += at;
    at = 0;
    const left = to - start;
    block = length > left ? block.subarray(0, 0) : source.read(start, Math.min(left, Math.max(length, next)));
    if (block.length < length) throw new FormatError(endError);
    next = Math.min(2 * next, LARGEST_BLOCK);
  }

  function take(length: number): Uint8Array {
    if (at + length > block.length) fetch(length);
    at += length;
    return block.subarray(at - length, at);
  }

  return {
    position: () => start + at,
    byte() {
      if (at === block.length) fetch(1);
      return block[at++]!;
    },
    take,
    uint(length) {
      const bytes = take(length);
      let value = 0;
      for (let i = length - 1; i >= 0; i--) value = value * 256 + bytes[i]!;
      return value;
    },
    line() {
      for (let length = 0; length < MAX_LINE; length++) {
        if (at + length === block.length) fetch(length + 1);
        if (block[at + length] === 0x0a) return take(length + 1).subarray(0, length);
      }
      throw new FormatError(`corrupt pickle: line longer than ${MAX_LINE} bytes`);
    },
  };
}
