/** Reading bytes that lie somewhere, as few of them as are asked for: how large a file is costs nothing. */

/** Bytes that lie somewhere, in a file for instance. */
export interface ByteSource {
  readonly size: number;
  /** Bytes that nobody may change; fewer than asked for only where they end. */
  read(from: number, length: number): Uint8Array;
}

/** Bytes that are at hand. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (from, length) => bytes.subarray(from, from + length) };
}

/** A file is not what it should be: the message tells it in words that follow the file's path. */
export class FormatError extends Error {
  override name = "FormatError";
}

/** Reads one thing after another, and fetches what it needs in growing blocks. */
export interface ByteReader {
  /** Where the next byte lies in the source. */
  position(): number;
  byte(): number;
  take(length: number): Uint8Array;
  /** An integer without a sign, little-endian; beyond 2^53 it is not exact. */
  uint(length: number): number;
  /** The bytes before the next line feed, which is skipped. */
  line(): Uint8Array;
}

const FIRST_BLOCK = 64 * 2 ** 10;
const LARGEST_BLOCK = 2 ** 20;
// Longer than any name or number.
const MAX_LINE = 64 * 2 ** 10;

/**
 * @param from where to begin
 * @param to where to end at the latest
 * @param beyond what is wrong when more is needed; nothing is allocated for it
 * @throws {FormatError} (its functions) with `beyond`, or for a line of more than 64 KiB
 */
export function byteReader(source: ByteSource, from: number, to: number, beyond: string): ByteReader {
  let block: Uint8Array = new Uint8Array();
  let start = from;
  let at = 0;
  let next = FIRST_BLOCK;

  function fetch(length: number): void {
    start += at;
    at = 0;
    const left = to - start;
    block = length > left ? block.subarray(0, 0) : source.read(start, Math.min(left, Math.max(length, next)));
    if (block.length < length) throw new FormatError(beyond);
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
      throw new FormatError(`it is damaged: a line of a pickle is longer than ${MAX_LINE} bytes`);
    },
  };
}
