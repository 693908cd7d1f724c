/**
 * Locates an uncompressed entry of a zip file (PKWARE's APPNOTE.TXT, 4.3 and 4.5.3). Sizes are taken from the central directory
 * at the end of the file: torch writes entries before it knows their sizes, and omits them in the local headers.
 */
import { type ByteReader, byteReader, type ByteSource, bytesSource, FormatError } from "./byte_reader.ts";

/** Position of an entry that is stored without compression. Bytes. */
export interface StoredEntry {
  readonly from: number;
  readonly size: number;
  /** CRC-32; 0 if the writer computed none. */
  readonly crc: number;
}

/** The first bytes of a zip file. */
export const ZIP_SIGNATURE: Uint8Array = Uint8Array.of(0x50, 0x4b, 3, 4);

const LOCAL = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const END_BYTES = 22;
const LOCATOR64_BYTES = 20;
const END64_BYTES = 56;
const LOCAL_BYTES = 30;
const ENTRY_BYTES = 46;
const MAX_COMMENT = 0xffff;
// Half a million entries; models have about ten thousand tensors at most.
const MAX_DIRECTORY = 64 * 2 ** 20;
const NARROW = 0xffffffff;
const CORRUPT = "corrupt zip directory";

interface Directory {
  readonly from: number;
  readonly to: number;
}

/**
 * Finds the first entry whose name matches.
 *
 * @returns `undefined` if there is none
 * @throws {FormatError} if the file is corrupt or truncated, or the entry is compressed or encrypted
 */
export function findStoredEntry(source: ByteSource, wanted: RegExp): StoredEntry | undefined {
  const { from, to } = findDirectory(source);
  const reader = byteReader(source, from, to, CORRUPT);
  while (reader.position() < to) {
    const entry = readEntry(reader);
    if (wanted.test(entry.name)) return locate(source, entry, from);
  }
  return undefined;
}

function findDirectory(source: ByteSource): Directory {
  const start = Math.max(0, source.size - MAX_COMMENT - END_BYTES);
  const tail = source.read(start, source.size - start);
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END || at + END_BYTES + view.getUint16(at + 20, true) > tail.length) continue;
    const size = view.getUint32(at + 12, true);
    const from = view.getUint32(at + 16, true);
    const wide = size === NARROW || from === NARROW || view.getUint16(at + 10, true) === 0xffff;
    return wide ? findDirectory64(source, start + at) : checked(from, size, start + at);
  }
  throw new FormatError("truncated: no zip directory at the end");
}

function findDirectory64(source: ByteSource, end: number): Directory {
  const locator = viewOf(exactly(source, end - LOCATOR64_BYTES, LOCATOR64_BYTES));
  const at = Number(locator.getBigUint64(8, true));
  if (locator.getUint32(0, true) !== LOCATOR64) throw new FormatError(CORRUPT);
  const end64 = viewOf(exactly(source, at, END64_BYTES));
  if (end64.getUint32(0, true) !== END64) throw new FormatError(CORRUPT);
  return checked(Number(end64.getBigUint64(48, true)), Number(end64.getBigUint64(40, true)), at);
}

function checked(from: number, size: number, end: number): Directory {
  if (from + size > end || size > MAX_DIRECTORY) throw new FormatError(CORRUPT);
  return { from, to: from + size };
}

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly header: number;
}

function readEntry(reader: ByteReader): Entry {
  const fields = viewOf(reader.take(ENTRY_BYTES).slice());
  if (fields.getUint32(0, true) !== ENTRY) throw new FormatError(CORRUPT);
  const name = new TextDecoder().decode(reader.take(fields.getUint16(28, true)));
  const extra = reader.take(fields.getUint16(30, true)).slice();
  reader.take(fields.getUint16(32, true));
  const [size, packed, header] = widen([24, 20, 42].map((at) => fields.getUint32(at, true)), extra);
  return {
    name,
    flags: fields.getUint16(8, true),
    method: fields.getUint16(10, true),
    crc: fields.getUint32(16, true),
    packed: packed!,
    size: size!,
    header: header!,
  };
}

/** Replaces 32-bit numbers that are too small by those in the zip64 extra field, which has them in the same order. */
function widen(numbers: readonly number[], extra: Uint8Array): readonly number[] {
  if (!numbers.includes(NARROW)) return numbers;
  const reader = byteReader(bytesSource(extra), 0, extra.length, CORRUPT);
  for (;;) {
    const [tag, length] = [reader.uint(2), reader.uint(2)];
    const field = reader.take(length);
    if (tag !== 1) continue;
    const wide = byteReader(bytesSource(field), 0, length, CORRUPT);
    return numbers.map((number) => number === NARROW ? wide.uint(8) : number);
  }
}

function locate(
  source: ByteSource,
  { flags, method, crc, packed, size, header }: Entry,
  end: number,
): StoredEntry {
  if ((flags & 1) !== 0) throw new FormatError("zip entry is encrypted");
  if (method !== 0) throw new FormatError("zip entry is compressed; torch never compresses");
  if (packed !== size || header + LOCAL_BYTES > end) throw new FormatError(CORRUPT);
  const local = viewOf(exactly(source, header, LOCAL_BYTES));
  if (local.getUint32(0, true) !== LOCAL) throw new FormatError(CORRUPT);
  const from = header + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
  if (from + size > end) throw new FormatError(CORRUPT);
  return { from, size, crc };
}

function exactly(source: ByteSource, from: number, length: number): Uint8Array {
  return byteReader(source, Math.max(0, from), source.size, CORRUPT).take(length);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
