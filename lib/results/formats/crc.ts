/** Checksums of files: CRC-32 of zip files, CRC-32C of event files. */

/** A kind of cyclic redundancy check with 32 bits, of which bits are reflected and inverted. */
export class Crc {
  // Made when needed: most commands read no file that has a checksum.
  #tables: Int32Array | undefined;

  /** @param polynomial with its bits in reverse */
  constructor(readonly polynomial: number) {}

  /** The checksum of bytes: an unsigned 32-bit number. */
  of(bytes: Uint8Array, from = 0, to = bytes.length): number {
    return ~this.update(~0, bytes, from, to) >>> 0;
  }

  /**
   * Takes more bytes of data that comes in parts. The state begins as ~0, and the checksum is the inverse of the last one.
   *
   * Takes eight bytes at a time ("slicing by 8": Kounavis, Berry, "A Systematic Approach to Building High Performance,
   * Software-based, CRC Generators", 2005).
   */
  update(state: number, bytes: Uint8Array, from: number, to: number): number {
    const tables = this.#tables ??= makeTables(this.polynomial);
    let crc = state;
    let at = from;
    for (; at + 8 <= to; at += 8) {
      crc = tables[1_792 + ((crc ^ bytes[at]!) & 255)]! ^
        tables[1_536 + ((crc >>> 8 ^ bytes[at + 1]!) & 255)]! ^
        tables[1_280 + ((crc >>> 16 ^ bytes[at + 2]!) & 255)]! ^
        tables[1_024 + ((crc >>> 24 ^ bytes[at + 3]!) & 255)]! ^
        tables[768 + bytes[at + 4]!]! ^
        tables[512 + bytes[at + 5]!]! ^
        tables[256 + bytes[at + 6]!]! ^
        tables[bytes[at + 7]!]!;
    }
    for (; at < to; at++) crc = crc >>> 8 ^ tables[(crc ^ bytes[at]!) & 255]!;
    return crc;
  }
}

/** Of zip files (ISO 3309). */
export const CRC32 = new Crc(0xedb88320);

/** Of TensorBoard's event files (RFC 3720, appendix B.4). */
export const CRC32C = new Crc(0x82f63b78);

// `tables[256 * n + b]`: of the byte b and n zeros after it.
function makeTables(polynomial: number): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >>> 1 ^ polynomial : crc >>> 1;
    tables[byte] = crc;
  }
  for (let index = 256; index < tables.length; index++) {
    const before = tables[index - 256]!;
    tables[index] = before >>> 8 ^ tables[before & 255]!;
  }
  return tables;
}
