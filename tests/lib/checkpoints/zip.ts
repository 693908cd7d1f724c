/** Makes zip files, valid and invalid ones. */
import { crc32 } from "node:zlib";
import { bytesOf, littleEndian } from "./pickle.ts";

/** An entry; the optional fields make it invalid or special. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Number of zero bytes after the content. */
  readonly hole?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  /** Extra fields before the zip64 field in the directory. */
  readonly extra?: string;
  /** Wrong values in the directory for the size and the offset of the header. */
  readonly size?: number;
  readonly header?: number;
}

/** A sparse file: its parts by offset. */
export interface Sparse {
  readonly size: number;
  readonly parts: readonly { readonly at: number; readonly bytes: Uint8Array }[];
}

const NARROW = 0xffffffff;

/**
 * @param wide whether sizes and places stand in zip64's fields even where they would fit elsewhere
 * @param comment what stands at the end of the file
 */
export function zipWithHoles(entries: readonly ZipEntry[], wide = false, comment = ""): Sparse {
  const parts: { at: number; bytes: Uint8Array }[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  const put = (bytes: Uint8Array) => {
    parts.push({ at, bytes });
    at += bytes.length;
  };
  for (
    const { name, bytes, hole = 0, flags = 0x0808, method = 0, crc = crc32(bytes), extra: before = "", ...lies }
      of entries
  ) {
    const [size, header] = [lies.size ?? bytes.length + hole, lies.header ?? at];
    const far = wide || size >= NARROW || header >= NARROW;
    const zip64 = ["\x01\0\x18\0", ...[size, size, header].map((value) => littleEndian(value, 8))];
    const extra = bytesOf(before, ...(far ? zip64 : []));
    const [narrowSize, narrowHeader] = [size, header].map((value) => littleEndian(far ? NARROW : value, 4));
    directory.push(bytesOf(
      "PK\x01\x02\0\0\0\0",
      ...[littleEndian(flags, 2), littleEndian(method, 2), "\0\0\0\0", littleEndian(crc, 4), narrowSize!, narrowSize!],
      ...[littleEndian(name.length, 2), littleEndian(extra.length, 2), "\0".repeat(10), narrowHeader!, name, extra],
    ));
    // Data is aligned to 64 bytes.
    const fill = "Z".repeat((64 - (at + 34 + name.length) % 64) % 64);
    const padding = bytesOf("FB", littleEndian(fill.length, 2), fill);
    const lengths = [littleEndian(name.length, 2), littleEndian(padding.length, 2)];
    put(bytesOf("PK\x03\x04\0\0", littleEndian(flags, 2), "\0".repeat(18), ...lengths, name, padding, bytes));
    at += hole;
  }
  const from = at;
  directory.forEach(put);
  const [size, end64] = [at - from, at];
  const far = wide || from >= NARROW;
  if (far) {
    const counts64 = [littleEndian(entries.length, 8), littleEndian(entries.length, 8)];
    put(bytesOf("PK\x06\x06\x2c", "\0".repeat(19), ...counts64, littleEndian(size, 8), littleEndian(from, 8)));
    put(bytesOf("PK\x06\x07\0\0\0\0", littleEndian(end64, 8), "\x01\0\0\0"));
  }
  const [count, narrowSize, narrowFrom] = far ? [0xffff, NARROW, NARROW] : [entries.length, size, from];
  const counts = [littleEndian(count, 2), littleEndian(count, 2)];
  put(bytesOf("PK\x05\x06\0\0\0\0", ...counts, littleEndian(narrowSize, 4), littleEndian(narrowFrom, 4)));
  put(bytesOf(littleEndian(comment.length, 2), comment));
  return { size: at, parts };
}

/** The bytes of a sparse file. */
export function zip(entries: readonly ZipEntry[], wide?: boolean, comment?: string): Uint8Array {
  const { size, parts } = zipWithHoles(entries, wide, comment);
  const file = new Uint8Array(size);
  for (const { at, bytes } of parts) file.set(bytes, at);
  return file;
}
